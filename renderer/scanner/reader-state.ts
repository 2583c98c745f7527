/** What the scanner's reader is told, remembers and says (`reader.ts`); plain data. */
import type { KeyPress } from './layouts.ts';

export interface Stroke extends KeyPress {
  /** Time of the event in ms; only differences count. */
  at: number;
  ctrl: boolean;
  alt: boolean;
  meta: boolean;
  /** The key is held down. */
  repeat: boolean;
  /** The key goes into a field that takes text or a choice. */
  inField: boolean;
}

export type ReaderInput =
  | { kind: 'down'; stroke: Stroke }
  | { kind: 'up'; code: string; at: number }
  /** Time passed; also asked before every key. */
  | { kind: 'tick'; at: number }
  /** The window lost the focus: the rest of a burst goes elsewhere. */
  | { kind: 'blur' };

/** Characters that came one soon after the other. */
export interface Run {
  text: string;
  lastAt: number;
}

/** What is remembered between two keys; plain data. */
export interface ReaderState {
  /** A burst opened by the prefix; `prefix` is its character, to be given back, or empty. */
  open: (Run & { prefix: string }) | null;
  /** Characters that may be a burst: every gap so far was short. */
  run: (Run & { inField: boolean }) | null;
  /** Handed over as typed by the clock; a key that was only late takes it back. */
  early: Run | null;
  /** Characters typed while no field had the focus. */
  slow: Run | null;
  /** When the last scan ended. */
  endedAt: number | null;
  /** Digits typed while Alt is held. */
  altDigits: string;
}

export interface ReaderStep {
  state: ReaderState;
  /** Keep this key from the page. */
  isSwallowed: boolean;
  /** A character that may be the first of a scan: what fields hold now is what they get back. */
  isFirst: boolean;
  /** This is a scan by all signs so far. */
  isBegun: boolean;
  /** The scan that ended. */
  scanned: string | null;
  /** Typed by a person while no field had the focus. */
  typed: string | null;
  /** The prefix character, typed by a person after all. */
  givenBack: string | null;
  /** A burst ended without its suffix. */
  isCut: boolean;
}

export const idleReader: ReaderState = {
  open: null,
  run: null,
  early: null,
  slow: null,
  endedAt: null,
  altDigits: '',
};

/** Nothing happened; the page gets the key. */
export function quiet(state: ReaderState): ReaderStep {
  return {
    state,
    isSwallowed: false,
    isFirst: false,
    isBegun: false,
    scanned: null,
    typed: null,
    givenBack: null,
    isCut: false,
  };
}

/** The key is kept from the page. */
export function swallowed(state: ReaderState): ReaderStep {
  return { ...quiet(state), isSwallowed: true };
}
