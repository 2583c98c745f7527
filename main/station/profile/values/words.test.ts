import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeScript } from './words.ts';

describe('a script in words', () => {
  it('is a tone when it has frequencies and a section', () => {
    expect(describeScript('350@-19,440@-19.5;2(.1/.1/1+2);10(*/0/1+2)')).toEqual({
      ok: true,
      value: {
        kind: 'tone',
        lines: [
          'Tone of 350 Hz at −19 dBm and 440 Hz at −19.5 dBm',
          'Section 1, 2 s: on for 0.1 s with frequencies 1 and 2, off for 0.1 s, again and again',
          'Section 2, 10 s: on for ever with frequencies 1 and 2',
          'Lasts 12 s in all',
        ],
      },
    });
  });

  it('names the frequency of each segment', () => {
    expect(describeScript('985@3,1428@0,1777@-16;20(.380/0/1,.380/0/2,1/0/0,0/4/0)')).toMatchObject(
      {
        value: {
          lines: [
            'Tone of 985 Hz at 3 dBm, 1428 Hz at 0 dBm and 1777 Hz at −16 dBm',
            'Section 1, 20 s: on for 0.38 s with frequency 1, on for 0.38 s with frequency 2, ' +
              'on for 1 s with no frequency, off for 4 s, again and again',
            'Lasts 20 s in all',
          ],
        },
      },
    );
  });

  it('is a cadence when it has no frequencies', () => {
    expect(describeScript('2.3(.3/2):*(0/0)')).toEqual({
      ok: true,
      value: {
        kind: 'cadence',
        lines: [
          'Section 1, 2.3 s: on for 0.3 s, off for 2 s',
          'Section 2, without end: nothing',
          'Lasts until it is stopped',
        ],
      },
    });
  });

  it('is frequencies when it has no section', () => {
    expect(describeScript('440@-10')).toEqual({
      ok: true,
      value: { kind: 'frequencies', lines: ['Frequency 1: 440 Hz at −10 dBm'] },
    });
  });

  it.each([
    ['', 'no-duration'],
    ['440@', 'bad-level'],
    ['440@-10;', 'no-duration'],
    ['60/2', 'no-parenthesis'],
  ])('that is none, %j, is a problem', (text, kind) => {
    expect(describeScript(text)).toMatchObject({ ok: false, problem: { kind } });
  });

  it('has an answer for every text', () => {
    const piece = fc.constantFrom(
      '440',
      '@',
      '-19',
      ',',
      ';',
      '60',
      '(',
      ')',
      '2/4',
      '/1',
      '*',
      ' ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const read = describeScript(pieces.join(''));
        if (read.ok) expect(read.value.lines.every((line) => line !== '')).toBe(true);
        else expect(read.problem.column).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});
