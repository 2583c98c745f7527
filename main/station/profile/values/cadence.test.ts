import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCadScript } from './cadence.ts';
import { checkValue } from './types.ts';

describe('a cadence script', () => {
  it.each([':', ';', ' : '])('may have two sections, with %j between them', (separator) => {
    const read = decodeCadScript(`.1(.1/.2)${separator}.2(1/*)`);
    if (separator === ' : ') {
      expect(read).toMatchObject({ ok: false, problem: { kind: 'blank', column: 10 } });
      return;
    }
    expect(read).toEqual({
      ok: true,
      value: {
        sections: [
          { length: 0.1, segments: [{ on: 0.1, off: 0.2 }] },
          { length: 0.2, segments: [{ on: 1, off: '*' }] },
        ],
        total: 0.3,
      },
    });
  });

  it('is endless if a section is', () => {
    expect(decodeCadScript('*(2/4)')).toMatchObject({ value: { total: '*' } });
    expect(decodeCadScript('10(2/4):*(*/0)')).toMatchObject({
      value: { total: '*', sections: [{}, { length: '*', segments: [{ on: '*', off: 0 }] }] },
    });
  });

  it('has six segments and three decimal places, and 127 characters', () => {
    const six = Array.from({ length: 6 }, () => '.123/0.001').join(',');
    expect(decodeCadScript(`0.125(${six})`)).toMatchObject({ ok: true, value: { total: 0.125 } });
    expect(decodeCadScript(`1(1/${'0'.repeat(122)}1)`).ok).toBe(false);
    expect(decodeCadScript(`1(1/${'0'.repeat(121)}1)`)).toMatchObject({ ok: true });
  });

  it.each([
    ['', 'no-duration', 1],
    ['60', 'no-parenthesis', 3],
    ['(2/4)', 'no-duration', 1],
    ['60()', 'no-duration', 4],
    ['60(2/4', 'no-parenthesis', 7],
    ['60 2/4)', 'blank', 3],
    ['60(2)', 'missing-slash', 5],
    ['60(2/)', 'no-duration', 6],
    ['60(/4)', 'no-duration', 4],
    ['60(2/4/1)', 'no-parenthesis', 7],
    ['60(2/4,)', 'no-duration', 8],
    ['60(,2/4)', 'no-duration', 4],
    ['60(2/4))', 'unexpected-text', 8],
    ['60(2/4)x', 'unexpected-text', 8],
    ['60(2/4) ', 'blank', 8],
    [' 60(2/4)', 'blank', 1],
    ['60( 2/4)', 'blank', 4],
    ['60(2/4):', 'no-duration', 9],
    ['60(2/4):1(1/1):1(1/1)', 'too-many-sections', 15],
    ['60(1/1,1/1,1/1,1/1,1/1,1/1,1/1)', 'too-many-segments', 28],
    ['60(2.1234/4)', 'too-many-decimals', 9],
    ['60.0001(2/4)', 'too-many-decimals', 7],
    ['60(2./4)', 'no-duration', 4],
    ['60(./4)', 'no-duration', 4],
    ['60(1.2.3/4)', 'no-duration', 4],
    ['60(-2/4)', 'no-duration', 4],
    ['60(+2/4)', 'no-duration', 4],
    ['60(0x2/4)', 'missing-slash', 5],
    ['60(2/4e1)', 'no-parenthesis', 7],
    ['60(*0)', 'missing-slash', 5],
    ['**(2/4)', 'no-parenthesis', 2],
  ])('%j is refused as %s in column %i', (text, kind, column) => {
    expect(decodeCadScript(text)).toMatchObject({ ok: false, problem: { kind, column } });
  });

  it('of more than 127 characters is refused where they end', () => {
    const text = `60(${Array.from({ length: 6 }, () => '00000000001/00000000001').join(',')})`;
    expect(text.length).toBeGreaterThan(127);
    expect(decodeCadScript(text)).toMatchObject({ problem: { kind: 'too-long', column: 128 } });
    expect(checkValue(text, { type: 'CadScript' })).toMatchObject([{ at: 127, end: text.length }]);
  });

  it('that can be mended is, but no number is guessed', () => {
    const fixOf = (value: string) => checkValue(value, { type: 'CadScript' })[0]?.fix;
    expect(fixOf(' 60( 2/4 ) ')).toBe('60(2/4)');
    expect(fixOf('10(*0)')).toBe('10(*/0)');
    expect(fixOf('6 0(2/4)')).toBeUndefined();
    expect(fixOf('60(2/4')).toBeUndefined();
  });

  it('with a semicolon is good with a warning, as the guide prints a colon', () => {
    expect(checkValue('60(2/4);1(1/1)', { type: 'CadScript' })).toMatchObject([
      { severity: 'warning', kind: 'other-separator', at: 7 },
    ]);
    expect(checkValue('60(2/4):1(1/1)', { type: 'CadScript' })).toEqual([]);
  });

  it('is read as it was written', () => {
    const time = fc.oneof(
      fc.integer({ min: 0, max: 99_999 }).map((ms) => ms / 1000),
      fc.constant('*'),
    );
    const segment = fc.record({ on: time, off: time });
    const section = fc.record({
      length: time,
      segments: fc.array(segment, { minLength: 1, maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 2 }), (sections) => {
        const text = sections
          .map(({ length, segments }) => `${length}(${segments.map((s) => `${s.on}/${s.off}`)})`)
          .join(':');
        expect(decodeCadScript(text)).toMatchObject({ ok: true, value: { sections } });
      }),
      { numRuns: 300 },
    );
  });
});
