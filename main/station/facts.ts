/** What services tell, handed to whoever keeps it; a unit's secrets are taken out before anybody sees them. */
import type { Mac } from '../contract/values.ts';
import type { Bench } from './bench.ts';
import type { StationEvent } from './events.ts';
import type { ForeignClients } from './foreign.ts';
import { SyslogMask } from './known-secrets.ts';
import type { LogBook } from './log-book.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { PinDesk } from './retail/pins.ts';
import type { Store } from './store/store.ts';
import type { StoreFault } from './store-fault.ts';
import { isOfTransfer, type Transfers } from './transfers.ts';

export interface FactsParts {
  store: Store;
  tracker(): Tracker;
  bench(): Bench | null;
  /** The ISP's address, which may carry secrets. */
  isp(): string;
  foreign: ForeignClients;
  transfers: Transfers;
  log: LogBook;
  pins(): PinDesk;
  fault: StoreFault;
}

export class Facts {
  readonly #parts: FactsParts;
  readonly #mask: SyslogMask;

  constructor(parts: FactsParts) {
    this.#parts = parts;
    this.#mask = new SyslogMask(parts.store, (mac) => parts.tracker().byMac(mac) !== null);
  }

  /** A service's fact. */
  take(told: StationEvent): void {
    const { foreign, transfers, log, tracker, pins, fault } = this.#parts;
    const event = told.type === 'syslog' ? this.#withoutSecrets(told) : told;
    if (event.type === 'dhcp-seen' && !event.isWanted) foreign.take(event);
    if (isOfTransfer(event)) transfers.take(event);
    if (event.type === 'syslog') log.writeSyslog(event);
    tracker().take(event);
    const isSpent =
      event.type === 'transfer-ended' &&
      event.about.kind === 'retail' &&
      event.result === 'complete';
    const mac = isSpent ? event.about.mac : null;
    if (mac !== null) void fault.kept(() => pins().served(mac));
  }

  /** A path or a User-Agent, without the secrets of who sent it. */
  hidden(text: string, mac: Mac | null): string {
    return this.#mask.maskedText(text, mac, this.#parts.isp());
  }

  #withoutSecrets(event: StationEvent & { type: 'syslog' }) {
    const { bench, isp } = this.#parts;
    const macs = [event.mac, bench()?.leaseHolder(event.address) ?? null];
    return this.#mask.masked(
      event,
      [...new Set(macs)].flatMap((mac) => mac ?? []),
      isp(),
    );
  }
}
