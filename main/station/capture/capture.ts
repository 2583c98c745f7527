/**
 * The datagrams the station's services saw and sent, per unit and in memory only: a ring for each service, so
 * that a long image does not push out how the unit got its address. HTTP, HTTPS and syslog by TCP are not
 * in it: of a connection the system shows the station no packets.
 */
import { type EpochMs, type Ipv4, ipv4ToNumber, type Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { LongFile } from './long-file.ts';
import { PacketRing } from './packet-ring.ts';
import { microsOf, RECORD_OVERHEAD, writeRecord } from './pcap.ts';

/** Whose datagram it is. */
export type CapturedService = 'dhcp' | 'tftp' | 'syslog' | 'dns' | 'ntp';

export interface CaptureLimits {
  /** Memory per unit and service, in bytes; 44 of them per datagram. */
  ringBytes: Readonly<Record<CapturedService, number>>;
  /** Of all units together; the units that were silent longest give way, whole. */
  totalBytes: number;
}

/** 256 KiB a unit, and 256 units that fill theirs. */
export const defaultCaptureLimits: CaptureLimits = {
  ringBytes: {
    ...{ dhcp: 48 * 1024, tftp: 144 * 1024, syslog: 48 * 1024 },
    ...{ dns: 8 * 1024, ntp: 8 * 1024 },
  },
  totalBytes: 64 * 1024 * 1024,
};

export interface CaptureParts {
  clock: Clock;
  /** Off: nothing is recorded. */
  isOn(): boolean;
  /** The MAC a live lease gives the address to. */
  leaseHolder(address: Ipv4): Mac | null;
  /** Whether the station knows a unit by that MAC; left out: every MAC counts as one. */
  isUnit?(mac: Mac): boolean;
  limits?: CaptureLimits;
}

export interface Peer {
  address: Ipv4;
  port: number;
}

/** A unit by its MAC; an address without a lease by itself. */
type Key = Mac | Ipv4;

interface Packets {
  rings: Map<CapturedService, PacketRing>;
  /** By TFTP, the one under way or the last one. */
  file: LongFile;
  /** Datagrams that were passed over, being many of a kind. */
  passedOver: number;
  /** Of the newest one kept, in microseconds since 1970. */
  lastMicros: number;
  heldBytes: number;
  /** When it last moved to the end of the list, monotonic. */
  touchedMs: number;
}

/** Where the client's hardware address lies in a DHCP message (RFC 2131 section 2), and the least length. */
const CHADDR_AT = 28;
const BOOTP_BYTES = 236;
/** A unit is known to be heard within this; saves moving it in the list with every datagram. */
const TOUCH_MS = 1000;
/** Wall clock and monotonic clock may part so far before the wall clock counts anew. */
const CLOCK_SLIP_MS = 2;
/** DHCP of MACs that are no units (yet), such as the made-up ones of a flood: units lose nothing to them. */
const STRANGERS_BYTES = 512 * 1024;
/** Addresses whose number is remembered: reading one costs more than all else that is done here. */
const MOST_NUMBERS = 4096;

export class PacketCapture {
  readonly #parts: CaptureParts;
  readonly #limits: CaptureLimits;
  /** The longest silent first. */
  readonly #units = new Map<Key, Packets>();
  #strangers = new PacketRing(STRANGERS_BYTES);
  readonly #numbers = new Map<Ipv4, number>();
  /** Units that take one now, by address: nothing else has to be found out about most of its packets. */
  readonly #longFiles = new Map<Ipv4, Packets>();
  #heldBytes = 0;
  /** What the monotonic clock lacks to the wall clock. */
  #offsetMs = 0;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.#limits = parts.limits ?? defaultCaptureLimits;
  }

  /** @param peer  whose address tells the unit; of DHCP its `chaddr` does */
  record(service: CapturedService, from: Peer, to: Peer, peer: Ipv4, bytes: Uint8Array): void {
    if (!this.#parts.isOn()) return;
    const taking = service === 'tftp' ? this.#longFiles.get(peer) : undefined;
    if (taking?.file.isOneOfMany(from.port, to.port, bytes)) {
      taking.passedOver += 1;
      return;
    }
    const now = this.#parts.clock.monotonicMs();
    const key = service === 'dhcp' ? chaddrOf(bytes) : (this.#parts.leaseHolder(peer) ?? peer);
    if (key === null) return;
    if (service === 'dhcp' && this.#isStranger(key)) {
      this.#write(this.#strangers, now, from, to, bytes);
      return;
    }
    const unit = this.#unitOf(key, now);
    if (service === 'tftp') this.#noteFile(peer, unit, taking, from.port, to.port, bytes);
    const ring = unit.rings.get(service) ?? new PacketRing(this.#limits.ringBytes[service]);
    if (ring.heldBytes === 0) unit.rings.set(service, ring);
    const before = ring.heldBytes;
    unit.lastMicros = this.#write(ring, now, from, to, bytes) ?? unit.lastMicros;
    if (ring.heldBytes !== before) this.#grown(key, unit, ring.heldBytes - before);
  }

  #isStranger(mac: Mac): boolean {
    return !this.#units.has(mac) && this.#parts.isUnit?.(mac) === false;
  }

  /** @returns when, in microseconds since 1970; null: it is too long to keep */
  #write(ring: PacketRing, now: number, from: Peer, to: Peer, bytes: Uint8Array): number | null {
    const at = ring.room(RECORD_OVERHEAD + bytes.length);
    if (at < 0) return null;
    const sender = { address: this.#numberOf(from.address), port: from.port };
    const receiver = { address: this.#numberOf(to.address), port: to.port };
    const micros = this.#micros(now);
    writeRecord(ring.view, at, micros, sender, receiver, bytes);
    return micros;
  }

  /**
   * What is there of a unit, in order of time: copies.
   * @param address  of a unit without a lease of ours
   */
  recordsOf(
    mac: Mac,
    address: Ipv4 | null,
  ): { records: { service: CapturedService; record: Buffer }[]; dropped: number } {
    const holder = address === null ? null : this.#parts.leaseHolder(address);
    const isOwn = holder === null || holder === mac;
    const parts = [this.#units.get(mac), address !== null && isOwn && this.#units.get(address)];
    const rings = parts.flatMap((each) => (each ? [...each.rings] : []));
    const records = rings.flatMap(([service, ring]) =>
      [...ring.records()].map((record) => ({ service, record: Buffer.from(record) })),
    );
    for (const record of this.#strangerRecords(mac)) {
      records.push({ service: 'dhcp', record: Buffer.from(record) });
    }
    return {
      records: records.toSorted((a, b) => microsOf(a.record) - microsOf(b.record)),
      dropped: parts.reduce(
        (sum, each) => sum + (each ? each.passedOver : 0),
        rings.reduce((sum, [, ring]) => sum + ring.dropped, 0),
      ),
    };
  }

  /** When its newest datagram that is kept came or went; null: none is. */
  lastAt(mac: Mac): EpochMs | null {
    let micros = this.#units.get(mac)?.lastMicros ?? 0;
    if (micros === 0) for (const record of this.#strangerRecords(mac)) micros = microsOf(record);
    return micros === 0 ? null : Math.floor(micros / 1000);
  }

  /** Forgets everything: the keys were locked, or nobody wants it any more. */
  clear(): void {
    this.#units.clear();
    this.#longFiles.clear();
    this.#strangers = new PacketRing(STRANGERS_BYTES);
    this.#heldBytes = 0;
  }

  /** Memory held for all units, in bytes. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  get unitCount(): number {
    return this.#units.size;
  }

  /** What came before it was a unit; views, oldest first. */
  *#strangerRecords(mac: Mac): Generator<Buffer> {
    for (const record of this.#strangers.records()) {
      if (chaddrOf(record.subarray(RECORD_OVERHEAD)) === mac) yield record;
    }
  }

  #unitOf(key: Key, now: number): Packets {
    const known = this.#units.get(key);
    if (known !== undefined && now - known.touchedMs < TOUCH_MS) return known;
    const unit = known ?? {
      ...{ rings: new Map(), file: new LongFile(), passedOver: 0, lastMicros: 0 },
      heldBytes: 0,
      touchedMs: now,
    };
    unit.touchedMs = now;
    this.#units.delete(key);
    this.#units.set(key, unit);
    return unit;
  }

  #noteFile(
    peer: Ipv4,
    unit: Packets,
    taking: Packets | undefined,
    fromPort: number,
    toPort: number,
    bytes: Uint8Array,
  ): void {
    // Who has the address may be another by now.
    if (taking !== unit) unit.file.isOneOfMany(fromPort, toPort, bytes);
    if (unit.file.isLong) this.#longFiles.set(peer, unit);
    else if (taking !== undefined) this.#longFiles.delete(peer);
  }

  #grown(key: Key, unit: Packets, bytes: number): void {
    unit.heldBytes += bytes;
    this.#heldBytes += bytes;
    for (const [other, { heldBytes }] of this.#units) {
      if (this.#heldBytes <= this.#limits.totalBytes) return;
      if (other === key) continue;
      this.#units.delete(other);
      this.#heldBytes -= heldBytes;
      // Rare, and soon there again for those that still take one.
      this.#longFiles.clear();
    }
  }

  #numberOf(address: Ipv4): number {
    const known = this.#numbers.get(address);
    if (known !== undefined) return known;
    if (this.#numbers.size >= MOST_NUMBERS) this.#numbers.clear();
    const value = ipv4ToNumber(address) ?? 0;
    this.#numbers.set(address, value);
    return value;
  }

  /** Microseconds since 1970 that run evenly between two settings of the clock. */
  #micros(now: number): number {
    const wall = this.#parts.clock.now();
    if (Math.abs(now + this.#offsetMs - wall) > CLOCK_SLIP_MS) this.#offsetMs = wall - now;
    return Math.round((now + this.#offsetMs) * 1000);
  }
}

/** Null: no DHCP. */
function chaddrOf(bytes: Uint8Array): Mac | null {
  if (bytes.length < BOOTP_BYTES) return null;
  const { buffer, byteOffset } = bytes;
  return Buffer.from(buffer, byteOffset + CHADDR_AT, 6).toString('hex');
}
