import { describe, expect, it } from 'vitest';
import { readingsOf } from '../unit/readings.ts';
import { readAssignments } from './assignment.ts';
import { evaluateCondition } from './condition.ts';
import { readResyncOptions } from './resync-options.ts';
import { evaluateRule } from './rule.ts';
import { isHost, resolveUrl, urlDefaults } from './url.ts';

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
    ['[--key x] (1 eq 1)? http://h/a', 'bad-rule'],
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

  it.each([
    ['(1 eq 1)? http://h/a b', 21],
    ['(1 eq 1)? http://1.2.3.4.5/a', 18],
    ['http://host:0/a', 13],
    ['(1 eq 1 and x eq 1)? http://h/a', 13],
    ['  (1 eq "1")? http://h/a', 4],
    ['("a" lt "b")? http://h/a', 6],
    ['(a = "x" ; b)! http://h/a', 12],
    ['[--key x --post z] http://h/a', 17],
    ['[--key x  what] http://h/a', 11],
    ['(1 eq 2)? http://h/a | [--key x]', 33],
    ['(1 eq 2)? http://h/a | (1 eq 1', 24],
    ['$D', 4],
  ])('%j has its mistake in column %i, after expansion', (text, column) => {
    expect(evaluate(text)).toMatchObject({ ok: false, problem: { column } });
  });

  it('never shows a key in a problem', () => {
    const refused = evaluate('[--key hush-hush --post z] http://h/a');
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain('hush');
  });
});

describe('where the guide can be read in two ways, a rule', () => {
  const read = (text: string, readings: Parameters<typeof readingsOf>[0]) =>
    evaluateRule(text, { values, readings: readingsOf(readings) });

  it('is expanded as a whole, or part by part after the assignments', () => {
    const rule = '(b = "new")! [--key $B] http://h/$B/$MA.cfg';
    expect(read(rule, {})).toMatchObject({
      value: { options: { key: 'dir' }, url: { path: '/dir/000e08012345.cfg' } },
    });
    expect(read(rule, { ruleExpansion: 'part-by-part' })).toMatchObject({
      value: { options: { key: 'new' }, url: { path: '/new/000e08012345.cfg' } },
    });
    expect(read('$C', { ruleExpansion: 'part-by-part' })).toMatchObject(problem('bad-url'));
    expect(read('$A', { ruleExpansion: 'part-by-part' })).toMatchObject({
      value: { outcome: 'none' },
    });
  });

  it('may hold a # that is text, or begins a comment', () => {
    const rule = '("#" eq "#")? http://h/a#b';
    expect(read(rule, {})).toMatchObject({ value: { url: { path: '/a#b' } } });
    expect(read(rule, { hashInRule: 'comment' })).toMatchObject({ value: { url: { path: '/a' } } });
    expect(read('#', { hashInRule: 'comment' })).toMatchObject({ value: { outcome: 'skip' } });
  });

  it('may end a bare name after the longest name that is known', () => {
    expect(read('http://h/$MAX', {})).toMatchObject({ value: { url: { path: '/$MAX' } } });
    expect(read('http://h/$MAX', { bareName: 'longest-known' })).toMatchObject({
      value: { url: { path: '/000e08012345X' } },
    });
  });

  it('may compare versions without their suffix', () => {
    const rule = '($SWVER eq 2.0.6)? http://h/a';
    expect(read(rule, {})).toMatchObject({ value: { outcome: 'skip' } });
    expect(read(rule, { suffixOrder: 'ignored' })).toMatchObject({ value: { outcome: 'fetch' } });
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
    ['( 1 eq 1 )', 'bad-condition'],
    ['2.0.6 (b) eq 2.0.6', 'bad-condition'],
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
    ['http://192.168.1.300/a', 'bad-server'],
    ['1.2.3/a', 'bad-server'],
    ['123/a', 'bad-server'],
    ['http://a..b/a', 'bad-server'],
    ['http://-a.b/a', 'bad-server'],
    ['http://h/a b', 'bad-url'],
    ['http://h/ä', 'bad-url'],
    ['/a', 'missing-server'],
  ])('%j is refused as %s', (text, kind) => {
    expect(resolveUrl(text)).toMatchObject(problem(kind));
  });
});

describe('a server', () => {
  it.each([
    'h',
    'x.x.x.x',
    '1a.2b',
    '_sip.host',
    'prov.example.net.',
    '0.0.0.0',
    '255.255.255.255',
  ])('%s can be one', (text) => {
    expect(isHost(text)).toBe(true);
  });

  it.each(['', '.', '256.1.1.1', '1.2.3.4.', '01.2.3.4', `${'a'.repeat(64)}.b`, 'a b'])(
    '%j cannot',
    (text) => {
      expect(isHost(text)).toBe(false);
      expect(resolveUrl('/a', { option66: text })).toMatchObject({ ok: false });
    },
  );

  it('and what else a URL leaves out is told', () => {
    expect(urlDefaults('/a')).toEqual(['scheme', 'server', 'port']);
    expect(urlDefaults(' host:69/a')).toEqual(['scheme']);
    expect(urlDefaults('http:///a')).toEqual(['server', 'port']);
    expect(urlDefaults('nothing')).toEqual([]);
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
    expect(readAssignments('User_ID[1] = "x";')).toMatchObject({
      problem: { message: 'An assignment takes the XML name: User_ID_1_.' },
    });
  });
});
