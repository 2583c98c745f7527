import { describe, expect, it } from 'vitest';
import { readAssignments } from './assignment.ts';
import { evaluateCondition } from './condition.ts';
import { readResyncOptions } from './resync-options.ts';
import { evaluateRule } from './rule.ts';
import { resolveUrl } from './url.ts';

const values = new Map([
  ['MA', '000e08012345'],
  ['SWVER', '2.0.6(b)'],
  ['A', ''],
  ['B', 'dir'],
  ['C', '[--key abc] tftp://host/$MA.cfg'],
  ['D', 'two words'],
  ['SA', 'p@ss ]"| $MA'],
]);
const evaluate = (text: string, kind?: 'upgrade' | 'report') =>
  evaluateRule(text, { values, ...(kind && { kind }) });
const problem = (kind: string) => ({ ok: false, problem: expect.objectContaining({ kind }) });

describe('a rule', () => {
  it('keeps a secret key whole, whatever it holds, and never expands it again', () => {
    expect(evaluate('[--key $SA] tftp://s/$B/$MA.cfg')).toEqual({
      ok: true,
      value: {
        outcome: 'fetch',
        alternative: 1,
        options: { key: 'p@ss ]"| $MA' },
        url: { scheme: 'tftp', server: 's', port: 69, path: '/dir/000e08012345.cfg' },
      },
    });
  });

  it('does not take $$SA in a key for the secret register', () => {
    expect(evaluate('[--key $$SA] http://s/$$MA')).toMatchObject({
      value: { options: { key: '$SA' }, url: { path: '/$MA' } },
    });
  });

  it('may come out of a register as a whole, but is not expanded twice', () => {
    expect(evaluate('$C')).toMatchObject({
      value: { options: { key: 'abc' }, url: { server: 'host', path: '/$MA.cfg' } },
    });
  });

  it('takes versions with a suffix inside its parentheses', () => {
    expect(evaluate('($SWVER eq 2.0.6(b))? /a | /b')).toMatchObject(problem('missing-server'));
    expect(evaluate('($SWVER ne 2.0.6(b))? http://h/a | http://h/b')).toMatchObject({
      value: { alternative: 2, url: { path: '/b' } },
    });
  });

  it('does not split at a bar inside quotes', () => {
    expect(evaluate('("a|b" eq "a)b")? http://h/a | http://h/b')).toMatchObject({
      value: { alternative: 2 },
    });
  });

  it.each([
    ['', { outcome: 'skip' }],
    ['   ', { outcome: 'skip' }],
    [' # tftp://h/a', { outcome: 'skip' }],
    ['("$A" ne "")? tftp://h/a', { outcome: 'skip' }],
    ['("$A" eq "")?', { outcome: 'none', alternative: 1 }],
    ['("$A" ne "")? tftp://h/a |', { outcome: 'none', alternative: 2 }],
    [
      '(a = "x")!',
      { outcome: 'assign', alternative: 1, assignments: [{ name: 'GPP_A', value: 'x' }] },
    ],
  ])('%j has the outcome %j', (text, value) => {
    expect(evaluate(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['(1 eq 1) http://h/a', 'bad-rule'],
    ['(a="x")! (1 eq 1)? http://h/a', 'bad-rule'],
    ['(1 eq 1', 'bad-rule'],
    ['[--key "x] http://h/a', 'bad-rule'],
    ['[--key x]', 'missing-url'],
    ['()? http://h/a', 'bad-condition'],
    ['(1 eq 1)? (a)! http://h/a', 'bad-assignment'],
  ])('%j is refused as %s', (text, kind) => {
    expect(evaluate(text)).toMatchObject(problem(kind));
  });

  it('takes no options for an upgrade and wants a URL there', () => {
    expect(evaluate('[--post a] http://h/fw.bin', 'upgrade')).toMatchObject(
      problem('options-not-allowed'),
    );
    expect(evaluate('(1 eq 1)?', 'upgrade')).toMatchObject(problem('missing-url'));
  });

  it('never shows a key in a problem', () => {
    const refused = evaluate('[--key hush-hush --post z] http://h/a');
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain('hush');
  });
});

describe('a condition', () => {
  it.each([
    ['', false],
    ['# 1 eq 1', false],
    ['true', true],
    ['5=5 and 6>5', true],
    ['$PRVST eq -1', false],
    ['99999999999999999999 gt 99999999999999999998', true],
    ['"a and b" eq "a and b"', true],
    ['ge 2.0.3', true],
  ])('%j is %s', (text, value) => {
    expect(evaluateCondition(text, new Map([...values, ['PRVST', '0']]))).toEqual({
      ok: true,
      value,
    });
  });

  it.each([
    ['1 eq', 'bad-condition'],
    ['1 eq 1 and', 'bad-condition'],
    ['and', 'bad-condition'],
    ['1 eq 1 or 1 eq 2', 'bad-condition'],
    ['"a eq "a"', 'bad-condition'],
    ['abc eq 1', 'bad-literal'],
    ['1.2 eq 1', 'bad-literal'],
    ['"1" eq 1', 'type-mismatch'],
    ['1 eq 2 and "a" lt "b"', 'operator-not-applicable'],
  ])('%j is refused as %s', (text, kind) => {
    expect(evaluateCondition(text, values)).toMatchObject(problem(kind));
  });
});

describe('a URL', () => {
  it.each([
    [
      'HTTP://h:8080/a?b=http://c/d',
      { scheme: 'http', server: 'h', port: 8080, path: '/a?b=http://c/d' },
    ],
    ['tftp:///a', { scheme: 'tftp', server: '10.0.0.1', port: 69, path: '/a' }],
    [' /a\n', { scheme: 'tftp', server: '10.0.0.1', port: 69, path: '/a' }],
  ])('%j resolves', (text, value) => {
    expect(resolveUrl(text, { option66: '10.0.0.1\0' })).toEqual({ ok: true, value });
  });

  it.each([
    ['ftp://h/a', 'bad-scheme'],
    ['http://h', 'missing-path'],
    ['http://h?x', 'missing-path'],
    ['', 'missing-path'],
    ['http://h:0/a', 'bad-port'],
    ['http://h:70000/a', 'bad-port'],
    ['http://h:/a', 'bad-port'],
    ['http://u@h/a', 'bad-server'],
    ['http://h/a b', 'bad-url'],
    ['http://h/ä', 'bad-url'],
    ['/a', 'missing-server'],
  ])('%j is refused as %s', (text, kind) => {
    expect(resolveUrl(text)).toMatchObject(problem(kind));
  });
});

describe('options and assignments', () => {
  it('accept an HTTP account of newer firmware', () => {
    expect(readResyncOptions('[--uid u --pwd "p w"]', values)).toEqual({
      ok: true,
      value: { uid: 'u', pwd: 'p w' },
    });
  });

  it.each([
    ['--key x', 'bad-options'],
    ['[--key]', 'bad-options'],
    ['[--key $D]', 'bad-options'],
    ['[key x]', 'bad-options'],
    ['[--post A]', 'bad-letter'],
    ['[--post ab]', 'bad-letter'],
    ['[--what x]', 'unknown-option'],
  ])('%j is refused as %s', (text, kind) => {
    expect(readResyncOptions(text, values)).toMatchObject(problem(kind));
  });

  it('need quotes around an assigned value, and not the last semicolon', () => {
    expect(readAssignments('GPP_C="x"')).toEqual({
      ok: true,
      value: [{ name: 'GPP_C', value: 'x' }],
    });
    expect(readAssignments('')).toEqual({ ok: true, value: [] });
    expect(readAssignments('a="x"; b=y')).toMatchObject({
      problem: { kind: 'bad-assignment', column: 8 },
    });
  });
});
