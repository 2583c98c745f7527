import { good, type Read } from '../problem.ts';
import { type Frequency, readFrequencies } from './frequencies.ts';
import { MAX_PARTS, ScriptReader, tooLong } from './script-reader.ts';
import { readSections, type Sections, type Segment } from './sections.ts';

/** One on and off of a tone (guide: ToneScript). */
export interface ToneSegment extends Segment {
  /** Which of the tone's frequencies sound together, from 1; none is silence. */
  freqs: number[];
}

/** A call progress tone. */
export interface Tone extends Sections<ToneSegment> {
  frequencies: Frequency[];
}

/**
 * Decodes a ToneScript, `480@-19,620@-19;10(.5/.5/1+2)` (guide: Data Types, ToneScript): a
 * FreqScript, then one or two sections, each with `;` in front, whose segments end in the numbers of
 * the frequencies used.
 *
 * The number 0, alone, is "no frequency components" (the guide's SIT tone). A number the script has no
 * frequency for is a problem; naming one twice is not. The guide's worked examples print `(*0/1+2)`:
 * the slash after `*` was lost, and the problem `missing-slash` says so.
 *
 * @returns problems with the column: those of CadScript and FreqScript, `missing-section`,
 *          `missing-frequencies`, `bad-frequency-number`, `unknown-frequency`, `too-many-frequencies`
 */
export function decodeToneScript(text: string): Read<Tone> {
  const failed = tooLong(text);
  if (failed) return failed;
  const reader = new ScriptReader(text);
  const frequencies = readFrequencies(reader);
  if (!frequencies.ok) return frequencies;
  if (!reader.take(/;/y)) {
    const message = 'After the frequencies stands a semicolon and a section, such as ;10(1/1/1).';
    return reader.fail('missing-section', message);
  }
  const count = frequencies.value.length;
  const sections = readSections(reader, /;/y, (segment) => readToneSegment(reader, segment, count));
  return sections.ok ? good({ frequencies: frequencies.value, ...sections.value }) : sections;
}

function readToneSegment(reader: ScriptReader, segment: Segment, count: number): Read<ToneSegment> {
  if (!reader.take(/\//y)) {
    const message = 'After the times of a segment stand a slash and its frequencies, such as /1+2.';
    return reader.fail('missing-frequencies', message);
  }
  // 0 counts only when nothing is added to it.
  if (reader.take(/0(?![\d+])/y)) return good({ ...segment, freqs: [] });
  const freqs: number[] = [];
  do {
    if (freqs.length === MAX_PARTS) {
      return reader.fail('too-many-frequencies', 'A segment has at most six frequencies.');
    }
    const from = reader.at;
    const number = reader.take(/\d+/y) ?? '';
    if (!/^[1-6]$/.test(number)) {
      const message =
        'The number of a frequency, from 1 to 6, or 0 alone for none, must stand here.';
      return reader.fail('bad-frequency-number', message, from);
    }
    if (Number(number) > count) {
      const message = `There is no frequency ${number}; the script has ${count}.`;
      return reader.fail('unknown-frequency', message, from);
    }
    freqs.push(Number(number));
  } while (reader.take(/\+/y));
  return good({ ...segment, freqs });
}
