import { good, type Read } from '../problem.ts';
import { nextWaits, readSchedule } from '../rules/schedule.ts';
import { decodeCadScript } from './cadence.ts';
import { decodeFreqScript, type Frequency } from './frequencies.ts';
import type { Duration } from './script-reader.ts';
import type { Section, Sections, Segment } from './sections.ts';
import { decodeToneScript } from './tone.ts';

/** What a script says, one sentence per line. */
export interface ScriptWords {
  kind: 'tone' | 'cadence' | 'frequencies' | 'schedule';
  lines: string[];
}

/**
 * Describes a ToneScript, CadScript or FreqScript in plain words, in the manner of the guide's worked
 * examples (Data Types), or the next ten waits of a list of delays (Resync_Periodic). Which of them it
 * is, the text itself tells: a `@` makes it frequencies, a parenthesis or semicolon as well a tone;
 * numbers, `+` and `,` alone are waits, and anything else is read as a cadence.
 *
 * @returns the problems of the decoder of that kind
 */
export function describeScript(text: string): Read<ScriptWords> {
  if (/^[\d+,\s]*\d[\d+,\s]*$/.test(text)) return describeWaits(text);
  if (!text.includes('@')) {
    const cadence = decodeCadScript(text);
    if (!cadence.ok) return cadence;
    return good({ kind: 'cadence', lines: describeSections(cadence.value) });
  }
  if (!/[;(]/.test(text)) {
    const read = decodeFreqScript(text);
    if (!read.ok) return read;
    const lines = read.value.frequencies.map(
      (frequency, index) => `Frequency ${index + 1}: ${describeFrequency(frequency)}`,
    );
    return good({ kind: 'frequencies', lines });
  }
  const tone = decodeToneScript(text);
  if (!tone.ok) return tone;
  const parts = tone.value.frequencies.map(describeFrequency);
  return good({
    kind: 'tone',
    lines: [`Tone of ${listWords(parts)}`, ...describeSections(tone.value)],
  });
}

function describeWaits(text: string): Read<ScriptWords> {
  const read = readSchedule(text);
  if (!read.ok) return read;
  const waits = nextWaits(read.value).map(({ min, max }, index) => {
    const seconds = min === max ? `${min} s` : `${min} to ${max} s`;
    return `Wait ${index + 1}: ${seconds}`;
  });
  // A list of one says the same ten times.
  const lines =
    read.value.length === 1 ? waits.slice(0, 1).map((one) => `${one}, and so on`) : waits;
  return good({ kind: 'schedule', lines });
}

function describeFrequency({ hz, dbm }: Frequency): string {
  return `${hz} Hz at ${String(dbm).replace('-', '−')} dBm`;
}

function describeSections({ sections, total }: Sections): string[] {
  const lines = sections.map((section, index) => `Section ${index + 1}, ${describe(section)}`);
  return [...lines, total === '*' ? 'Lasts until it is stopped' : `Lasts ${total} s in all`];
}

function describe({ length, segments }: Section<Segment & { freqs?: number[] }>): string {
  const spans = segments.map(describeSegment);
  const isRepeated = isShorter(segments, length);
  const howLong = length === '*' ? 'without end' : `${length} s`;
  return `${howLong}: ${spans.join(', ')}${isRepeated ? ', again and again' : ''}`;
}

function describeSegment({ on, off, freqs }: Segment & { freqs?: number[] }): string {
  const spans: string[] = [];
  if (on !== 0) spans.push(`${span('on', on)}${freqs ? withFrequencies(freqs) : ''}`);
  if (off !== 0 && on !== '*') spans.push(span('off', off));
  return spans.join(', ') || 'nothing';
}

function span(word: string, duration: Duration): string {
  return duration === '*' ? `${word} for ever` : `${word} for ${duration} s`;
}

function withFrequencies(freqs: readonly number[]): string {
  if (freqs.length === 0) return ' with no frequency';
  return ` with ${freqs.length === 1 ? 'frequency' : 'frequencies'} ${listWords(freqs.map(String))}`;
}

/** Whether the segments end before the section does, so that they start anew. */
function isShorter(segments: readonly Segment[], length: Duration): boolean {
  let seconds = 0;
  for (const { on, off } of segments) {
    if (on === '*' || off === '*') return false;
    seconds += on + off;
  }
  return seconds > 0 && (length === '*' || Math.round(seconds * 1000) < Math.round(length * 1000));
}

function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
