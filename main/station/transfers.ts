/**
 * Files on their way to units, for a screen: running ones, and those that ended a moment ago.
 *
 * A small file is news once, when it has arrived; one that takes longer is also told while it runs,
 * as often as its service tells (four times a second). Of each unit the last ones are kept until the station
 * stops; what is stored is their lines in the log.
 */
import type { Transfer } from '../contract/model.ts';
import type { Mac } from '../contract/values.ts';
import type { StationEvent } from './events.ts';
import type { FileRequest } from './files/answer.ts';
import { TransferHistory } from './transfer-history.ts';

type TransferStep = Extract<
  StationEvent,
  { type: 'transfer-started' | 'transfer-progress' | 'transfer-ended' }
>;

export function isOfTransfer(event: StationEvent): event is TransferStep {
  return event.type.startsWith('transfer-');
}

export interface TransfersParts {
  announce(transfers: Transfer[]): void;
  /** Wall clock. */
  now(): number;
}

/** Ended ones are shown so long, and no more than so many of them. */
const SHOWN_MS = 60_000;
const MOST_SHOWN = 500;
/** News waits this long for company: a shelf of units switched on at once takes a file each. */
const GATHER_MS = 100;

export class Transfers {
  readonly #parts: TransfersParts;
  readonly #running = new Map<FileRequest, Transfer>();
  /** In the order they ended. */
  #ended: Transfer[] = [];
  readonly #history = new TransferHistory();
  #news = new Map<number, Transfer>();
  #timer: NodeJS.Timeout | null = null;
  #lastId = 0;

  constructor(parts: TransfersParts) {
    this.#parts = parts;
  }

  /** A service's fact. */
  take(event: TransferStep): void {
    const { request, about, at } = event;
    const before = this.#running.get(request);
    if (event.type === 'transfer-started') {
      this.#lastId += 1;
      this.#running.set(request, {
        id: this.#lastId,
        mac: about.mac,
        address: request.address,
        file: about.name,
        protocol: request.via,
        sentBytes: 0,
        totalBytes: about.sizeBytes,
        blocks: 0,
        resends: 0,
        options: [],
        startedAt: at,
        at,
        state: 'running',
        reason: null,
      });
      return;
    }
    if (before === undefined) return;
    const { sentBytes, resends, blocks = 0, options = [] } = event;
    const now = { ...before, sentBytes, resends, blocks, options: [...options], at };
    if (event.type === 'transfer-progress') {
      this.#running.set(request, now);
      this.#tell(now);
      return;
    }
    const state = event.result === 'complete' ? 'complete' : 'failed';
    const ended: Transfer = { ...now, state, reason: event.detail };
    this.#running.delete(request);
    this.#ended.push(ended);
    this.#history.add(ended);
    this.#tell(ended);
  }

  /** Oldest first. */
  all(): Transfer[] {
    this.#forgetOld();
    return [...this.#ended, ...this.#running.values()].sort((a, b) => a.id - b.id);
  }

  /** Of one unit, oldest first: what is kept of those that ended, and what runs. */
  of(mac: Mac): Transfer[] {
    const running = [...this.#running.values()].filter((each) => each.mac === mac);
    return [...this.#history.of(mac), ...running];
  }

  /** Nothing is told any more. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #tell(transfer: Transfer): void {
    this.#news.set(transfer.id, transfer);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const news = [...this.#news.values()];
      this.#news = new Map();
      this.#forgetOld();
      this.#parts.announce(news);
    }, GATHER_MS);
  }

  #forgetOld(): void {
    const since = this.#parts.now() - SHOWN_MS;
    const firstShown = this.#ended.findIndex(({ at }) => at >= since);
    this.#ended = firstShown < 0 ? [] : this.#ended.slice(firstShown).slice(-MOST_SHOWN);
  }
}
