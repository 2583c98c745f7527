/**
 * Event → advance → store → change. The tracker owns the units' records: it turns the services'
 * facts into events of one unit, keeps what follows durably, and only then announces it.
 */
import type { Evidence, ServedFile } from '../../contract/model.ts';
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { StationEvent } from '../events.ts';
import { type FileKind, type FileRequest, shownText } from '../files/answer.ts';
import type { Requester } from '../files/resolver-parts.ts';
import { visible } from '../log.ts';
import { advance } from './advance.ts';
import { notInFuture } from './not-in-future.ts';
import { type ChainStep, newUnitRecord, type UnitRecord } from './record.ts';
import { mayBeLost, wantsSignOfLife } from './silence.ts';
import type { Limits, SelfDescription, UnitEvent } from './unit-event.ts';

/** What happened to one unit, to be stored in one transaction. */
export interface UnitStep {
  record: UnitRecord;
  evidence: Evidence[];
  served: ServedFile[];
}

export interface TrackerParts {
  clock: Clock;
  limits(): Limits;
  /** Stores the steps; resolves when they are durable. */
  keep(steps: UnitStep[]): Promise<void>;
  /** The units' records as they are now stored. */
  announce(macs: Mac[]): void;
  /** A unit that was off the board is back on it. */
  onBack(mac: Mac): void;
  onFault(error: unknown): void;
  /** Product name for a vendor class of DHCP, when it is one of ours. */
  modelOfVendorClass(vendorClass: string): string | null;
  /** Model, serial and firmware out of a path asked for and a User-Agent. */
  describe(request: FileRequest): SelfDescription;
  /** Which unit stands behind a request, as the file resolver found out. */
  requesterOf(request: FileRequest): Requester | null;
  /** The file of the chain a URL in a unit's own message names. */
  stepOfUrl(mac: Mac, url: string): ChainStep | null;
  /** Whose lease an address is. */
  leaseHolder(address: Ipv4): Mac | null;
  /** A path without the unit's secrets: rules may put them there. */
  hide(text: string, mac: Mac): string;
  /** Looks for a sign of life from now on; null when there is none. */
  signOfLife(unit: UnitRecord): Promise<string | null>;
}

const GATHER_MS = 50;
const LOOK_AGAIN_MS = 30_000;
const TICKED_AT_ONCE = 1000;

export class Tracker {
  readonly #parts: TrackerParts;
  readonly #records = new Map<Mac, UnitRecord>();
  /** What is not stored yet; one write at a time takes all of it. */
  #pending = new Map<Mac, UnitStep>();
  #writing: Promise<void> | null = null;
  #isTicking = false;
  readonly #probing = new Set<Mac>();
  readonly #lookedFor = new Set<Mac>();

  constructor(parts: TrackerParts, records: readonly UnitRecord[]) {
    this.#parts = parts;
    for (const record of records) this.#records.set(record.mac, record);
  }

  /** Every unit there ever was. */
  all(): UnitRecord[] {
    return [...this.#records.values()];
  }

  /** Those a person sees: all but the ones taken off the board. */
  board(): UnitRecord[] {
    return this.all().filter((unit) => !unit.isOffBoard);
  }

  byMac(mac: Mac): UnitRecord | null {
    return this.#records.get(mac) ?? null;
  }

  bySerial(serial: string): UnitRecord | null {
    const wanted = serial.toUpperCase();
    return this.all().find((unit) => unit.serial?.toUpperCase() === wanted) ?? null;
  }

  /** A service's fact. */
  take(event: StationEvent): void {
    const told = this.#eventsOf(event);
    for (const { mac, event: unitEvent } of told) this.apply(mac, unitEvent);
  }

  /** One event of one unit; a unit not met before is met now, but not by silence. */
  apply(mac: Mac, event: UnitEvent, served: ServedFile[] = []): void {
    // First: they notice a clock that was set, and that may change the records.
    const limits = this.#parts.limits();
    const before = this.#records.get(mac) ?? newUnitRecord(mac, event.at);
    const { record, evidence } = advance(before, event, limits);
    if (record === before && evidence.length === 0 && served.length === 0) return;
    this.#records.set(mac, record);
    if (before.isOffBoard && !record.isOffBoard) this.#parts.onBack(mac);
    const waiting = this.#pending.get(mac);
    this.#pending.set(mac, {
      record,
      evidence: [...(waiting?.evidence ?? []), ...evidence],
      served: [...(waiting?.served ?? []), ...served],
    });
    this.#writeSoon();
  }

  /** Once a second: what passing time proves or makes worrying, and who is to be looked at. */
  tick(): void {
    // The rest of the last one is still to come: no record is passed over for it.
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#tickSome(this.#records.entries());
  }

  /** So many at a time that no packet waits long for them, however many units there ever were. */
  #tickSome(records: MapIterator<[Mac, UnitRecord]>): void {
    const at = this.#parts.clock.now();
    const limits = this.#parts.limits();
    for (let left = TICKED_AT_ONCE; left > 0; left -= 1) {
      const next = records.next();
      if (next.done) {
        this.#isTicking = false;
        return;
      }
      const [mac, record] = next.value;
      // Nobody watches for a unit that was taken away.
      if (record.isOffBoard) continue;
      this.apply(mac, { type: 'tick', at });
      if (wantsSignOfLife(record, at, limits)) {
        if (!this.#probing.has(mac)) void this.#probe(record);
      } else if (mayBeLost(record, at, limits) && !this.#lookedFor.has(mac)) {
        void this.#lookFor(record);
      }
    }
    setImmediate(() => this.#tickSome(records));
  }

  /** The clock was set back: no unit waits for a time that lies ahead again. */
  clockSetBack(): void {
    const now = this.#parts.clock.now();
    for (const [mac, record] of this.#records) this.#records.set(mac, notInFuture(record, now));
  }

  /** Resolves when everything told so far is stored. */
  async settled(): Promise<void> {
    // The write under way, and the one with what came meanwhile; later events are not waited for.
    await this.#writing;
    await this.#writing;
  }

  /** A waiting unit that answers nothing is shown as lost; one that answers is left in peace a while. */
  async #lookFor(record: UnitRecord): Promise<void> {
    this.#lookedFor.add(record.mac);
    try {
      const how = await this.#parts.signOfLife(record);
      const isSame = this.#records.get(record.mac)?.lastSeenAt === record.lastSeenAt;
      if (how === null && isSame) {
        const why = 'It does not answer: check its cable and its power';
        this.apply(record.mac, { type: 'link-lost', at: this.#parts.clock.now(), why });
      }
    } catch (error) {
      this.#parts.onFault(error);
    } finally {
      setTimeout(() => this.#lookedFor.delete(record.mac), LOOK_AGAIN_MS).unref();
    }
  }

  async #probe(record: UnitRecord): Promise<void> {
    this.#probing.add(record.mac);
    try {
      const how = await this.#parts.signOfLife(record);
      if (how !== null) {
        this.apply(record.mac, { type: 'alive', at: this.#parts.clock.now(), how });
      }
    } catch (error) {
      this.#parts.onFault(error);
    } finally {
      this.#probing.delete(record.mac);
    }
  }

  #writeSoon(): void {
    if (this.#writing !== null) return;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = null;
      if (this.#pending.size > 0) this.#writeSoon();
    });
  }

  async #writeAll(): Promise<void> {
    // Nobody waits for these on the wire: a shelf of units switched on at once costs few commits.
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const steps = [...this.#pending.values()];
    this.#pending = new Map();
    try {
      await this.#parts.keep(steps);
      this.#parts.announce(steps.map((step) => step.record.mac));
    } catch (error) {
      // Kept for the next write: what is not durable is not announced.
      for (const step of steps) {
        const newer = this.#pending.get(step.record.mac);
        this.#pending.set(step.record.mac, {
          record: newer?.record ?? step.record,
          evidence: [...step.evidence, ...(newer?.evidence ?? [])],
          served: [...step.served, ...(newer?.served ?? [])],
        });
      }
      this.#parts.onFault(error);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  #eventsOf(event: StationEvent): { mac: Mac; event: UnitEvent }[] {
    const at = event.at;
    switch (event.type) {
      case 'dhcp-seen': {
        if (!event.isWanted) return [];
        const { vendorClass } = event;
        const model = vendorClass === null ? null : this.#parts.modelOfVendorClass(vendorClass);
        const isStart = event.message === 'DISCOVER';
        return [{ mac: event.mac, event: { type: 'seen', at, vendorClass, model, isStart } }];
      }
      case 'lease-granted':
        return this.#known(event.mac, {
          type: 'leased',
          at,
          address: event.address,
          isBoot: event.isBoot,
        });
      case 'lease-ended':
        return this.#known(event.mac, {
          type: 'lease-ended',
          at,
          address: event.address,
          why: event.why,
        });
      case 'pool-exhausted':
        return [{ mac: event.mac, event: { type: 'no-address', at, poolSize: event.size } }];
      case 'transfer-started': {
        const requester = this.#unitBehind(event.request);
        if (requester === null) return [];
        return [
          {
            mac: requester.mac,
            event: {
              type: 'asked',
              at,
              step: event.about.kind,
              name: event.about.name,
              address: event.request.address,
              isClaimed: requester.how === 'claimed',
              why: event.about.why ?? null,
              self: this.#parts.describe(event.request),
            },
          },
        ];
      }
      case 'transfer-ended':
        this.#transferEnded(event);
        return [];
      case 'transfer-progress':
        return [];
      case 'file-not-served': {
        const requester = this.#parts.requesterOf(event.request);
        // Somebody who only says that it is this unit is not to trouble the unit's history.
        if (requester === null || requester.how === 'claimed') return [];
        const name = this.#parts.hide(shownText(event.request.path), requester.mac);
        const did = 'method' in event.request ? 'Sent' : 'Asked for';
        const told: UnitEvent =
          event.answer === 'missing'
            ? { type: 'not-found', at, name }
            : event.holds === true
              ? { type: 'suspected', at, text: `${did} ${visible(name)}: ${event.reason}` }
              : { type: 'denied', at, text: `${name}: ${event.reason}` };
        return [{ mac: requester.mac, event: told }];
      }
      case 'syslog': {
        const { report } = event;
        const holder = this.#parts.leaseHolder(event.address);
        const mac = report?.mac ?? event.mac ?? holder;
        const known = mac === null ? undefined : this.#records.get(mac);
        // File names are plain on the wire: nobody may report in another unit's name.
        if (mac === null || known === undefined || (holder !== null && holder !== mac)) return [];
        const address = holder === mac ? event.address : null;
        const heard: UnitEvent[] = known.isOffBoard ? [{ type: 'heard', at, address }] : [];
        return [...heard, ...this.#reported(mac, event)].map((told) => ({ mac, event: told }));
      }
    }
  }

  /** What its line reports; most lines report nothing. */
  #reported(mac: Mac, { at, msg, report }: StationEvent & { type: 'syslog' }): UnitEvent[] {
    if (report === null) return [];
    const { operation, phase, url } = report;
    const step = url === null ? null : this.#parts.stepOfUrl(mac, url);
    return [{ type: 'reported', at, operation, phase, step, text: shownText(msg) }];
  }

  #transferEnded(event: StationEvent & { type: 'transfer-ended' }): void {
    const requester = this.#unitBehind(event.request);
    if (requester === null) return;
    const { at, about } = event;
    const { via } = event.request;
    const isWhole = event.result === 'complete';
    const file: ServedFile = {
      name: about.name,
      at,
      bytes: isWhole ? about.sizeBytes : event.sentBytes,
      sha256: about.sha256,
      complete: isWhole,
    };
    const step: FileKind = about.kind;
    // A unit that waits takes the same few lines every few seconds.
    const kept = step === 'firmware' ? [] : [file];
    const told: UnitEvent =
      event.result === 'complete'
        ? { type: 'served', at, step, file, took: { via, ms: at - event.request.at } }
        : {
            type: 'broken-off',
            at,
            file,
            step,
            askedAt: event.request.at,
            percent: Math.floor((100 * event.sentBytes) / Math.max(1, about.sizeBytes)),
            why: event.result,
            detail: event.detail,
          };
    this.apply(requester.mac, told, kept);
  }

  /**
   * The unit a request is to be told of. A mere claim never touches a unit that is known by better
   * means, and what is no unit of ours becomes none by asking.
   */
  #unitBehind(request: FileRequest): Requester | null {
    const requester = this.#parts.requesterOf(request);
    if (requester === null || !requester.isWanted) return null;
    const known = this.#records.get(requester.mac);
    return requester.how === 'claimed' && known?.isClaimed === false ? null : requester;
  }

  /** Leases of foreign clients are no units' business. */
  #known(mac: Mac, event: UnitEvent): { mac: Mac; event: UnitEvent }[] {
    return this.#records.has(mac) ? [{ mac, event }] : [];
  }
}
