/**
 * Who holds, is offered or remembers which address. Every step is O(1) or O(log n); memory is
 * bounded by the pool, whatever clients send. No decisions about messages here: `leases.ts`.
 *
 *     (fresh) ──offer──▶ offered ──grant──▶ leased ──expire, release──▶ idle ──offer──▶ offered …
 *        ▲                  │ lapse             │ decline              ▲
 *        └──────────────────┘                   └────▶ declined ──end──┘
 *
 * A lapsed offer of an idle address leaves it idle: what was remembered of it still is.
 */
import type { Ipv4 } from '../../contract/values.ts';
import { type Due, DueQueue } from './due-queue.ts';
import type { Instant, Lease } from './lease.ts';
import { type AddressPlan, FreshAddresses } from './pool.ts';

type Phase = 'offered' | 'leased' | 'declined' | 'idle';

/** One address that is not fresh. */
export interface Place extends Due {
  readonly address: Ipv4;
  phase: Phase;
  /** Key of the client the lease is, or was, for. */
  holder: string | null;
  /** The running lease, or the one that ended here last. */
  lease: Lease | null;
  /** Key of the client the offer is for. */
  offeredTo: string | null;
  /** The lease time its last OFFER said, until the address is granted. */
  offeredSeconds: number | null;
  /** Monotonic; orders idle addresses, the one that ended first is reused first. */
  endedMs: number;
}

export class AddressBook {
  readonly #fresh: FreshAddresses;
  readonly #places = new Map<Ipv4, Place>();
  readonly #byHolder = new Map<string, Place>();
  readonly #byOffer = new Map<string, Place>();
  /** Leases and quarantines by their end, and offers of reserved addresses. */
  readonly #running = new DueQueue<Place>();
  /** Offers of pool addresses: all are held equally long, so the first is also the oldest. */
  readonly #offers = new DueQueue<Place>();
  /** Pool addresses that may be given to somebody else. */
  readonly #idle = new DueQueue<Place>();

  readonly #declined = new Set<Place>();
  #used = 0;

  constructor(plan: AddressPlan) {
    this.#fresh = new FreshAddresses(plan.pool);
  }

  at(address: Ipv4): Place | undefined {
    return this.#places.get(address);
  }

  /** The address a client holds or last held. */
  heldBy(client: string): Place | undefined {
    return this.#byHolder.get(client);
  }

  offeredTo(client: string): Place | undefined {
    return this.#byOffer.get(client);
  }

  places(): IterableIterator<Place> {
    return this.#places.values();
  }

  /** Addresses of the pool that are leased or set aside. */
  get usedCount(): number {
    return this.#used;
  }

  /** Those set aside. */
  declined(): Place[] {
    return [...this.#declined];
  }

  get offerCount(): number {
    return this.#byOffer.size;
  }

  isInPool(address: Ipv4): boolean {
    return this.#fresh.has(address);
  }

  /** Nobody else holds it, is offered it, or has declared it in use. */
  isFreeFor(client: string, address: Ipv4): boolean {
    const place = this.#places.get(address);
    if (!place || place.phase === 'idle') return true;
    if (place.phase === 'offered') return place.offeredTo === client;
    return place.phase === 'leased' && place.holder === client;
  }

  /** What newcomers get next: fresh ones, then idle ones that ended before that moment. */
  upNext(count: number, endedBeforeMs: number): Ipv4[] {
    const fresh = this.#fresh.next(count, (address) => this.#places.has(address));
    if (fresh.length >= count) return fresh;
    const idle = [...this.#places.values()]
      .filter((place) => place.phase === 'idle' && this.isInPool(place.address))
      .filter(({ lease, endedMs }) => lease?.state === 'declined' || endedMs < endedBeforeMs)
      .toSorted((a, b) => a.endedMs - b.endedMs);
    return [...fresh, ...idle.map((place) => place.address)].slice(0, count);
  }

  /** Somebody was offered it and has not taken it yet. */
  isOnlyOffered(address: Ipv4): boolean {
    return this.#places.get(address)?.phase === 'offered';
  }

  /**
   * An address of the pool for a newcomer: never used, else the one that ended first, else the oldest
   * offer nobody followed for `patienceMs`.
   */
  spare(holdMs: number, patienceMs: number, now: Instant): Ipv4 | null {
    const fresh = this.#fresh.take((address) => this.#places.has(address));
    if (fresh !== null) return fresh;
    const idle = this.#idle.first();
    if (idle) return idle.address;
    const oldest = this.#offers.first();
    if (!oldest || oldest.dueMs - holdMs + patienceMs > now.monotonicMs) return null;
    const { address } = oldest;
    this.#lapse(oldest);
    return address;
  }

  /** Holds a free address for the client, and lets go of any other offer to it. */
  offer(client: string, address: Ipv4, untilMs: number): void {
    const place = this.#place(address);
    const earlier = this.#byOffer.get(client);
    if (earlier && earlier !== place) this.#lapse(earlier);
    place.offeredTo = client;
    this.#byOffer.set(client, place);
    this.#enter(place, 'offered', untilMs);
  }

  withdrawOffer(client: string): void {
    const place = this.#byOffer.get(client);
    if (place) this.#lapse(place);
  }

  /**
   * @returns `forgotten`: records this one takes the place of, of the address and of the client;
   *          `left`: the running lease the client had at another address, now ended
   */
  grant(client: string, lease: Lease, untilMs: number): { forgotten: Lease[]; left: Lease | null } {
    const place = this.#place(lease.address);
    if (place.offeredTo !== null) this.#byOffer.delete(place.offeredTo);
    place.offeredTo = null;
    place.offeredSeconds = null;
    this.withdrawOffer(client);
    const held = this.#byHolder.get(client);
    const earlier = held === place ? undefined : held;
    const left = earlier?.phase === 'leased' ? earlier.lease : null;
    const forgotten = [place.lease, earlier?.lease].filter((old) => old != null);
    if (earlier) this.#vacate(earlier);
    this.#setHolder(place, client);
    place.lease = lease;
    this.#enter(place, 'leased', untilMs);
    return { forgotten, left };
  }

  /** The lease is over; the address stays its holder's as long as nobody needs it. */
  end(place: Place, lease: Lease, endedMs: number): void {
    place.lease = lease;
    place.endedMs = endedMs;
    this.#enter(place, 'idle', endedMs);
  }

  /** Nobody gets the address until then, its last holder no longer remembers it. */
  quarantine(address: Ipv4, lease: Lease, untilMs: number): void {
    const place = this.#place(address);
    this.#setHolder(place, null);
    place.lease = lease;
    this.#enter(place, 'declined', untilMs);
  }

  /** Ends what is due. @returns the leases that ran out, earliest first. */
  sweep(now: Instant): Lease[] {
    const expired: Lease[] = [];
    for (;;) {
      const place = this.#running.first();
      if (!place || place.dueMs > now.monotonicMs) break;
      if (place.phase === 'offered') this.#lapse(place);
      else if (!place.lease) this.#forget(place);
      else {
        if (place.phase === 'leased') expired.push(place.lease);
        this.end(place, place.lease, place.dueMs);
      }
    }
    for (;;) {
      const place = this.#offers.first();
      if (!place || place.dueMs > now.monotonicMs) break;
      this.#lapse(place);
    }
    return expired;
  }

  /**
   * Takes over a record of an earlier run. Of two records of one client, or of one address, the one
   * granted later counts.
   */
  load(client: string, lease: Lease, now: Instant): void {
    const known = this.#places.get(lease.address)?.lease;
    if (known && known.grantedAt > lease.grantedAt) return;
    const rival = this.#byHolder.get(client);
    if (rival?.lease && rival.lease.grantedAt > lease.grantedAt) return;
    if (rival && rival.address !== lease.address) this.#vacate(rival);
    const place = this.#place(lease.address);
    // Never longer than it was granted for: the wall clock may have been set back meanwhile.
    const leftMs = Math.min(lease.expiresAt - now.at, lease.expiresAt - lease.grantedAt);
    const dueMs = now.monotonicMs + leftMs;
    if (lease.state === 'declined') {
      this.quarantine(place.address, lease, dueMs);
      return;
    }
    this.#setHolder(place, client);
    if (lease.state === 'released') this.end(place, lease, dueMs);
    else if (lease.state === 'freed') this.end(place, lease, Math.min(dueMs, now.monotonicMs));
    else {
      place.lease = lease;
      this.#enter(place, 'leased', dueMs);
    }
  }

  #place(address: Ipv4): Place {
    const known = this.#places.get(address);
    if (known) return known;
    const place: Place = {
      address,
      phase: 'idle',
      holder: null,
      lease: null,
      offeredTo: null,
      offeredSeconds: null,
      endedMs: 0,
      dueMs: 0,
      queueIndex: -1,
    };
    this.#places.set(address, place);
    return place;
  }

  #setHolder(place: Place, client: string | null): void {
    if (place.holder !== null) this.#byHolder.delete(place.holder);
    place.holder = client;
    if (client !== null) this.#byHolder.set(client, place);
  }

  #lapse(place: Place): void {
    if (place.offeredTo !== null) this.#byOffer.delete(place.offeredTo);
    place.offeredTo = null;
    place.offeredSeconds = null;
    if (place.lease) this.#enter(place, 'idle', place.endedMs);
    else this.#forget(place);
  }

  /** Its holder moved elsewhere. */
  #vacate(place: Place): void {
    this.#setHolder(place, null);
    place.lease = null;
    if (place.phase !== 'offered') this.#forget(place);
  }

  /** Makes the address fresh again. */
  #forget(place: Place): void {
    this.#leave(place);
    this.#setHolder(place, null);
    if (place.offeredTo !== null) this.#byOffer.delete(place.offeredTo);
    this.#places.delete(place.address);
    this.#fresh.giveBack(place.address);
  }

  #enter(place: Place, phase: Phase, dueMs: number): void {
    this.#leave(place);
    place.phase = phase;
    this.#count(place, 1);
    this.#queueOf(place)?.add(place, dueMs);
  }

  #leave(place: Place): void {
    this.#count(place, -1);
    this.#queueOf(place)?.remove(place);
  }

  #count(place: Place, by: 1 | -1): void {
    if (place.phase === 'declined' && by === 1) this.#declined.add(place);
    else this.#declined.delete(place);
    const isUsed = place.phase === 'leased' || place.phase === 'declined';
    if (isUsed && this.isInPool(place.address)) this.#used += by;
  }

  #queueOf(place: Place): DueQueue<Place> | null {
    const isPooled = this.#fresh.has(place.address);
    if (place.phase === 'idle') return isPooled ? this.#idle : null;
    return place.phase === 'offered' && isPooled ? this.#offers : this.#running;
  }
}
