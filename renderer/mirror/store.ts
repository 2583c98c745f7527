import type { LogLine } from '../../main/contract/model.ts';
import { type Action, emptyMirror, type Mirror, reduce } from './state.ts';

/** Runs `task` before the next paint; tests hand in their own. */
export type Schedule = (task: () => void) => void;

/** News for whoever keeps more of the log than the mirror does. */
export type LogNews =
  /** Lines in the order they were stored; none was left out since the last news. */
  | { kind: 'lines'; lines: readonly LogLine[] }
  /** Everything was read anew: lines may have been missed, and of another run all are others. */
  | { kind: 'snapshot'; run: string };

/**
 * Holds the mirror and tells the page about it. Changes from the wire are collected and applied
 * together, once per animation frame; what a person did is applied at once, in its right order.
 */
export class MirrorStore {
  #mirror: Mirror = emptyMirror;
  #waiting: Action[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #logListeners = new Set<(news: LogNews) => void>();
  readonly #schedule: Schedule;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  readonly mirror = (): Mirror => this.#mirror;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Every line of the log, in order; the mirror itself keeps only the last few. */
  readonly onLog = (listener: (news: LogNews) => void): (() => void) => {
    this.#logListeners.add(listener);
    return () => this.#logListeners.delete(listener);
  };

  /** Applies an action with the next frame. */
  enqueue(action: Action): void {
    this.#waiting.push(action);
    if (this.#waiting.length === 1) this.#schedule(() => this.flush());
  }

  /** Applies an action now, after all that wait. */
  apply(action: Action): void {
    this.#waiting.push(action);
    this.flush();
  }

  /** Applies everything that waits, as one step of the page. */
  flush(): void {
    const actions = this.#waiting;
    if (actions.length === 0) return;
    this.#waiting = [];
    const before = this.#mirror;
    this.#mirror = actions.reduce((mirror, action) => {
      const next = reduce(mirror, action);
      if (this.#logListeners.size > 0) this.#tellLog(mirror, action, next);
      return next;
    }, before);
    if (this.#mirror !== before) for (const listener of this.#listeners) listener();
  }

  /** Of a batch only what the mirror took: what it knew already, or refused for a gap, is no news. */
  #tellLog(before: Mirror, action: Action, next: Mirror): void {
    const tell = (news: LogNews): void => {
      for (const listener of this.#logListeners) listener(news);
    };
    if (action.type === 'snapshot') tell({ kind: 'snapshot', run: action.snapshot.run });
    if (action.type !== 'changes' || next.seq === before.seq) return;
    const taken = action.batch.changes.slice(before.seq + 1 - action.batch.first);
    const lines = taken.flatMap((change) => (change.type === 'log' ? [change.line] : []));
    if (lines.length > 0) tell({ kind: 'lines', lines });
  }
}

/** Before the next paint, or within a quarter of a second while the window is hidden and nothing is painted. */
export function onNextFrame(task: () => void): void {
  const run = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    task();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, 250);
}
