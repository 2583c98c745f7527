import { useSyncExternalStore } from 'react';
import type { LogLine } from '../../main/contract/model.ts';

/** The lines in sight just now: for the export and "Reading at", without drawing the screen anew at each scroll. */
export class VisibleLines {
  #lines: readonly LogLine[] = [];
  readonly #listeners = new Set<() => void>();

  readonly lines = (): readonly LogLine[] => this.#lines;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(lines: readonly LogLine[]): void {
    const isSame =
      lines.length === this.#lines.length &&
      lines[0] === this.#lines[0] &&
      lines.at(-1) === this.#lines.at(-1);
    this.#lines = lines;
    if (!isSame) for (const listener of this.#listeners) listener();
  }
}

/** The last line in sight, or null. */
export function useLastVisible(visible: VisibleLines): LogLine | null {
  return useSyncExternalStore(visible.subscribe, () => visible.lines().at(-1) ?? null);
}
