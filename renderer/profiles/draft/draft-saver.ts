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

export interface DraftSaverParts {
  /** Stores what stands there now. Never rejects. */
  save: (revision: number | null) => Promise<SaveResult>;
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
  #revision: number | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that is not saved was made. */
  #since: EpochMs | null = null;
  #retryMs = FIRST_RETRY_MS;
  #running: Promise<void> | null = null;

  /** @param known  the draft the writer begins with; null: there is none */
  constructor(parts: DraftSaverParts, known: { revision: number; savedAt: EpochMs } | null) {
    this.#parts = parts;
    this.#revision = known?.revision ?? null;
    this.#state = { kind: 'saved', at: known?.savedAt ?? null };
  }

  readonly state = (): DraftState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Of the stored draft this one goes on from; null: there is none. */
  get revision(): number | null {
    return this.#revision;
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

  /** The stored draft as the station has it now; of no account while something is unsaved here. */
  heard(draft: { revision: number; savedAt: EpochMs } | null): boolean {
    if (this.hasUnsaved || (draft?.revision ?? null) === this.#revision) return false;
    this.#settle(draft?.revision ?? null, draft?.savedAt ?? null);
    return true;
  }

  /** Goes on from the stored draft with what is written here, or there. */
  decide(draft: { revision: number; savedAt: EpochMs } | null, keeps: 'mine' | 'theirs'): void {
    if (keeps === 'theirs') {
      this.#settle(draft?.revision ?? null, draft?.savedAt ?? null);
      return;
    }
    this.#revision = draft?.revision ?? null;
    this.#since ??= this.#parts.now();
    this.#become({ kind: 'unsaved' });
    this.#later(0);
  }

  /** Forgets what is not saved: the template is to be as the station has it. */
  reset(draft: { revision: number; savedAt: EpochMs } | null): void {
    this.#settle(draft?.revision ?? null, draft?.savedAt ?? null);
  }

  /** Nothing is saved any more, whatever is left. */
  close(): void {
    clearTimeout(this.#timer);
    this.#since = null;
  }

  #settle(revision: number | null, at: EpochMs | null): void {
    clearTimeout(this.#timer);
    this.#since = null;
    this.#revision = revision;
    this.#retryMs = FIRST_RETRY_MS;
    this.#become({ kind: 'saved', at });
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
    const result = await this.#parts.save(this.#revision);
    if (result.kind === 'saved') {
      this.#revision = result.revision;
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
