/**
 * When a draft is saved (UI design, section 6.6): a second after the last change, two seconds after
 * the first at the latest, one save at a time. What could not be saved is tried again by itself.
 */
import type { EpochMs } from '../../../main/contract/values.ts';

/** What a save came to. */
export type SaveResult =
  | { kind: 'saved'; revision: number }
  /** Somebody else saved meanwhile. */
  | { kind: 'changed' }
  | { kind: 'failed'; why: string };

export type DraftState =
  /** Everything written is stored; `at` null: there is no draft, or none was saved here. */
  | { kind: 'saved'; at: EpochMs | null }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  | { kind: 'failed'; why: string }
  /** The stored draft is another one; nothing is saved before a person has decided. */
  | { kind: 'changed' };

/** What is stored of a template, as a writer saw it: what is written goes on from there. */
export interface Stored {
  draft: { revision: number; savedAt: EpochMs } | null;
  /** The newest version; null: there is none. */
  version: number | null;
}

/** What the station is told of it. */
export interface Seen {
  /** Of the draft; null: there was none. */
  revision: number | null;
  basedOn: number | null;
}

export interface DraftSaverParts {
  /** Stores what stands there now. Never rejects. */
  save: (seen: Seen) => Promise<SaveResult>;
  now: () => EpochMs;
}

/** Silence after which is saved. */
export const QUIET_MS = 1000;
/** Longest that something new may wait. */
export const LONGEST_MS = 2000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 15_000;

export class DraftSaver {
  readonly #parts: DraftSaverParts;
  readonly #listeners = new Set<() => void>();
  #state: DraftState;
  #seen: Seen;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that is not saved was made. */
  #since: EpochMs | null = null;
  #retryMs = FIRST_RETRY_MS;
  /** A save, or whatever else is done to the stored draft. */
  #running: Promise<void> | null = null;

  /** @param stored  what the writer begins with */
  constructor(parts: DraftSaverParts, stored: Stored) {
    this.#parts = parts;
    this.#seen = seenOf(stored);
    this.#state = { kind: 'saved', at: stored.draft?.savedAt ?? null };
  }

  readonly state = (): DraftState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Of the stored draft this one goes on from; null: there is none. */
  get revision(): number | null {
    return this.#seen.revision;
  }

  /** Something is written that is not stored. */
  get hasUnsaved(): boolean {
    return this.#state.kind !== 'saved';
  }

  /** The text is another one now. */
  change(): void {
    this.#since ??= this.#parts.now();
    if (this.#state.kind === 'changed' || this.#state.kind === 'saving') return;
    // A failure stays in sight until something is stored.
    if (this.#state.kind === 'saved') this.#become({ kind: 'unsaved' });
    if (this.#state.kind === 'failed') return;
    const waited = this.#parts.now() - this.#since;
    this.#later(Math.max(0, Math.min(QUIET_MS, LONGEST_MS - waited)));
  }

  /** Saves what is not saved yet, at once. @returns whether everything is stored */
  async flush(): Promise<boolean> {
    while (this.#running !== null) await this.#running;
    while (this.#since !== null && this.#state.kind !== 'changed') {
      await this.#save();
      if (this.#state.kind === 'failed') break;
    }
    return this.#state.kind === 'saved';
  }

  /**
   * Does something else to the stored draft: after the save that runs, and before the next one.
   * @param act  gets the revision of the draft as it is known here
   */
  async alone<T>(act: (revision: number | null) => Promise<T>): Promise<T> {
    while (this.#running !== null) await this.#running;
    let end = (): void => undefined;
    this.#running = new Promise((resolve) => {
      end = resolve;
    });
    try {
      return await act(this.#seen.revision);
    } finally {
      this.#running = null;
      end();
      // What should have been saved meanwhile waits its turn.
      if (this.#state.kind === 'failed') this.#later(this.#retryMs);
      else if (this.#since !== null) this.change();
    }
  }

  /**
   * The station refused something that was to be done to the draft: its own is another one. A person
   * decides, as when it refuses a save.
   * @param revision  the one that was refused
   * @returns whether there is something to decide: the other one may have arrived meanwhile
   */
  refuse(revision: number | null): boolean {
    if (revision !== this.#seen.revision) return false;
    clearTimeout(this.#timer);
    this.#since ??= this.#parts.now();
    this.#become({ kind: 'changed' });
    return true;
  }

  /** What the station has stored now; of no account while something is unsaved here. */
  heard(stored: Stored): boolean {
    if (this.hasUnsaved) return false;
    const before = this.#seen;
    this.#seen = seenOf(stored);
    if (this.#seen.revision === before.revision) return false;
    this.#settle(stored);
    return true;
  }

  /** Goes on from what is stored with what is written here, or there. */
  decide(stored: Stored, keeps: 'mine' | 'theirs'): void {
    if (keeps === 'theirs') {
      this.#settle(stored);
      return;
    }
    this.#seen = seenOf(stored);
    this.#since ??= this.#parts.now();
    this.#become({ kind: 'unsaved' });
    this.#later(0);
  }

  /** Forgets what is not saved: the template is to be as the station has it. */
  reset(stored: Stored): void {
    this.#settle(stored);
  }

  /** Nothing is saved any more, whatever is left. */
  close(): void {
    clearTimeout(this.#timer);
    this.#since = null;
  }

  #settle(stored: Stored): void {
    clearTimeout(this.#timer);
    this.#since = null;
    this.#seen = seenOf(stored);
    this.#retryMs = FIRST_RETRY_MS;
    this.#become({ kind: 'saved', at: stored.draft?.savedAt ?? null });
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running ??= this.#saveNow().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #saveNow(): Promise<void> {
    const since = this.#since;
    this.#since = null;
    if (this.#state.kind !== 'failed') this.#become({ kind: 'saving' });
    const result = await this.#parts.save(this.#seen);
    if (result.kind === 'saved') {
      this.#seen = { ...this.#seen, revision: result.revision };
      this.#retryMs = FIRST_RETRY_MS;
      this.#become({ kind: 'saved', at: this.#parts.now() });
      // What was written while it was being saved waits its turn.
      if (this.#since !== null) this.change();
      return;
    }
    this.#since = since ?? this.#parts.now();
    if (result.kind === 'changed') {
      this.#become({ kind: 'changed' });
      return;
    }
    this.#become({ kind: 'failed', why: result.why });
    this.#later(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #become(state: DraftState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function seenOf({ draft, version }: Stored): Seen {
  return { revision: draft?.revision ?? null, basedOn: version };
}
