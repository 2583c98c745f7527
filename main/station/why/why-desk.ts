/** "Why not?" joined to what the station knows. */
import type { StationStatus } from '../../contract/model.ts';
import type { Mac } from '../../contract/values.ts';
import type { Why } from '../../contract/why.ts';
import type { Bench } from '../bench.ts';
import type { PacketCapture } from '../capture/capture.ts';
import type { Clock } from '../clock.ts';
import type { ExchangeBook } from '../dhcp/exchange-book.ts';
import { guessClient } from '../dhcp/wanted.ts';
import type { ForeignClients } from '../foreign.ts';
import type { Tracker } from '../provisioning/tracker.ts';
import type { Limits } from '../provisioning/unit-event.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store/store.ts';
import { nearMacs, readTypedMac } from './near.ts';
import { whyNot } from './why-not.ts';

export interface WhyDeskParts {
  store: Store;
  clock: Clock;
  tracker(): Tracker;
  bench(): Bench | null;
  foreign: ForeignClients;
  exchanges: ExchangeBook;
  capture: PacketCapture;
  status(): StationStatus;
  limits(): Limits;
  /** Of the run under way; while stopped, of the next one. */
  settings(): Settings;
}

export class WhyDesk {
  readonly #parts: WhyDeskParts;

  constructor(parts: WhyDeskParts) {
    this.#parts = parts;
  }

  /** @param text  a MAC in any notation, or what somebody took for one */
  of(text: string): Why {
    const { store, clock, foreign, exchanges, capture } = this.#parts;
    const typed = readTypedMac(text);
    const digits = typed.mac ?? typed.digits;
    const settings = this.#parts.settings();
    const { state, problem, locked, startedAt, warnings, pool, ...status } = this.#parts.status();
    const needed = Object.values(status.ports).flatMap((one) => (one?.isNeeded ? one : []));
    const unit = typed.mac === null ? null : this.#parts.tracker().byMac(typed.mac);
    const client = foreign.all().find(({ mac }) => mac === typed.mac) ?? null;
    const mac = typed.mac ?? '';
    const { binding, last, batch } = store.read(({ bindings, evidence }) => {
      const live = bindings.live(mac);
      return {
        binding: live,
        batch: live === null ? null : (bindings.get(live.id)?.batch ?? null),
        last: evidence.of(mac).at(-1) ?? null,
      };
    });
    return whyNot({
      typed,
      now: clock.now(),
      limits: this.#parts.limits(),
      station: {
        ...{ state, problem, locked, startedAt, warnings, pool, interface: status.interface },
        broken: needed.flatMap(({ state: run, problem: why }) => (run === 'on' ? (why ?? []) : [])),
        missing: needed.flatMap(({ state: run, problem: why }) =>
          run === 'on' ? [] : (why ?? []),
        ),
        hasDhcp: settings.ports.dhcp !== 'off',
        ownMac: this.#parts.bench()?.network.card.mac ?? null,
        allowAll: settings.allowAll,
      },
      unit,
      ...{ account: binding?.account ?? null, batch },
      foreign: client,
      kind: guessClient(mac, client?.vendorClass ?? null, settings.macPrefixes).kind,
      dhcp: typed.mac === null ? null : exchanges.lastOf(typed.mac),
      heardAt: typed.mac === null ? null : capture.lastAt(typed.mac),
      last,
      near: unit !== null || client !== null ? [] : nearMacs(digits, this.#known(settings)),
    });
  }

  /** What a MAC that was read wrong may have been. */
  #known(settings: Settings): Map<Mac, string> {
    const { tracker, foreign } = this.#parts;
    const reserved = Object.keys(settings.reservations).map((mac) => [mac, 'reserved'] as const);
    const clients = foreign.all().map(({ mac }) => [mac, 'foreign client'] as const);
    const units = tracker().all();
    return new Map<Mac, string>([
      ...[...reserved, ...clients],
      ...units.map(({ mac }) => [mac, 'unit'] as const),
    ]);
  }
}
