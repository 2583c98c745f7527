/**
 * One queue for everything this seat asks, strictly in order: what arrives during a commit waits. A
 * scan is never sent twice: when its answer is lost, the station's next snapshot tells what became
 * of it.
 */
import type { EpochMs, Mac } from '../../main/contract/values.ts';
import { refusalText } from '../mirror/refusal.ts';
import { SEAT } from '../mirror/state.ts';
import type { MirrorStore } from '../mirror/store.ts';
import type { StationClient } from '../mirror/wire.ts';

/** What the page shows of the queue. */
export interface QueueState {
  /** Questions on their way to the station. */
  pending: number;
  /** What the person should know about the last call that failed; null when all went well. */
  problem: { text: string; at: EpochMs } | null;
}

export interface QueueParts {
  client: Pick<StationClient, 'scans'>;
  store: Pick<MirrorStore, 'apply'>;
  isConnected: () => boolean;
  /** A call failed: there is no outcome that could sound. */
  onProblem: () => void;
}

export class ScanQueue {
  #last: Promise<void> = Promise.resolve();
  #state: QueueState = { pending: 0, problem: null };
  readonly #parts: QueueParts;
  readonly #listeners = new Set<() => void>();

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  readonly state = (): QueueState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The first key of a scan: nothing old stays beside the new. */
  begin(): void {
    if (this.#state.problem !== null) this.#become({ problem: null });
    this.#parts.store.apply({ type: 'scan-begun' });
  }

  submit(text: string): void {
    this.begin();
    this.#ask(async ({ client, store }) => {
      const outcome = await client.scans.submit({ seat: SEAT, text });
      performance.mark('scan:answered');
      store.apply({ type: 'scan-answered', outcome });
      markPainted();
    });
  }

  /** Puts a refused device aside; scanning goes on. */
  acknowledge(): void {
    this.begin();
    this.#ask(async ({ client, store }) => {
      const seat = await client.scans.acknowledge({ seat: SEAT });
      store.apply({ type: 'seat-answered', seat });
    });
  }

  /** Takes back the seat's last bind, or that of a unit. */
  undo(mac?: Mac): void {
    this.#ask(async ({ client }) => {
      await client.scans.undo(mac === undefined ? { seat: SEAT } : { seat: SEAT, mac });
    });
  }

  moveHere(mac: Mac, account: string, reason: string): void {
    this.begin();
    this.#ask(async ({ client, store }) => {
      const outcome = await client.scans.moveHere({ seat: SEAT, mac, account, reason });
      store.apply({ type: 'scan-answered', outcome });
    });
  }

  /** Says what a person should know that no answer of the station says. */
  complain(text: string): void {
    this.#become({ problem: { text, at: Date.now() } });
    this.#parts.onProblem();
  }

  #ask(call: (parts: QueueParts) => Promise<void>): void {
    if (!this.#parts.isConnected()) {
      this.complain('The station does not answer. Nothing was stored: scan again when it is back.');
      return;
    }
    this.#become({ pending: this.#state.pending + 1 });
    this.#last = this.#last
      .then(() => call(this.#parts))
      .catch((error: unknown) => this.complain(refusalText(error)))
      .finally(() => this.#become({ pending: this.#state.pending - 1 }));
  }

  #become(change: Partial<QueueState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** The verdict is on the screen once the second frame after it begins. */
function markPainted(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('scan:painted')));
}
