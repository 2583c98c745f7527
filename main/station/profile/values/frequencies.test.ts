import { describe, expect, it } from 'vitest';
import { decodeFreqScript } from './frequencies.ts';
import { checkValue } from './types.ts';

describe('a frequency script', () => {
  it('may have blanks around its commas, and signs and a decimal place in its levels', () => {
    expect(decodeFreqScript('350@-19.5 , 0440@+3,\t0@.5,1@-0')).toEqual({
      ok: true,
      value: {
        frequencies: [
          { hz: 350, dbm: -19.5 },
          { hz: 440, dbm: 3 },
          { hz: 0, dbm: 0.5 },
          { hz: 1, dbm: 0 },
        ],
      },
    });
  });

  it.each([
    ['', 'bad-frequency', 1],
    ['440', 'missing-level', 4],
    ['440@', 'bad-level', 5],
    ['@-10', 'bad-frequency', 1],
    ['440.5@-10', 'bad-frequency', 1],
    ['-440@-10', 'bad-frequency', 1],
    ['+440@-10', 'bad-frequency', 1],
    ['0x1b8@-10', 'bad-frequency', 1],
    ['440@-10.55', 'too-many-decimals', 10],
    ['440@-10.', 'bad-level', 5],
    ['440@--10', 'bad-level', 5],
    ['440@-10dBm', 'bad-level', 5],
    ['440@-10,', 'bad-frequency', 9],
    [',440@-10', 'bad-frequency', 1],
    ['440@-10,,350@-10', 'bad-frequency', 9],
    ['440@-10;', 'unexpected-text', 8],
    ['440@-10 350@-10', 'blank', 8],
    ['440 @-10', 'blank', 4],
    ['440@ -10', 'blank', 5],
    [' 440@-10', 'blank', 1],
    ['1@1,2@1,3@1,4@1,5@1,6@1,7@1', 'too-many-frequencies', 25],
  ])('%j is refused as %s in column %i', (text, kind, column) => {
    expect(decodeFreqScript(text)).toMatchObject({ ok: false, problem: { kind, column } });
  });

  it('has up to 127 characters', () => {
    const script = (length: number) => `440@-10,${'0'.repeat(length - 14)}350@-1`;
    expect(decodeFreqScript(script(127)).ok).toBe(true);
    expect(decodeFreqScript(script(128))).toMatchObject({ problem: { kind: 'too-long' } });
  });

  it('is underlined where it is wrong', () => {
    expect(checkValue('440@-10,350@-10.55', { type: 'FreqScript' })).toMatchObject([
      { severity: 'error', at: 17, end: 18 },
    ]);
    expect(checkValue('440@- 10,350', { type: 'FreqScript' })).toMatchObject([{ at: 4, end: 5 }]);
  });
});
