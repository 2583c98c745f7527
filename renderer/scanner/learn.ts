/**
 * Learns a scanner from three scans of one known barcode (UI design, section 6.9): what it sends before
 * and after, how fast, and as which keyboard. Pure: recorded keys in, settings and words out.
 */
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { characterOf, digitOf, type KeyPress, type ScannerLayout } from './layouts.ts';

/** Tells the three keyboards apart: letters that move, a dash, a slash, digits. */
export const TEST_TEXT = 'QZ-AWY/M0159';
/** Scans of the test barcode. */
export const LESSONS = 3;

/** One key of a recording. */
export interface RawKey extends KeyPress {
  type: 'down' | 'up';
  ctrl: boolean;
  alt: boolean;
  /** ms; only differences count. */
  at: number;
}

export type Lesson =
  | {
      ok: true;
      scanner: ScannerSettings;
      /** Longest pause between two characters, in ms. */
      longestGapMs: number;
      /** What was received, each in a sentence. */
      facts: string[];
      /** What would make it more reliable; null: nothing. */
      advice: string | null;
    }
  | { ok: false; why: string };

/** A key as far as it says something: its character on a layout, or its name. */
interface Sign {
  character: string | null;
  code: string;
  key: string;
  at: number;
}

interface Reading {
  /** What came before the barcode. */
  before: Sign[];
  suffix: ScannerSettings['suffix'];
  longestGapMs: number;
  isCaseSwapped: boolean;
}

const layouts: readonly ScannerLayout[] = ['us', 'de', 'fr'];
const layoutNames: Record<ScannerLayout, string> = { us: 'US', de: 'German', fr: 'French' };
/** Nobody types faster; a limit above would take typing for scans. */
const LIMIT_MS = 55;
const ADVICE =
  'Program a prefix into the scanner, best a key nobody uses such as F19 (its manual has a barcode for it), and learn it again.';

/** @param recordings  the keys of each scan, in order */
export function learn(recordings: readonly (readonly RawKey[])[], expected = TEST_TEXT): Lesson {
  for (const layout of layouts) {
    const readings = recordings.map((keys) => readingOf(keys, layout, expected));
    const whole = readings.filter((reading) => reading !== null);
    if (whole.length === recordings.length && whole.length > 0) {
      return lessonOf(whole, layout, recordings.flat());
    }
  }
  return { ok: false, why: whyNot(recordings, expected) };
}

/** What a recording says as characters of a layout; for showing what was received. */
export function receivedText(keys: readonly RawKey[], layout: ScannerLayout = 'us'): string {
  return signsOf(keys, layout)
    .map(({ character, key }) => character ?? `‹${key}›`)
    .join('');
}

function lessonOf(readings: Reading[], layout: ScannerLayout, keys: readonly RawKey[]): Lesson {
  const [first] = readings;
  const isSame = readings.every(
    (each) => each.suffix === first?.suffix && named(each.before) === named(first.before),
  );
  if (first === undefined || !isSame) {
    return { ok: false, why: 'The three scans ended or began differently. Scan all three again.' };
  }
  const longestGapMs = Math.ceil(Math.max(...readings.map((each) => each.longestGapMs)));
  const prefix = prefixOf(first.before);
  const isCaps = keys.some(({ capsLock }) => capsLock);
  const facts = [
    prefix === '' ? 'It sends no prefix.' : `It sends the prefix ${prefix}.`,
    first.suffix === 'none' ? 'It sends nothing at the end.' : `It ends with ${first.suffix}.`,
    `Longest pause between two characters: ${longestGapMs} ms.`,
    `It types as a ${layoutNames[layout]} keyboard.`,
    ...(isCaps ? ['Caps Lock is on here. Scans are read right all the same.'] : []),
    ...(first.isCaseSwapped ? ['It swaps capital and small letters.'] : []),
  ];
  const scanner: ScannerSettings = {
    mode: prefix === '' ? 'timing' : 'prefix',
    prefix,
    suffix: first.suffix,
    gapMs: Math.min(LIMIT_MS, Math.max(20, Math.ceil(longestGapMs * 1.5) + 5)),
    layout,
  };
  if (prefix === '' && longestGapMs >= LIMIT_MS) {
    return { ok: false, why: `It is too slow to be told from typing. ${ADVICE}` };
  }
  return { ok: true, scanner, longestGapMs, facts, advice: prefix === '' ? ADVICE : null };
}

function readingOf(
  keys: readonly RawKey[],
  layout: ScannerLayout,
  expected: string,
): Reading | null {
  const signs = signsOf(keys, layout);
  const end = signs.findIndex(({ key }, at) => at > 0 && (key === 'Enter' || key === 'Tab'));
  const body = end === -1 ? signs : signs.slice(0, end);
  const text = body.map(({ character }) => character ?? '\u0000').join('');
  const start = text.toLowerCase().indexOf(expected.toLowerCase());
  if (start === -1 || start + expected.length !== text.length) return null;
  const last = signs[end];
  return {
    before: body.slice(0, start),
    suffix: last === undefined ? 'none' : last.key === 'Tab' ? 'Tab' : 'Enter',
    longestGapMs: longestGap(last === undefined ? body : [...body, last]),
    isCaseSwapped: !text.endsWith(expected),
  };
}

/** Keys and Alt sequences as what they say; Shift and its like say nothing. */
function signsOf(keys: readonly RawKey[], layout: ScannerLayout): Sign[] {
  const signs: Sign[] = [];
  let digits = '';
  for (const key of keys) {
    if (key.code.startsWith('Alt')) {
      if (key.type === 'up' && digits !== '') {
        const character = String.fromCharCode(Number(digits) & 255);
        signs.push({ character, code: '', key: character, at: key.at });
      }
      digits = '';
    } else if (key.alt && !key.altGraph && digitOf(key.code) !== null) {
      if (key.type === 'down') digits += digitOf(key.code) ?? '';
    } else if (key.type === 'down' && !/^(?:Shift|Control|Meta|Caps|Num|AltGr)/.test(key.key)) {
      const character = key.ctrl && !key.altGraph ? null : characterOf(key, layout);
      signs.push({ character, code: key.code, key: key.key, at: key.at });
    }
  }
  return signs;
}

function longestGap(signs: readonly Sign[]): number {
  return signs.reduce((longest, { at }, index) => {
    const before = signs[index - 1];
    return before === undefined ? longest : Math.max(longest, at - before.at);
  }, 0);
}

/** One key opens a burst; what is longer, such as the name of the barcode's kind, the station takes off. */
function prefixOf(before: readonly Sign[]): string {
  const [only, another] = before;
  if (only === undefined || another !== undefined) return '';
  return only.character ?? only.code;
}

function named(signs: readonly Sign[]): string {
  return signs.map(({ character, code }) => character ?? code).join(' ');
}

function whyNot(recordings: readonly (readonly RawKey[])[], expected: string): string {
  const worst = recordings.find((keys) =>
    layouts.every((layout) => readingOf(keys, layout, expected) === null),
  );
  const text = receivedText(worst ?? []);
  return text === ''
    ? 'Nothing was received. Check the cable, or the Bluetooth link, of the scanner.'
    : `Received ${text.slice(0, 60)} instead of ${expected}. Set the scanner to a US, German or French keyboard, and scan again.`;
}
