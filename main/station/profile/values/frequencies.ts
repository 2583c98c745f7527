import { good, type Read } from '../problem.ts';
import { MAX_PARTS, ScriptReader, tooLong } from './script-reader.ts';

/** One frequency of a tone and its level. */
export interface Frequency {
  hz: number;
  dbm: number;
}

/**
 * Decodes a FreqScript, `350@-19,440@-19` (guide: Data Types, FreqScript): one to six frequencies in
 * whole Hz, decimal, with levels in dBm of at most one decimal place. A `+` before a level is read, as
 * in Sig; blanks may stand around commas, nowhere else. Any whole number is a frequency, also 0.
 *
 * @returns problems with the column: `too-long`, `bad-frequency`, `missing-level`, `bad-level`,
 *          `too-many-decimals`, `too-many-frequencies`, `blank`, `unexpected-text`
 */
export function decodeFreqScript(text: string): Read<{ frequencies: Frequency[] }> {
  const failed = tooLong(text);
  if (failed) return failed;
  const reader = new ScriptReader(text);
  const frequencies = readFrequencies(reader);
  if (!frequencies.ok) return frequencies;
  if (reader.isAtEnd) return good({ frequencies: frequencies.value });
  return reader.fail('unexpected-text', 'A comma and another frequency, or nothing, may follow.');
}

/** The list at the beginning of a ToneScript, which is all of a FreqScript. */
export function readFrequencies(reader: ScriptReader): Read<Frequency[]> {
  const frequencies: Frequency[] = [];
  do {
    if (frequencies.length === MAX_PARTS) {
      return reader.fail('too-many-frequencies', 'A script has at most six frequencies.');
    }
    const frequency = readFrequency(reader);
    if (!frequency.ok) return frequency;
    frequencies.push(frequency.value);
  } while (reader.takeComma());
  return good(frequencies);
}

function readFrequency(reader: ScriptReader): Read<Frequency> {
  const from = reader.at;
  const hz = reader.take(/[^@,;()\s]*/y) ?? '';
  if (!/^\d+$/.test(hz)) {
    const message = 'A frequency in whole Hz must stand here, such as 440.';
    return reader.fail('bad-frequency', message, from);
  }
  if (!reader.take(/@/y)) {
    const message = 'After a frequency stands @ and its level, such as 440@-10.';
    return reader.fail('missing-level', message);
  }
  const level = readLevel(reader);
  return level.ok ? good({ hz: Number(hz), dbm: level.value }) : level;
}

function readLevel(reader: ScriptReader): Read<number> {
  const from = reader.at;
  const level = reader.take(/[^@,;()\s]*/y) ?? '';
  if (!/^[-+]?(?:\d+(?:\.\d+)?|\.\d+)$/.test(level)) {
    return reader.fail('bad-level', 'A level in dBm must stand here, such as -19 or -10.5.', from);
  }
  const point = level.indexOf('.');
  if (point >= 0 && level.length - point > 2) {
    const message = 'A level has at most one decimal place.';
    return reader.fail('too-many-decimals', message, from + point + 2);
  }
  // Adding 0 makes 0 of -0.
  return good(Number(level) + 0);
}
