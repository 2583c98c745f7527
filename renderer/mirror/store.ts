import { type Action, emptyMirror, type Mirror, reduce } from './state.ts';

/** Runs `task` before the next paint; tests hand in their own. */
export type Schedule = (task: () => void) => void;

/**
 * Holds the mirror and tells the page about it. Changes from the wire are collected and applied
 * together, once per animation frame; what a person did is applied at once, in its right order.
 */
export class MirrorStore {
  #mirror: Mirror = emptyMirror;
  #waiting: Action[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #schedule: Schedule;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  readonly mirror = (): Mirror => this.#mirror;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
    this.#mirror = actions.reduce(reduce, before);
    if (this.#mirror !== before) for (const listener of this.#listeners) listener();
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
