/**
 * Tells a scanner's burst of keys from a person's typing (UI design, section 13). Pure: one key and its
 * time in, what to do out.
 *
 * Prefix mode: a learned key opens a burst, Enter or Tab closes it, and nothing in between reaches the
 * page. Timing mode: at least six characters, each sooner after the last than any person types, closed
 * by Enter, Tab or silence; such keys cannot be held back, so the caller gives fields back what they
 * held. Where no field has the focus, text and Enter mean nothing else, so a slow scanner works too.
 */
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { characterOf, digitOf } from './layouts.ts';
import {
  idleReader,
  quiet,
  type ReaderInput,
  type ReaderState,
  type ReaderStep,
  type Run,
  type Stroke,
  swallowed,
} from './reader-state.ts';

export { idleReader, type ReaderInput } from './reader-state.ts';

/** Fewest characters of a scan known by its speed. */
export const SHORTEST = 6;
/** Silence after which a burst without suffix has ended. */
export const SILENCE_MS = 60;
/** A burst opened by its prefix that hears nothing for this long was cut off. */
const CUT_OFF_MS = 300;
/** Longest gap of a slow scanner, or a person, where no field has the focus. */
const SLOW_GAP_MS = 400;
/** How much later than it was pressed a key may arrive on a busy computer. */
const LATE_MS = 120;
/** An Enter this soon after a scan is the scanner's (CR and LF, a late suffix). */
const TRAILING_MS = 200;

/**
 * When the clock is to `tick` if no key comes before; null: time alone decides nothing. A scan that is
 * to end with a key is waited for a little longer: keys arrive late on a busy computer.
 */
export function dueAt(state: ReaderState, settings: ScannerSettings): number | null {
  const closes = closesAt(state, settings);
  const { open, run } = state;
  if (closes === null || open !== null || run === null) return closes;
  if (run.text.length < SHORTEST) return run.inField ? null : closes;
  return settings.suffix === 'none' ? closes : closes + LATE_MS;
}

/** When a burst, or what may become one, has ended. */
function closesAt({ open, run }: ReaderState, settings: ScannerSettings): number | null {
  if (open !== null) return open.lastAt + patience(open, settings);
  if (run === null) return null;
  return run.lastAt + (run.text.length < SHORTEST ? settings.gapMs : silence(settings));
}

export function step(
  state: ReaderState,
  input: ReaderInput,
  settings: ScannerSettings,
): ReaderStep {
  switch (input.kind) {
    case 'tick':
      return settled(state, input.at, settings);
    case 'blur':
      return { ...quiet(idleReader), isCut: (state.open?.text ?? '') !== '' };
    case 'up':
      return released(state, input.code, input.at, settings);
    case 'down':
      return pressed(state, input.stroke, settings);
  }
}

function ended(state: ReaderState, scanned: string, at: number): ReaderStep {
  return { ...quiet({ ...idleReader, altDigits: state.altDigits, endedAt: at }), scanned };
}

function silence({ gapMs }: ScannerSettings): number {
  return Math.max(SILENCE_MS, gapMs);
}

function patience(open: NonNullable<ReaderState['open']>, settings: ScannerSettings): number {
  const isMaybeTyped = open.text === '' && open.prefix !== '';
  return isMaybeTyped || settings.suffix === 'none' ? silence(settings) : CUT_OFF_MS;
}

/** What time alone decides. */
function settled(state: ReaderState, at: number, settings: ScannerSettings): ReaderStep {
  const closes = closesAt(state, settings);
  if (closes === null || at < closes) return quiet(state);
  const { open, run } = state;
  if (open !== null) {
    if (open.text !== '' && settings.suffix === 'none') return ended(state, open.text, at);
    const shut = quiet({ ...state, open: null });
    return open.text === ''
      ? { ...shut, givenBack: open.prefix === '' ? null : open.prefix }
      : { ...shut, isCut: true };
  }
  if (run === null) return quiet(state);
  if (run.text.length >= SHORTEST && isByTiming(run, settings)) return ended(state, run.text, at);
  if (run.inField) return quiet({ ...state, run: null });
  return { ...quiet({ ...state, run: null, early: run }), typed: run.text };
}

/** In prefix mode fields belong to people. */
function isByTiming(run: { inField: boolean }, { mode }: ScannerSettings): boolean {
  return mode === 'timing' || !run.inField;
}

function pressed(state: ReaderState, stroke: Stroke, settings: ScannerSettings): ReaderStep {
  if (/^(?:Shift|Control|Meta|CapsLock|NumLock|AltGraph)/.test(stroke.key)) {
    return state.open === null ? quiet(state) : swallowed(state);
  }
  if (stroke.key === 'Alt') {
    const next = { ...state, altDigits: '' };
    return state.open === null ? quiet(next) : swallowed(next);
  }
  if (stroke.alt && !stroke.ctrl && !stroke.altGraph) return altPressed(state, stroke);
  const character = isCombination(stroke) ? null : characterOf(stroke, settings.layout);
  if (isPrefix(stroke, character, settings)) {
    const prefix = character ?? '';
    const open = { text: '', prefix, lastAt: stroke.at };
    const isCut = (state.open?.text ?? '') !== '';
    return { ...swallowed({ ...idleReader, open }), isBegun: true, isCut };
  }
  if (state.open !== null) return inBurst(state, state.open, stroke, character);
  if (isSuffix(stroke.key)) return suffixed(state, stroke, settings);
  if (character !== null && !stroke.repeat) return typedOne(state, character, stroke, settings);
  return brokenOff(state, stroke, settings);
}

function isCombination(stroke: Stroke): boolean {
  return !stroke.altGraph && (stroke.ctrl || stroke.meta);
}

function isPrefix(
  stroke: Stroke,
  character: string | null,
  { mode, prefix }: ScannerSettings,
): boolean {
  if (mode !== 'prefix' || prefix === '' || stroke.repeat) return false;
  return stroke.code === prefix || character === prefix;
}

function isSuffix(key: string): boolean {
  return key === 'Enter' || key === 'Tab';
}

function inBurst(
  state: ReaderState,
  open: NonNullable<ReaderState['open']>,
  stroke: Stroke,
  character: string | null,
): ReaderStep {
  if (isSuffix(stroke.key)) {
    if (open.text === '') return swallowed({ ...state, open: null, endedAt: stroke.at });
    return { ...ended(state, open.text, stroke.at), isSwallowed: true };
  }
  const added = stroke.repeat ? '' : (character ?? controlCharacter(stroke) ?? '');
  return swallowed({ ...state, open: { ...open, text: open.text + added, lastAt: stroke.at } });
}

/** Ctrl+J and its like: how scanners send control characters. */
function controlCharacter({ ctrl, key }: Stroke): string | null {
  if (!ctrl || !/^[a-z[\\\]]$/i.test(key)) return null;
  return String.fromCharCode(key.toUpperCase().charCodeAt(0) - 64);
}

function suffixed(state: ReaderState, stroke: Stroke, settings: ScannerSettings): ReaderStep {
  const { run, slow, endedAt } = state;
  const { at } = stroke;
  if (run !== null && run.text.length >= SHORTEST && isByTiming(run, settings)) {
    return { ...ended(state, run.text, at), isSwallowed: true };
  }
  if (slow !== null && slow.text.length >= SHORTEST && !stroke.inField && isNear(slow, at)) {
    return { ...ended(state, slow.text, at), isSwallowed: true };
  }
  if (endedAt !== null && at - endedAt < TRAILING_MS) return swallowed(state);
  return quiet({ ...state, run: null, slow: null });
}

function isNear(run: Run, at: number): boolean {
  return at - run.lastAt < SLOW_GAP_MS;
}

function typedOne(
  state: ReaderState,
  character: string,
  { at, inField }: Pick<Stroke, 'at' | 'inField'>,
  settings: ScannerSettings,
): ReaderStep {
  const slow = inField ? null : grown(state.slow, character, at);
  const { early } = state;
  const run = state.run ?? (early === null ? null : { ...early, inField: false });
  if (run !== null && at - run.lastAt < settings.gapMs) {
    const text = run.text + character;
    const inFields = run.inField || (inField && early === null);
    const next = { ...state, slow, early, run: { text, lastAt: at, inField: inFields } };
    // A blank would press the button that has the focus.
    const isSwallowed = character === ' ' && !inField;
    return { ...quiet(next), isSwallowed, isBegun: text.length === 2 && isByTiming(run, settings) };
  }
  if (state.run !== null && !state.run.inField && !inField) {
    return { ...swallowed({ ...state, slow, run: null }), typed: state.run.text + character };
  }
  const next = { ...state, slow, early: null, run: { text: character, lastAt: at, inField } };
  return { ...quiet(next), isFirst: true };
}

function grown(slow: Run | null, character: string, at: number): Run {
  const before = slow !== null && isNear(slow, at) ? slow.text : '';
  return { text: before + character, lastAt: at };
}

/** Any other key ends what looked like a burst, except a control character in the midst of one. */
function brokenOff(state: ReaderState, stroke: Stroke, settings: ScannerSettings): ReaderStep {
  const { run, endedAt } = state;
  const control = controlCharacter(stroke);
  const isInside = run !== null && run.text.length > 1 && stroke.at - run.lastAt < settings.gapMs;
  if (control !== null && isInside && isByTiming(run, settings)) {
    return swallowed({ ...state, run: { ...run, text: run.text + control, lastAt: stroke.at } });
  }
  const isTrailing = endedAt !== null && stroke.at - endedAt < TRAILING_MS;
  return control !== null && isTrailing
    ? swallowed(state)
    : quiet({ ...state, run: null, slow: null });
}

/** Scanners set to "Alt mode" send every character as Alt and its number. */
function altPressed(state: ReaderState, { code, at }: Stroke): ReaderStep {
  const digit = digitOf(code);
  if (digit === null) {
    return state.open === null ? quiet({ ...state, run: null, slow: null }) : swallowed(state);
  }
  const altDigits = state.altDigits + digit;
  if (state.open !== null) {
    return swallowed({ ...state, altDigits, open: { ...state.open, lastAt: at } });
  }
  const run = state.run === null ? null : { ...state.run, lastAt: at };
  return quiet({ ...state, altDigits, run });
}

function released(
  state: ReaderState,
  code: string,
  at: number,
  settings: ScannerSettings,
): ReaderStep {
  if (!code.startsWith('Alt') || state.altDigits === '') return quiet(state);
  const character = String.fromCharCode(Number(state.altDigits) & 255);
  const next = { ...state, altDigits: '' };
  if (next.open !== null) {
    const open = { ...next.open, text: next.open.text + character, lastAt: at };
    return swallowed({ ...next, open });
  }
  return typedOne(next, character, { at, inField: next.run?.inField ?? true }, settings);
}
