import { useLayoutEffect, useRef } from 'react';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { FieldMemory, focusedField, isSecretFocused } from './fields.ts';
import { dueAt, step } from './reader.ts';
import { idleReader, type ReaderInput, type ReaderState } from './reader-state.ts';
import { strokeOf } from './stroke.ts';
import { currentTap } from './tap.ts';

/** What the page does with what was scanned and typed. */
export interface ScannerEars {
  /** A scan has begun by all signs, or a character was typed outside any field. */
  onBegin: () => void;
  /** @param at  time of the last key, as `performance.now()` counts */
  onScan: (text: string, at: number) => void;
  /** Typed by a person while no field had the focus. */
  onTyped: (text: string) => void;
  /** A burst ended without its suffix. */
  onCut: () => void;
}

/** A busy page hears keys late: time is up only when none of them can still be on its way. */
const SLACK_MS = 30;

/** How a scanner without settings of its own is read. */
export const usualScanner: ScannerSettings = {
  mode: 'timing',
  prefix: '',
  suffix: 'Enter',
  gapMs: 35,
  layout: 'us',
};

/**
 * Listens for the scanner at window level, in the capture phase: neither focus nor open dialogs
 * matter. To be used once, by the frame.
 */
export function useScanner(settings: ScannerSettings, ears: ScannerEars): void {
  const latest = useRef({ settings, ears });
  useLayoutEffect(() => {
    latest.current = { settings, ears };
  });
  // A layout effect, so that it is in place before the listeners of any screen.
  useLayoutEffect(() => listen(window, () => latest.current), []);
}

function listen(
  page: Window,
  current: () => { settings: ScannerSettings; ears: ScannerEars },
): () => void {
  let state: ReaderState = idleReader;
  let timer = 0;
  const fields = new FieldMemory();
  const swallowed = new Set<string>();

  /** @returns whether the key is to be kept from the page */
  function take(input: ReaderInput): boolean {
    const { settings, ears } = current();
    const done = step(state, input, settings);
    state = done.state;
    const field = focusedField(page.document);
    if (done.isFirst) fields.forget();
    if (input.kind === 'down' && field !== null && state.run !== null) fields.keep(field);
    if (done.typed !== null) ears.onTyped(done.typed);
    if (done.isBegun || (done.isFirst && field === null)) ears.onBegin();
    if (done.givenBack !== null) field?.insert(done.givenBack);
    if (done.isCut) ears.onCut();
    if (done.scanned !== null) {
      const at = input.kind === 'down' ? input.stroke.at : page.performance.now();
      fields.giveBack();
      ears.onScan(done.scanned, at);
    }
    if (state.run === null) fields.forget();
    return done.isSwallowed;
  }

  /** Counted from when the key was heard, not from when it was pressed: so are those behind it. */
  function tickWhenDue(heardAt: number): void {
    page.clearTimeout(timer);
    const due = dueAt(state, current().settings);
    if (due === null) return;
    timer = page.setTimeout(
      () => {
        take({ kind: 'tick', at: due });
        tickWhenDue(due);
      },
      Math.max(0, due - heardAt) + SLACK_MS,
    );
  }

  function onKey(event: KeyboardEvent): void {
    const isDown = event.type === 'keydown';
    const tap = currentTap();
    if (tap !== null) {
      keepFromPage(event);
      tap(event);
      return;
    }
    if (isSecretFocused(page.document)) {
      take({ kind: 'blur' });
      return;
    }
    take({ kind: 'tick', at: event.timeStamp });
    const isKept = isDown
      ? take({
          kind: 'down',
          stroke: strokeOf(event, focusedField(page.document) !== null),
        })
      : take({ kind: 'up', code: event.code, at: event.timeStamp });
    if (isKept && isDown) swallowed.add(event.code);
    if (isKept || (!isDown && swallowed.delete(event.code))) keepFromPage(event);
    tickWhenDue(event.timeStamp);
  }

  function onBlur(): void {
    swallowed.clear();
    page.clearTimeout(timer);
    take({ kind: 'blur' });
  }

  const capture = { capture: true };
  page.addEventListener('keydown', onKey, capture);
  page.addEventListener('keyup', onKey, capture);
  page.addEventListener('blur', onBlur);
  return () => {
    page.clearTimeout(timer);
    page.removeEventListener('keydown', onKey, capture);
    page.removeEventListener('keyup', onKey, capture);
    page.removeEventListener('blur', onBlur);
  };
}

function keepFromPage(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
