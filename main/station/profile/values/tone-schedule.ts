import type { Cadence } from './cadence.ts';
import type { Frequency } from './frequencies.ts';
import type { Duration } from './script-reader.ts';
import type { Tone, ToneSegment } from './tone.ts';

/** One frequency sounding without a break; times in seconds from the start. */
export interface ToneNote {
  at: number;
  until: number;
  hz: number;
  /** Amplitude; those of notes that sound together never exceed 1 in sum. */
  gain: number;
}

/**
 * The level, in dBm, of a sine at full scale. That is where digital telephony has it (ITU-T G.711: a
 * full sine is +3.14 dBm0), so a tone of 0 dBm plays at 0.7 and one of -19 dBm at 0.08.
 */
export const FULL_SCALE_DBM = 3.14;

/** No preview is longer; the guide's longest sections have 60 s. */
export const MAX_SECONDS = 60;

/**
 * What of a tone sounds when (R-213; guide: ToneScript): the segments of each section in order, again
 * and again until its length is over. Enough to drive one oscillator per note, in order of `at`.
 *
 * If frequencies that sound together would clip, all of the tone becomes softer by the same factor. A
 * frequency named twice in a segment sounds once; one that goes on in the next segment is one note.
 *
 * @param seconds where an endless tone is cut, and any longer one; at most 60
 */
export function toneSchedule(tone: Tone, seconds: number): ToneNote[] {
  const gains = gainsOf(tone);
  const end = playedMs(tone, seconds);
  const player = new Player(tone.frequencies, gains);
  let at = 0;
  for (const { length, segments } of tone.sections) {
    const until = Math.min(end, at + inMs(length));
    playSection(player, segments, at, until);
    at = until;
  }
  return player.notes;
}

/** A ring is a voltage, not a sound; we play it as the ring back tone of North America. */
const RING = [
  { hz: 440, dbm: -10 },
  { hz: 480, dbm: -10 },
];

/** A ring or call waiting cadence as a tone. */
export function cadenceTone({ sections, total }: Cadence): Tone {
  return {
    frequencies: RING,
    sections: sections.map(({ length, segments }) => ({
      length,
      segments: segments.map((segment) => ({ ...segment, freqs: [1, 2] })),
    })),
    total,
  };
}

/** How long a tone plays in milliseconds, its silence included; rules as for the schedule. */
export function playedMs({ total }: Pick<Tone, 'total'>, seconds: number): number {
  const asked = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MAX_SECONDS) : 0;
  return Math.min(inMs(total), Math.round(asked * 1000));
}

function playSection(
  player: Player,
  segments: readonly ToneSegment[],
  start: number,
  end: number,
): void {
  // Segments without any length would be repeated for ever.
  if (!segments.some(({ on, off }) => inMs(on) > 0 || inMs(off) > 0)) return;
  for (let at = start; at < end; ) {
    for (const { on, off, freqs } of segments) {
      const silent = Math.min(end, at + inMs(on));
      if (silent > at) player.play(freqs, at, silent);
      at = Math.min(end, silent + inMs(off));
    }
  }
}

/** Keeps notes, and lengthens those that would be cut and started anew at the same moment. */
class Player {
  readonly notes: ToneNote[] = [];
  readonly #frequencies: readonly Frequency[];
  readonly #gains: readonly number[];
  readonly #last = new Map<number, { note: ToneNote; until: number }>();

  constructor(frequencies: readonly Frequency[], gains: readonly number[]) {
    this.#frequencies = frequencies;
    this.#gains = gains;
  }

  play(freqs: readonly number[], at: number, until: number): void {
    for (const number of new Set(freqs)) {
      const frequency = this.#frequencies[number - 1];
      if (!frequency) continue;
      const last = this.#last.get(number);
      if (last?.until === at) {
        last.note.until = until / 1000;
        last.until = until;
        continue;
      }
      const gain = this.#gains[number - 1] ?? 0;
      const note = { at: at / 1000, until: until / 1000, hz: frequency.hz, gain };
      this.notes.push(note);
      this.#last.set(number, { note, until });
    }
  }
}

/** Amplitude of each frequency, all made smaller if the loudest segment would clip. */
function gainsOf({ frequencies, sections }: Tone): number[] {
  // Levels no telephone has would become infinite.
  const gains = frequencies.map(({ dbm }) => 10 ** ((Math.min(dbm, 100) - FULL_SCALE_DBM) / 20));
  const sums = sections.flatMap(({ segments }) =>
    segments.map(({ freqs }) => sum([...new Set(freqs)].map((number) => gains[number - 1] ?? 0))),
  );
  const loudest = Math.max(1, ...sums);
  return gains.map((gain) => gain / loudest);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function inMs(duration: Duration): number {
  return duration === '*' ? Number.POSITIVE_INFINITY : Math.max(0, Math.round(duration * 1000));
}
