import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useStore } from '../mirror/context.ts';
import { type MirrorStore, onNextFrame, type Schedule } from '../mirror/store.ts';
import { BoardQueue } from './board-queue.ts';

/**
 * What the tiles show: the mirror's units, a few frames later. Each tile hears of its own unit only,
 * so that one change draws one tile.
 */
export class BoardStore {
  readonly #mirror: MirrorStore;
  readonly #schedule: Schedule;
  readonly #queue = new BoardQueue();
  readonly #listeners = new Map<Mac, Set<() => void>>();
  #run: string | null;
  #known: ReadonlyMap<Mac, Unit>;
  readonly #shown: Map<Mac, Unit>;
  #hasFrame = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(mirror: MirrorStore, schedule: Schedule = onNextFrame) {
    this.#mirror = mirror;
    this.#schedule = schedule;
    this.#run = mirror.mirror().run;
    this.#known = mirror.mirror().units;
    this.#shown = new Map(this.#known);
  }

  /** Follows the mirror until the function it returns is called. */
  follow(): () => void {
    this.#look();
    return this.#mirror.subscribe(() => this.#look());
  }

  readonly unit = (mac: Mac): Unit | undefined => this.#shown.get(mac);

  subscribe(mac: Mac, listener: () => void): () => void {
    const listeners = this.#listeners.get(mac) ?? new Set();
    this.#listeners.set(mac, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(mac);
    };
  }

  #look(): void {
    const { units, run } = this.#mirror.mirror();
    if (units === this.#known) return;
    if (run !== this.#run) {
      this.#run = run;
      this.#drawAll(units);
      return;
    }
    const before = this.#known;
    this.#known = units;
    const now = Date.now();
    for (const [mac, unit] of units) {
      if (before.get(mac) !== unit) this.#queue.put(unit, this.#shown.get(mac), now);
    }
    for (const mac of before.keys()) {
      if (units.has(mac)) continue;
      this.#queue.remove(mac);
      this.#shown.delete(mac);
    }
    this.#arm();
  }

  /** The first look at a run: a whole board at once is quicker than one that trickles in. */
  #drawAll(units: ReadonlyMap<Mac, Unit>): void {
    for (const mac of this.#known.keys()) this.#queue.remove(mac);
    this.#known = units;
    this.#shown.clear();
    for (const [mac, unit] of units) this.#shown.set(mac, unit);
    for (const listeners of this.#listeners.values()) {
      for (const listener of listeners) listener();
    }
  }

  /** Draws with the next frame, or when the next unit may be drawn. */
  #arm(): void {
    const dueAt = this.#queue.nextDueAt();
    if (this.#hasFrame || dueAt === null) return;
    clearTimeout(this.#timer);
    const waitMs = dueAt - Date.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#arm(), waitMs);
      return;
    }
    this.#hasFrame = true;
    this.#schedule(() => {
      this.#hasFrame = false;
      for (const unit of this.#queue.take(Date.now())) {
        this.#shown.set(unit.mac, unit);
        for (const listener of this.#listeners.get(unit.mac) ?? []) listener();
      }
      this.#arm();
    });
  }
}

export const BoardContext = createContext<BoardStore | null>(null);

/** A store for the screen's life; it begins with what the mirror has, so that nothing trickles in. */
export function useBoardStore(): BoardStore {
  const mirror = useStore();
  const [board] = useState(() => new BoardStore(mirror));
  useEffect(() => board.follow(), [board]);
  return board;
}

/** What the unit's tile shows; undefined: not drawn yet, or gone. */
export function useBoardUnit(mac: Mac): Unit | undefined {
  const board = useContext(BoardContext);
  if (board === null) throw new Error('A tile stands outside the board.');
  return useSyncExternalStore(
    useCallback((listener) => board.subscribe(mac, listener), [board, mac]),
    () => board.unit(mac),
  );
}
