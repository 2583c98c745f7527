import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCadScript } from './cadence.ts';
import { decodeToneScript, type Tone } from './tone.ts';
import { renderCadence, renderTone, toneSchedule, toWav } from './tone-sound.ts';

const RATE = 8000;

function tone(script: string): Tone {
  const read = decodeToneScript(script);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

/** How much of one frequency is in some samples: 1 for a sine at full scale. */
function strength(samples: Float32Array, hz: number): number {
  let [real, imaginary] = [0, 0];
  for (const [index, sample] of samples.entries()) {
    real += sample * Math.cos((2 * Math.PI * hz * index) / RATE);
    imaginary += sample * Math.sin((2 * Math.PI * hz * index) / RATE);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

const isSilent = (samples: Float32Array) => samples.every((sample) => sample === 0);

describe('the schedule of a tone', () => {
  it('repeats the segments until the section is over, and cuts the last', () => {
    const notes = toneSchedule(tone('600@9;1.2(.25/.25/1)'), 10);
    expect(notes.map(({ at, until }) => [at, until])).toEqual([
      [0, 0.25],
      [0.5, 0.75],
      [1, 1.2],
    ]);
    expect(notes[0]).toMatchObject({ hz: 600, gain: 1 });
  });

  it('plays one section after the other, with the frequencies of each segment', () => {
    expect(toneSchedule(tone('350@-19,440@-19;1(.5/.5/2);*(*/0/1+2)'), 3)).toMatchObject([
      { at: 0, until: 0.5, hz: 440 },
      { at: 1, until: 3, hz: 350 },
      { at: 1, until: 3, hz: 440 },
    ]);
  });

  it('goes on with a frequency that the next segment, or section, has too', () => {
    expect(toneSchedule(tone('350@0,440@0;1(.1/0/1);1(.1/0/1+2)'), 9)).toMatchObject([
      { at: 0, until: 2, hz: 350 },
      { at: 1, until: 2, hz: 440 },
    ]);
  });

  it('is empty for segments without length, without frequency, and for no time', () => {
    expect(toneSchedule(tone('350@0;10(0/0/1)'), 10)).toEqual([]);
    expect(toneSchedule(tone('350@0;10(1/1/0)'), 10)).toEqual([]);
    expect(toneSchedule(tone('350@0;10(0/*/1)'), 10)).toEqual([]);
    expect(toneSchedule(tone('350@0;*(1/1/1)'), 0)).toEqual([]);
    expect(toneSchedule(tone('350@0;*(1/1/1)'), Number.NaN)).toEqual([]);
  });

  it('is never longer than a minute', () => {
    expect(toneSchedule(tone('350@0;*(*/0/1)'), 1e9)).toMatchObject([{ at: 0, until: 60 }]);
  });

  it('keeps levels apart by their decibels', () => {
    const [soft, loud] = toneSchedule(tone('350@-19,440@-13;1(1/0/1+2)'), 1);
    expect(20 * Math.log10((loud?.gain ?? 0) / (soft?.gain ?? 1))).toBeCloseTo(6, 6);
  });
});

describe('the sound of a tone', () => {
  it('has its frequencies at their levels, and no other', () => {
    const samples = renderTone(tone('350@-19,440@-10;10(*/0/1+2)'), {
      sampleRate: RATE,
      seconds: 1,
    });
    expect(samples).toHaveLength(RATE);
    expect(strength(samples, 350)).toBeCloseTo(10 ** (-22.14 / 20), 2);
    expect(strength(samples, 440)).toBeCloseTo(10 ** (-13.14 / 20), 2);
    expect(strength(samples, 600)).toBeLessThan(0.002);
  });

  it('follows the cadence, with its silence to the end', () => {
    const samples = renderTone(tone('480@-19,620@-19;1(.25/.25/1+2)'), {
      sampleRate: RATE,
      seconds: 9,
    });
    expect(samples).toHaveLength(RATE);
    expect(isSilent(samples.subarray(0, 2000))).toBe(false);
    expect(isSilent(samples.subarray(2000, 4000))).toBe(true);
    expect(isSilent(samples.subarray(4000, 6000))).toBe(false);
    expect(isSilent(samples.subarray(6000))).toBe(true);
  });

  it('is cut where an endless tone has to end', () => {
    const samples = renderTone(tone('440@-19;*(2/4/1)'), { sampleRate: RATE, seconds: 2.5 });
    expect(samples).toHaveLength(2.5 * RATE);
    expect(isSilent(samples.subarray(2 * RATE))).toBe(true);
  });

  it('swells and fades, so that it does not click', () => {
    const samples = renderTone(tone('1000@3.1;.1(*/0/1)'), { sampleRate: RATE, seconds: 1 });
    const loudest = (part: Float32Array) => Math.max(...part.map(Math.abs));
    expect(loudest(samples.subarray(0, 4))).toBeLessThan(0.1);
    expect(loudest(samples.subarray(-4))).toBeLessThan(0.1);
    expect(loudest(samples.subarray(60, 700))).toBeGreaterThan(0.95);
  });

  it('leaves out what the sample rate cannot hold', () => {
    const samples = renderTone(tone('4000@0,99999@0;1(*/0/1+2)'), { sampleRate: RATE, seconds: 1 });
    expect(isSilent(samples)).toBe(true);
  });

  it('never clips, however many frequencies and however loud', () => {
    const script = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: -40, max: 400 })), {
        minLength: 1,
        maxLength: 6,
      })
      .map((all) => {
        const numbers = all.map((_, index) => index + 1).join('+');
        return `${all.map(([hz, level]) => `${hz}@${level / 10}`)};.05(.02/.01/${numbers})`;
      });
    fc.assert(
      fc.property(script, (text) => {
        const samples = renderTone(tone(text), { sampleRate: RATE, seconds: 1 });
        expect(samples.every((sample) => Math.abs(sample) <= 1.000001)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is there for a ring as well, with frequencies of our own', () => {
    const cadence = decodeCadScript('60(.2/.2,1/4)');
    if (!cadence.ok) throw new Error(cadence.problem.message);
    const samples = renderCadence(cadence.value, { sampleRate: RATE, seconds: 2 });
    expect(samples).toHaveLength(2 * RATE);
    expect(strength(samples.subarray(4000, 10_000), 440)).toBeGreaterThan(0.15);
    expect(isSilent(samples.subarray(1600, 3200))).toBe(true);
  });

  it('takes senseless sample rates into those there are', () => {
    for (const sampleRate of [0, -1, Number.NaN]) {
      expect(renderTone(tone('440@0;1(1/0/1)'), { sampleRate, seconds: 1 })).toHaveLength(8000);
    }
    expect(renderTone(tone('440@0;1(1/0/1)'), { sampleRate: 1e9, seconds: 1 })).toHaveLength(
      48_000,
    );
  });
});

it('a WAVE file says what it holds', () => {
  const bytes = toWav(Float32Array.of(0, 1, -1, 2, Number.NaN), RATE);
  const view = new DataView(bytes.buffer);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  expect([word(0), word(8), word(12), word(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
  expect([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true)]).toEqual([
    bytes.length - 8,
    RATE,
    10,
  ]);
  const samples = Array.from({ length: 5 }, (_, index) => view.getInt16(44 + 2 * index, true));
  expect(samples).toEqual([0, 32_767, -32_767, 32_767, 0]);
});
