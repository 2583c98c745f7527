import type { ScannerSettings } from '../../main/contract/settings.ts';
import { pressOf, type ScannerLayout } from './layouts.ts';
import { step } from './reader.ts';
import { idleReader, type ReaderStep, type Stroke } from './reader-state.ts';

export const timing: ScannerSettings = {
  mode: 'timing',
  prefix: '',
  suffix: 'Enter',
  gapMs: 35,
  layout: 'us',
};

/** A key press of a test; what is not said is plain. */
export function aStroke(about: Partial<Stroke>): Stroke {
  return {
    at: 0,
    code: '',
    key: '',
    shift: false,
    ctrl: false,
    alt: false,
    meta: false,
    altGraph: false,
    capsLock: false,
    repeat: false,
    inField: false,
    ...about,
  };
}

/** The keys a scanner of that layout presses for a text, `gapMs` apart, from `at` on. */
export function strokesOf(
  text: string,
  gapMs: number,
  about: Partial<Stroke> = {},
  layout: ScannerLayout = 'us',
): Stroke[] {
  return [...text].map((character, index) => {
    const press = pressOf(character, layout);
    if (press === null) throw new Error(`no key for ${character}`);
    const at = (about.at ?? 0) + index * gapMs;
    return aStroke({ key: character, ...about, ...press, at });
  });
}

export const enter = (at: number, about: Partial<Stroke> = {}): Stroke =>
  aStroke({ code: 'Enter', key: 'Enter', ...about, at });

/** Everything the reader said to some keys; `passed` are the characters the page got. */
export interface Heard {
  scans: string[];
  typed: string;
  passed: Stroke[];
  steps: ReaderStep[];
}

/** Feeds keys as the page does: the time first, then the key; at the end a long silence. */
export function hear(strokes: readonly Stroke[], settings: ScannerSettings = timing): Heard {
  let state = idleReader;
  const heard: Heard = { scans: [], typed: '', passed: [], steps: [] };
  const take = (result: ReaderStep): ReaderStep => {
    state = result.state;
    heard.steps.push(result);
    if (result.scanned !== null) heard.scans.push(result.scanned);
    heard.typed += result.typed ?? '';
    return result;
  };
  for (const stroke of strokes) {
    take(step(state, { kind: 'tick', at: stroke.at }, settings));
    const { isSwallowed } = take(step(state, { kind: 'down', stroke }, settings));
    if (!isSwallowed) heard.passed.push(stroke);
  }
  take(step(state, { kind: 'tick', at: (strokes.at(-1)?.at ?? 0) + 1000 }, settings));
  return heard;
}
