/**
 * The sounds as notes, made into samples once and played from memory. All stay under 1.4 kHz, below
 * the scanners' own beeps, and each has a rhythm of its own.
 */
import type { SoundId } from './sound-of.ts';

interface Note {
  hz: number;
  ms: number;
  /** Silence after it. */
  pauseMs?: number;
  /** Ends at this pitch. */
  toHz?: number;
  wave?: 'sine' | 'square';
}

const twice = (note: Note): Note[] => [note, { ...note, pauseMs: 0 }];

/** Notes of each sound, and how loud it is beside the others (2 = +6 dB). */
export const tones: Readonly<Record<SoundId, { notes: readonly Note[]; loudness: number }>> = {
  half: { notes: [{ hz: 880, ms: 60 }], loudness: 0.7 },
  bound: {
    notes: [
      { hz: 880, ms: 90 },
      { hz: 1318, ms: 140 },
    ],
    loudness: 1,
  },
  refused: { notes: twice({ hz: 196, ms: 180, pauseMs: 90, wave: 'square' }), loudness: 2 },
  locked: {
    notes: [1, 2, 3].map(() => ({ hz: 247, ms: 50, pauseMs: 60, wave: 'square' as const })),
    loudness: 1.2,
  },
  dropped: { notes: [{ hz: 880, toHz: 587, ms: 160 }], loudness: 1 },
  goal: {
    notes: [
      { hz: 659, ms: 120 },
      { hz: 880, ms: 120 },
      { hz: 1318, ms: 210 },
    ],
    loudness: 1,
  },
  failure: { notes: [{ hz: 523, ms: 250 }], loudness: 1 },
  'link-lost': {
    notes: [
      { hz: 659, ms: 180, pauseMs: 20 },
      { hz: 440, ms: 200 },
    ],
    loudness: 1,
  },
};

const EDGE_MS = 6;
/** Leaves room for the loudest sound at full volume. */
const LEVEL = 0.42;

/** The sound as samples between -1 and 1; every note begins and ends at zero, so that nothing clicks. */
export function samplesOf(id: SoundId, rate: number): Float32Array<ArrayBuffer> {
  const { notes, loudness } = tones[id];
  const parts = notes.map((note) => notePart(note, loudness * LEVEL, rate));
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}

function notePart(note: Note, level: number, rate: number): Float32Array {
  const length = Math.round((note.ms / 1000) * rate);
  const part = new Float32Array(length + Math.round(((note.pauseMs ?? 0) / 1000) * rate));
  const edge = (EDGE_MS / 1000) * rate;
  let phase = 0;
  for (let at = 0; at < length; at += 1) {
    const hz = note.hz + ((note.toHz ?? note.hz) - note.hz) * (at / length);
    phase += (2 * Math.PI * hz) / rate;
    const envelope = Math.min(1, at / edge, (length - at) / edge);
    const wave = note.wave === 'square' ? roughSquare(phase) : Math.sin(phase);
    part[at] = wave * envelope * level;
  }
  return part;
}

/** The first partials of a square wave: rough, without the hiss of the real one. */
function roughSquare(phase: number): number {
  return [1, 3, 5, 7].reduce((sum, n) => sum + Math.sin(phase * n) / n, 0) * 0.9;
}
