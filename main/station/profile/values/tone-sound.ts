import type { Cadence } from './cadence.ts';
import type { Tone } from './tone.ts';
import { cadenceTone, playedMs, type ToneNote, toneSchedule } from './tone-schedule.ts';

export {
  FULL_SCALE_DBM,
  MAX_SECONDS,
  type ToneNote,
  toneSchedule,
} from './tone-schedule.ts';

/** What a tone is made into. */
export interface SoundOptions {
  /** Per second; taken into 8000 … 48000. */
  sampleRate: number;
  /** Where an endless tone is cut, and any longer one; at most 60. */
  seconds: number;
}

/** A note fades in and out this long, half of it if the note is shorter, so that it does not click. */
const RAMP_SECONDS = 0.005;

/**
 * The tone as samples from -1 to 1, mono: {@link toneSchedule} made audible, with the silence
 * of its cadence. Frequencies the sample rate cannot hold are left out.
 */
export function renderTone(tone: Tone, options: SoundOptions): Float32Array {
  const rate = toSampleRate(options.sampleRate);
  const samples = new Float32Array(Math.round((playedMs(tone, options.seconds) / 1000) * rate));
  for (const note of toneSchedule(tone, options.seconds)) {
    if (note.hz < rate / 2) addNote(samples, note, rate);
  }
  return samples;
}

/** A ring or call waiting cadence as samples, with frequencies of our own. */
export function renderCadence(cadence: Cadence, options: SoundOptions): Float32Array {
  return renderTone(cadenceTone(cadence), options);
}

function addNote(samples: Float32Array, { at, until, hz, gain }: ToneNote, rate: number): void {
  const from = Math.round(at * rate);
  const end = Math.min(Math.round(until * rate), samples.length);
  const ramp = Math.min(RAMP_SECONDS * rate, (end - from) / 2);
  for (let index = from; index < end; index += 1) {
    // Half a sample inward on both sides: first and last are equally soft.
    const edge = Math.min(index - from, end - 1 - index) + 0.5;
    const swell = edge < ramp ? edge / ramp : 1;
    const angle = (2 * Math.PI * hz * (index - from)) / rate;
    samples[index] = (samples[index] ?? 0) + gain * swell * Math.sin(angle);
  }
}

/**
 * A WAVE file (RIFF, PCM, 16 bits, mono) of samples from -1 to 1; what lies outside is cut.
 *
 *     0  "RIFF" size "WAVE"
 *     12 "fmt " 16 | 1: PCM | 1 channel | rate | bytes per second | 2 per sample | 16 bits
 *     36 "data" size | samples, little-endian
 */
export function toWav(samples: Float32Array, sampleRate: number): Uint8Array {
  const rate = toSampleRate(sampleRate);
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  writeWord(bytes, 0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  writeWord(bytes, 8, 'WAVE');
  writeWord(bytes, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeWord(bytes, 36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (const [index, sample] of samples.entries()) {
    const clipped = Math.min(Math.max(sample, -1), 1);
    view.setInt16(44 + index * 2, Math.round(clipped * 32_767), true);
  }
  return bytes;
}

function writeWord(bytes: Uint8Array, at: number, word: string): void {
  for (const [index, char] of [...word].entries()) bytes[at + index] = char.charCodeAt(0);
}

function toSampleRate(asked: number): number {
  return Number.isFinite(asked) ? Math.round(Math.min(Math.max(asked, 8000), 48_000)) : 8000;
}
