/** Which address a client is offered, and which it may have (RFC 2131 section 4.3.1). */
import type { Ipv4 } from '../../contract/values.ts';
import type { AddressBook, Place } from './address-book.ts';
import type { DhcpConfig } from './config.ts';
import { FloodGauge } from './flood.ts';
import type { Instant } from './lease.ts';
import { type Outcome, silence } from './outcome.ts';
import type { AddressPlan } from './pool.ts';
import type { ClientRequest } from './request.ts';

/**
 * An unfollowed offer may go to a newcomer after this long when nothing else is free. In a flood of
 * DISCOVERs it may at once, and offers hold nothing back: the first REQUEST for the address gets it.
 */
const PATIENCE_MS = 10_000;
/** No lease is shorter because its client asks for a shorter one. */
const SHORTEST_LEASE_S = 60;

type Settings = Pick<DhcpConfig, 'leaseSeconds' | 'offerSeconds'>;

export class Offers {
  readonly #settings: Settings;
  readonly #plan: AddressPlan;
  readonly #book: AddressBook;
  readonly #flood = new FloodGauge();

  constructor(settings: Settings, plan: AddressPlan, book: AddressBook) {
    this.#settings = settings;
    this.#plan = plan;
    this.#book = book;
  }

  /** SELECTING, first half (RFC 2131 section 4.3.1). */
  discover(request: ClientRequest, key: string, now: Instant): Outcome {
    const held = this.#book.heldBy(key);
    if (!held && !this.#book.offeredTo(key)) this.#flood.asked(now);
    const address = this.#choose(request, key, held, now);
    if (address === null) return { ...silence('no address is free'), isPoolExhausted: true };
    const isHeldAlready = held?.phase === 'leased' && held.address === address;
    if (!isHeldAlready) this.#book.offer(key, address, now.monotonicMs + this.offerMs);
    const leaseSeconds = this.#leaseSecondsFor(request);
    const place = this.#book.at(address);
    if (place) place.offeredSeconds = leaseSeconds;
    return { kind: 'offer', address, leaseSeconds };
  }

  /** Reserved, own, offered, wished for, never used, longest over: the first that can be had. */
  #choose(request: ClientRequest, key: string, held: Place | undefined, now: Instant): Ipv4 | null {
    const wishes = [
      this.#plan.reservationOf.get(request.mac),
      held?.address,
      this.#book.offeredTo(key)?.address,
      request.requested ?? undefined,
    ];
    const granted = wishes.find(
      (address) => address !== undefined && this.canHave(request, key, address),
    );
    if (granted !== undefined) return granted;
    const patienceMs = this.#flood.isHigh(now) ? 0 : PATIENCE_MS;
    return this.#book.spare(this.offerMs, Math.min(patienceMs, this.offerMs), now);
  }

  /** A client without a lease took what it was offered. */
  took(now: Instant): void {
    this.#flood.took(now);
  }

  get offerMs(): number {
    return this.#settings.offerSeconds * 1000;
  }

  /** How long it is granted: as its OFFER said, where the REQUEST that follows says nothing of it. */
  grantedSeconds(request: ClientRequest, key: string, place: Place | undefined): number {
    const isFollowed = request.serverId !== null && request.leaseSeconds === null;
    const isOwn = place?.offeredTo === key || (place?.offeredTo === null && place.holder === key);
    const offered = isFollowed && isOwn ? place.offeredSeconds : null;
    return offered ?? this.#leaseSecondsFor(request);
  }

  /** What the client asks for, within a minute and the setting (RFC 2131 section 4.3.1). */
  #leaseSecondsFor({ leaseSeconds: wanted }: ClientRequest): number {
    const { leaseSeconds: longest } = this.#settings;
    const shortest = Math.min(SHORTEST_LEASE_S, longest);
    return wanted === null ? longest : Math.min(Math.max(wanted, shortest), longest);
  }

  /** The same for a REQUEST: in a flood an offer to another holds nothing back. */
  canTake(request: ClientRequest, key: string, address: Ipv4, now: Instant): boolean {
    if (this.canHave(request, key, address)) return true;
    const isOffered = this.#flood.isHigh(now) && this.#book.isOnlyOffered(address);
    return isOffered && this.#isMeantFor(request, key, address);
  }

  /** Whether settings and other clients leave the address to this one. */
  canHave(request: ClientRequest, key: string, address: Ipv4): boolean {
    return this.#isMeantFor(request, key, address) && this.#book.isFreeFor(key, address);
  }

  #isMeantFor(request: ClientRequest, key: string, address: Ipv4): boolean {
    const reserved = this.#plan.reservationOf.get(request.mac);
    if (reserved === address) return true;
    if (!this.#book.isInPool(address)) return false;
    // A client with a reservation gets another address only while somebody still holds its own.
    return reserved === undefined || !this.#book.isFreeFor(key, reserved);
  }
}
