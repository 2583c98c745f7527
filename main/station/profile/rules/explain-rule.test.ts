import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretFingerprint } from '../unit/fingerprint.ts';
import { readingsOf } from '../unit/readings.ts';
import { explainTrigger } from './explain-condition.ts';
import { explainRule } from './explain-rule.ts';
import { expandWithMarks } from './macro-marks.ts';
import { evaluateRule } from './rule.ts';

const KEY = 'the secret of this unit';
const values = new Map([
  ['MA', '000e08012345'],
  ['SWVER', '2.0.6(b)'],
  ['REGTMR1', '17'],
  ['A', 'key in a register'],
  ['B', 'dir'],
  ['E', ''],
  ['C', '[--key from-c] http://h/$MA'],
  ['SA', KEY],
]);
const explain = (text: string) => explainRule(text, { values, option66: '10.0.0.1' });

describe('the explanation of a rule', () => {
  it('tells which comparison failed and what was chosen then', () => {
    const rule = '($REGTMR1 eq 0 and "$B" eq "dir")? http://p/has | [--post a] http://p/lost?';
    expect(explain(rule)).toEqual({
      outcome: 'fetch',
      chosen: 2,
      why: 'no-condition',
      alternatives: [
        {
          number: 1,
          condition: {
            before: '$REGTMR1 eq 0 and "$B" eq "dir"',
            after: '17 eq 0 and "dir" eq "dir"',
            holds: false,
            comparisons: [
              {
                left: { before: '$REGTMR1', after: '17', isImplied: false },
                operator: 'eq',
                right: { before: '0', after: '0', isImplied: false },
                holds: false,
              },
              {
                left: { before: '"$B"', after: '"dir"', isImplied: false },
                operator: 'eq',
                right: { before: '"dir"', after: '"dir"', isImplied: false },
                holds: true,
              },
            ],
          },
          assignments: [],
          options: [],
          url: {
            before: 'http://p/has',
            after: 'http://p/has',
            resolved: { scheme: 'http', server: 'p', port: 80, path: '/has' },
            defaults: ['port'],
          },
        },
        {
          number: 2,
          condition: null,
          assignments: [],
          options: [{ kind: 'post', letter: 'a', parameter: 'GPP_A' }],
          url: {
            before: 'http://p/lost?',
            after: 'http://p/lost?',
            resolved: { scheme: 'http', server: 'p', port: 80, path: '/lost?' },
            defaults: ['port'],
          },
        },
      ],
    });
  });

  it('names the source of a key and never the key', () => {
    const rule = '( Admin_Passwd = "pass-word"; a = "x" )! [--key $SA] /$B/$MA.cfg';
    const explained = explain(rule);
    expect(explained.alternatives[0]).toMatchObject({
      assignments: [
        { name: 'Admin_Passwd', value: secretFingerprint('pass-word'), isSecret: true },
        { name: 'GPP_A', value: 'x', isSecret: false },
      ],
      options: [{ kind: 'key', from: '$SA', fingerprint: secretFingerprint(KEY) }],
      url: {
        before: '/$B/$MA.cfg',
        after: '/dir/000e08012345.cfg',
        defaults: ['scheme', 'server', 'port'],
      },
    });
    expect(JSON.stringify(explained)).not.toMatch(/the secret|pass-word/);
    expect(explain('[--key plain-text] /a').alternatives[0]?.options).toEqual([
      { kind: 'key', from: 'literal', fingerprint: secretFingerprint('plain-text') },
    ]);
  });

  it('conceals a key that stands somewhere else, too', () => {
    const explained = explain('("$A" ne "")? [--key "$A"] http://h/$A');
    expect(JSON.stringify(explained)).not.toContain('key in a register');
  });

  it('shows a part out of a register as the register', () => {
    expect(explain('$C').alternatives[0]).toMatchObject({
      options: [{ kind: 'key', from: '$C' }],
      url: { before: '$C', after: 'http://h/$MA' },
    });
  });

  it.each([
    ['', 'empty'],
    ['$E', 'empty'],
    ['# /a', 'switched-off'],
    ['(1 eq 2)? /a', 'none-true'],
    ['(1 eq 1)? /a', 'condition-true'],
    ['/a', 'no-condition'],
    ['(1 eq "1")? /a', 'problem'],
    ['(1 eq', 'problem'],
  ])('%j is answered by %s', (text, why) => {
    expect(explain(text).why).toBe(why);
  });

  it('tells of mistakes in alternatives that are not chosen', () => {
    const { problem, alternatives } = explain('/a | (x eq 1)? http://');
    expect(problem).toBeUndefined();
    expect(alternatives.map((one) => one.problem?.kind)).toEqual([undefined, 'bad-literal']);
  });

  it('shows the version that a missing left side stands for', () => {
    const comparison = explain('(ge 2.0.3)? /a').alternatives[0]?.condition?.comparisons[0];
    expect(comparison?.left).toEqual({ before: '$SWVER', after: '2.0.6(b)', isImplied: true });
  });

  it('chooses what the evaluation chooses, however the guide is read', () => {
    const piece = fc.constantFrom(
      '(',
      ')?',
      ')!',
      '$A',
      '$E',
      '"',
      '1 eq 1',
      '|',
      '[--key x]',
      '/a',
    );
    const expansion = fc.constantFrom('whole-rule', 'part-by-part');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), expansion, (pieces, ruleExpansion) => {
        const context = { values, readings: readingsOf({ ruleExpansion }), option66: 'h' };
        const result = evaluateRule(pieces.join(''), context);
        const explained = explainRule(pieces.join(''), context);
        expect(explained.outcome).toBe(result.ok ? result.value.outcome : 'failed');
        if (result.ok && 'alternative' in result.value) {
          expect(explained.chosen).toBe(result.value.alternative);
        }
      }),
    );
  });
});

describe('the explanation of a trigger', () => {
  it('is that of its condition', () => {
    expect(explainTrigger('$REGTMR1 gt 300', values)).toMatchObject({
      holds: false,
      comparisons: [{ left: { before: '$REGTMR1', after: '17' }, operator: 'gt', holds: false }],
    });
    expect(explainTrigger('# 1 eq 1', values)).toMatchObject({ holds: false, comparisons: [] });
    expect(explainTrigger('(1 eq 1)', values)).toMatchObject({ holds: null, comparisons: [] });
  });
});

describe('an expanded rule with marks', () => {
  const shown = (text: string) =>
    expandWithMarks(text, values).map(({ text: part, macro, isSecret }) =>
      isSecret ? `{${macro}:${part.slice(0, 4)}}` : macro === null ? part : `<${macro}:${part}>`,
    );
  const mark = (secret: string) => secretFingerprint(secret).slice(0, 4);

  it('tells text from what macros became', () => {
    expect(shown('http://h/$B/$(MA:4)$X$$MA')).toEqual([
      ...['http://h/', '<B:dir>', '/', '<MA:08012345>', '$X', '<$:$>', 'MA'],
    ]);
    expect(shown('x$E')).toEqual(['x', '<E:>']);
  });

  it('never shows the argument of a key, whatever it is made of', () => {
    expect(shown('[--key $SA] /$SA')).toEqual(['[--key ', `{SA:${mark(KEY)}}`, '] /$SA']);
    expect(shown('[--key "$A"]/a')).toEqual([
      ...['[--key "', `{A:${mark('key in a register')}}`, '"]/a'],
    ]);
    expect(shown('[--key x$B]')).toEqual(['[--key ', `{null:${mark('xdir')}}`, ']']);
    expect(shown('(Password_1_ = "p$B";)!')).toEqual([
      ...['(Password_1_ = "', `{null:${mark('pdir')}}`, '";)!'],
    ]);
    expect(shown('$C')).toEqual(['<C:[--key >', `{null:${mark('from-c')}}`, '<C:] http://h/$MA>']);
  });

  it('counts columns as problems do', () => {
    const columns = expandWithMarks('$B | [--key $SA] x', values).map(({ column }) => column);
    expect(columns).toEqual([1, 4, 14, 17]);
  });
});
