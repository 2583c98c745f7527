/** What the DHCP service does once a second: ends leases, watches the pool, looks ahead for conflicts. */
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { severity } from '../log.ts';
import { ConflictWatch } from './conflict-watch.ts';
import { Fullness } from './fullness.ts';
import type { Journal } from './journal.ts';
import type { Instant, Lease } from './lease.ts';
import type { Leases } from './leases.ts';
import type { LookForUse } from './service.ts';

const EVERY_MS = 1000;

export interface UpkeepParts {
  leases: Leases;
  journal: Journal;
  clock: Clock;
  /** Which of these addresses somebody answers for; null: nobody is asked. */
  inUse: LookForUse | null;
  /** Keeps a record, and forgets others, on the disk. */
  keep(what: { lease: Lease; forget: string[] }): Promise<void>;
}

export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #fullness: Fullness;
  readonly #conflicts: ConflictWatch | null;
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: UpkeepParts) {
    const { leases, journal, inUse, clock } = parts;
    this.#parts = parts;
    this.#fullness = new Fullness((words) => journal.write(severity.warning, words));
    this.#conflicts = inUse
      ? new ConflictWatch({
          look: (addresses) => inUse(addresses, this.#end.signal),
          upNext: (count) => leases.upNext(count, this.#now()),
          onFound: (address, mac) => void this.#setAside(address, mac),
          onProxy: (mac) => journal.proxy(mac),
          monotonicMs: () => clock.monotonicMs(),
        })
      : null;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), EVERY_MS);
    this.#timer.unref();
    this.#conflicts?.tick();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    // A look under way sends nothing more and lets go of its socket.
    this.#end.abort();
  }

  #tick(): void {
    const { leases, journal } = this.#parts;
    journal.expired(leases.sweep(this.#now()));
    this.#fullness.look(leases.pool());
    this.#conflicts?.tick();
  }

  /** Somebody uses an address without a lease: nobody gets it for a while. */
  async #setAside(address: Ipv4, mac: Mac): Promise<void> {
    const { leases, journal, keep } = this.#parts;
    if (this.#timer === null) return;
    const found = leases.foundInUse(address, mac, this.#now());
    if (found === null) return;
    journal.inUse(address, mac);
    try {
      await keep(found);
    } catch (error) {
      journal.fault('An address set aside could not be kept', error);
    }
  }

  #now(): Instant {
    const { clock } = this.#parts;
    return { at: clock.now(), monotonicMs: clock.monotonicMs() };
  }
}
