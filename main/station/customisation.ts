/**
 * Units their maker customised (RC units): they fetch their profile from the maker's server, so on the bench
 * they lease an address and ask for nothing. A silent unit is asked once for what its Info page says
 * (guide: Deploying RC Units; device facts 11.3).
 */
import type { Mac } from '../contract/values.ts';
import type { Bench } from './bench.ts';
import type { Clock } from './clock.ts';
import { readBack } from './device/read-back.ts';
import { createWebClient } from './device/web-client.ts';
import type { UnitRecord } from './provisioning/record.ts';
import type { Tracker } from './provisioning/tracker.ts';

export interface CustomisationLookParts {
  clock: Clock;
  tracker(): Tracker;
  bench(): Bench | null;
  webPort(): number;
}

const MOST_AT_ONCE = 8;
const LOOK_MS = 5_000;

export class CustomisationLook {
  readonly #parts: CustomisationLookParts;
  /** Address and unit that were asked; another lease is another try. */
  readonly #asked = new Set<string>();
  #running = 0;

  constructor(parts: CustomisationLookParts) {
    this.#parts = parts;
  }

  /** Once a second. */
  tick(): void {
    const bench = this.#parts.bench();
    if (bench === null) return;
    for (const unit of this.#parts.tracker().board()) {
      if (this.#running >= MOST_AT_ONCE) return;
      const id = `${unit.mac} ${unit.address} ${unit.lastLeaseAt}`;
      if (!wantsLook(unit) || this.#asked.has(id)) continue;
      this.#asked.add(id);
      this.#running += 1;
      void this.#look(bench, unit).finally(() => {
        this.#running -= 1;
      });
    }
  }

  /** A unit that does not answer, or whose pages are closed, says nothing: then it stays as it is. */
  async #look(bench: Bench, unit: UnitRecord): Promise<void> {
    const { clock, webPort } = this.#parts;
    const { address, mac } = unit;
    if (address === null || !(await bench.isAt(address, mac).catch(() => false))) return;
    const client = createWebClient({
      connectTcp: (to, port, options) => bench.network.connectTcp(to, port, options),
      address,
      port: webPort(),
      password: null,
      limits: { timeoutMs: LOOK_MS },
    });
    const answer = await readBack(client, unit, { entries: [] }, clock.now());
    if (answer.ok) this.#told(mac, answer.value.customization);
  }

  #told(mac: Mac, status: string | null): void {
    if (status === null) return;
    const at = this.#parts.clock.now();
    this.#parts.tracker().apply(mac, { type: 'customised', at, status, by: 'unit' });
  }
}

/** Leased, and asks for nothing: what a customised unit looks like from here. */
function wantsLook({ reason, address, customisation }: UnitRecord): boolean {
  return reason?.code === 'F04' && address !== null && customisation === null;
}
