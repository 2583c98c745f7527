import { describe, expect, it } from 'vitest';
import { decodeToneScript } from './tone.ts';
import { checkValue } from './types.ts';

describe('a tone script', () => {
  it('sums frequencies by their numbers, or has none', () => {
    expect(
      decodeToneScript('1@0,2@0,3@0,4@0,5@0,6@0;1(1/1/1+2+3+4+5+6, 1/1/0 ,1/1/6)'),
    ).toMatchObject({
      value: {
        sections: [{ segments: [{ freqs: [1, 2, 3, 4, 5, 6] }, { freqs: [] }, { freqs: [6] }] }],
      },
    });
  });

  it.each([
    ['', 'bad-frequency', 1],
    ['350@-19', 'missing-section', 8],
    ['350@-19;', 'no-duration', 9],
    [';10(1/1/1)', 'bad-frequency', 1],
    ['10(1/1/1)', 'missing-level', 3],
    ['350@-19:10(1/1/1)', 'bad-level', 5],
    ['350@-19,;10(1/1/1)', 'bad-frequency', 9],
    ['350@-19;10(1/1)', 'missing-frequencies', 15],
    ['350@-19;10(1/1/)', 'bad-frequency-number', 16],
    ['350@-19;10(1/1/2)', 'unknown-frequency', 16],
    ['350@-19;10(1/1/7)', 'bad-frequency-number', 16],
    ['350@-19;10(1/1/1+)', 'bad-frequency-number', 18],
    ['350@-19;10(1/1/+1)', 'bad-frequency-number', 16],
    ['350@-19;10(1/1/1+0)', 'bad-frequency-number', 18],
    ['350@-19;10(1/1/0+1)', 'bad-frequency-number', 16],
    ['350@-19;10(1/1/01)', 'bad-frequency-number', 16],
    ['350@-19;10(1/1/1+1+1+1+1+1+1)', 'too-many-frequencies', 28],
    ['350@-19;10(1/1/-1)', 'bad-frequency-number', 16],
    ['350@-19;10(1/1/*)', 'bad-frequency-number', 16],
    ['350@-19;10(1/1/1', 'no-parenthesis', 17],
    ['350@-19;10(1/1/1):1(1/1/1)', 'unexpected-text', 18],
    ['350@-19;10(1/1/1);', 'no-duration', 19],
    ['350@-19;10(1/1/1);1(1/1/1);1(1/1/1)', 'too-many-sections', 27],
    ['350@-19;1(1/1/1,1/1/1,1/1/1,1/1/1,1/1/1,1/1/1,1/1/1)', 'too-many-segments', 47],
    ['350@-19; 10(1/1/1)', 'blank', 9],
    ['350@-19;10(*0/1)', 'missing-slash', 13],
  ])('%j is refused as %s in column %i', (text, kind, column) => {
    expect(decodeToneScript(text)).toMatchObject({ ok: false, problem: { kind, column } });
  });

  it('with the slash lost in print says so, and how it is right', () => {
    const [finding] = checkValue('350@-19,440@-19;2(.1/.1/1+2);10(*0/1+2)', { type: 'ToneScript' });
    expect(finding).toMatchObject({
      kind: 'missing-slash',
      fix: '350@-19,440@-19;2(.1/.1/1+2);10(*/0/1+2)',
      at: 33,
      end: 34,
    });
    expect(finding?.message).toContain('slash is missing after the star');
  });
});
