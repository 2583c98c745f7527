/**
 * What to answer each message (RFC 2131 sections 3 and 4.3), and what that does to the leases.
 * Pure but for its own memory: no socket, no clock, no disk.
 */
import type { Ipv4, Mac } from '../../contract/values.ts';
import { isOtherHost } from '../net/subnet.ts';
import { AddressBook, type Place } from './address-book.ts';
import type { DhcpConfig } from './config.ts';
import type { Instant, Lease } from './lease.ts';
import { Offers } from './offers.ts';
import { type Decision, type Outcome, silence } from './outcome.ts';
import { type AddressPlan, planAddresses, type Subnet } from './pool.ts';
import type { ClientRequest } from './request.ts';

type Settings = Pick<
  DhcpConfig,
  'pool' | 'exclusions' | 'reservations' | 'leaseSeconds' | 'offerSeconds' | 'quarantineSeconds'
>;

/** Hardware type Ethernet, then the MAC (RFC 2132 section 9.14). */
const MAC_AS_ID = /^01([0-9a-f]{12})$/;

export class Leases {
  readonly #settings: Settings;
  readonly #subnet: Subnet;
  readonly #plan: AddressPlan;
  readonly #book: AddressBook;
  readonly #offers: Offers;

  /**
   * @param kept leases of earlier runs, in any order; records of addresses no longer ours do no harm
   * @throws StationError BAD_POOL, see {@link planAddresses}
   */
  constructor(settings: Settings, subnet: Subnet, kept: Iterable<Lease>, now: Instant) {
    this.#settings = settings;
    this.#subnet = subnet;
    this.#plan = planAddresses(settings, subnet);
    this.#book = new AddressBook(this.#plan);
    this.#offers = new Offers(settings, this.#plan, this.#book);
    for (const lease of kept) this.#book.load(this.clientKey(lease), lease, now);
  }

  /**
   * Who a client is: its identifier (option 61), else its MAC (RFC 2131 section 4.2). An identifier
   * that is a MAC, and any with a reserved MAC, counts as the MAC: boot loader and system of one unit
   * often differ in option 61. Nobody becomes a reserved MAC by an identifier.
   */
  clientKey(client: Pick<ClientRequest, 'mac' | 'clientId'>): string {
    const { mac, clientId } = client;
    if (clientId === null || this.isReserved(mac)) return `mac ${mac}`;
    const named = MAC_AS_ID.exec(clientId)?.[1];
    const isMac = named !== undefined && (named === mac || !this.isReserved(named));
    return isMac ? `mac ${named}` : `id ${clientId}`;
  }

  /** Whether the technician gave this MAC an address of its own. */
  isReserved(mac: string): boolean {
    return this.#plan.reservationOf.has(mac);
  }

  /** Whether it has or had a lease that is remembered. */
  isKnown(client: Pick<ClientRequest, 'mac' | 'clientId'>): boolean {
    return this.#book.heldBy(this.clientKey(client)) !== undefined;
  }

  /** The running lease of an address. */
  leaseAt(address: Ipv4): Lease | null {
    const place = this.#book.at(address);
    return place?.phase === 'leased' ? place.lease : null;
  }

  /**
   * Who an address is leased to; also whose it was until a person freed it, while that lease's time
   * is not over and nobody else was offered it.
   */
  holderAt(address: Ipv4, now: Instant): Lease | null {
    const place = this.#book.at(address);
    if (!place?.lease) return null;
    return place.phase === 'leased' || isFreed(place, now) ? place.lease : null;
  }

  /** Frees the running leases of a MAC. @returns them as they are to be kept now. */
  free(mac: Mac, now: Instant): Lease[] {
    return [...this.#book.places()].flatMap((place) => {
      if (place.phase !== 'leased' || place.lease?.mac !== mac) return [];
      const lease: Lease = { ...place.lease, state: 'freed' };
      this.#book.end(place, lease, now.monotonicMs);
      return [lease];
    });
  }

  /** Lets freed leases of a MAC run on to their end, where nobody else has the address. */
  resume(mac: Mac, now: Instant): Lease[] {
    return [...this.#book.places()].flatMap((place) => {
      if (!isFreed(place, now) || place.lease?.mac !== mac) return [];
      const lease: Lease = { ...place.lease, state: 'leased' };
      this.#book.load(this.clientKey(lease), lease, now);
      return [lease];
    });
  }

  /** All running leases, in no order. */
  running(): Lease[] {
    return [...this.#book.places()].flatMap((place) =>
      place.phase === 'leased' && place.lease ? [place.lease] : [],
    );
  }

  /** Addresses that can be given to anyone. */
  get poolSize(): number {
    return this.#plan.pool.length;
  }

  /** `used` counts leased and quarantined addresses of the pool; the latter with their records. */
  pool(): { size: number; used: number; quarantined: Lease[]; offered: number } {
    return {
      size: this.poolSize,
      used: this.#book.usedCount,
      quarantined: this.#book.declined().flatMap(({ lease }) => lease ?? []),
      offered: this.#book.offerCount,
    };
  }

  /** Addresses that are given next, reserved ones first, but for those whose last client may still be about to come back. */
  upNext(count: number, now: Instant): Ipv4[] {
    const reserved = [...this.#plan.reservedFor.keys()].filter(
      (address) => !this.#book.at(address),
    );
    const endedBeforeMs = now.monotonicMs - this.#settings.quarantineSeconds * 1000;
    return [...reserved, ...this.#book.upNext(count, endedBeforeMs)].slice(0, count);
  }

  /** Somebody answers for an address that is nobody's. @returns the record to be kept; null: it is somebody's */
  foundInUse(address: Ipv4, mac: Mac, now: Instant): { lease: Lease; forget: string[] } | null {
    const place = this.#book.at(address);
    if (place !== undefined && (place.phase !== 'idle' || isFreed(place, now))) return null;
    if (this.#plan.reservedFor.get(address) === mac) return null;
    const former = place?.lease ?? null;
    const lease = this.#setAside(address, { ...former, mac, isFound: true }, now);
    return { lease, forget: former === null ? [] : [former.clientKey] };
  }

  /** Ends what is due. @returns the leases that ran out. */
  sweep(now: Instant): Lease[] {
    return this.#book.sweep(now);
  }

  /**
   * @param mayLease whether this client is to have an address at all
   */
  decide(request: ClientRequest, mayLease: boolean, now: Instant): Decision {
    const expired = this.#book.sweep(now);
    return { outcome: this.#outcome(request, mayLease, now), expired };
  }

  /**
   * The lease of an `ack` could not be kept, so it was never told to the client. A new one is held
   * like an offer for the client's next try; a renewed one may run on, the client still has it.
   */
  notKept(lease: Lease, isRenewal: boolean, now: Instant): void {
    const place = this.#book.at(lease.address);
    if (isRenewal || place?.lease !== lease) return;
    const key = this.clientKey(lease);
    this.#book.end(place, lease, now.monotonicMs);
    this.#book.offer(key, lease.address, now.monotonicMs + this.#offers.offerMs);
  }

  #outcome(request: ClientRequest, mayLease: boolean, now: Instant): Outcome {
    const { message, serverId } = request;
    const isForUs = serverId === null || serverId === this.#subnet.address;
    if (message === 'RELEASE' || message === 'DECLINE') {
      if (!isForUs) return silence(`meant for server ${serverId}`);
      return message === 'RELEASE' ? this.#release(request, now) : this.#decline(request, now);
    }
    if (message === 'REQUEST' && !isForUs) {
      this.#book.withdrawOffer(this.clientKey(request));
      return silence(`chose server ${serverId}`);
    }
    if (!mayLease) return silence('foreign client');
    if (message === 'INFORM') return this.#inform(request);
    if (message === 'DISCOVER') return this.#offers.discover(request, this.clientKey(request), now);
    if (serverId !== null) return this.#select(request, now);
    return this.#confirm(request, now);
  }

  /** SELECTING, second half: the client took our offer (RFC 2131 section 4.3.2). */
  #select(request: ClientRequest, now: Instant): Outcome {
    const key = this.clientKey(request);
    const address = request.requested ?? request.ciaddr;
    if (address === null) return silence('names no address');
    const held = this.#book.heldBy(key)?.address;
    // Without an offer (it lapsed, or we were started anew) a free address is as good.
    const offered =
      this.#book.offeredTo(key)?.address ??
      (held !== undefined && this.#offers.canHave(request, key, held) ? held : address);
    if (offered !== address) return nak(`${address} was not offered, ${offered} was`);
    if (!this.#offers.canTake(request, key, address, now))
      return nak(`${address} is not free for it`);
    return this.#grant(request, key, address, now);
  }

  /** INIT-REBOOT (option 50), RENEWING and REBINDING (ciaddr): the client has an address already. */
  #confirm(request: ClientRequest, now: Instant): Outcome {
    const key = this.clientKey(request);
    const address = request.ciaddr ?? request.requested;
    if (address === null) return silence('names no address');
    if (!this.#plan.isOnNetwork(address)) return nak(`${address} belongs to another network`);
    const held = this.#book.heldBy(key);
    if (!held) {
      if (this.#plan.reservationOf.get(request.mac) === address) {
        const isFree = this.#book.isFreeFor(key, address);
        return isFree ? this.#grant(request, key, address, now) : nak(`${address} is in use`);
      }
      const rival = this.leaseAt(address);
      // A client without a record is left alone (section 4.3.2), unless it uses what another holds.
      return request.ciaddr !== null && rival
        ? nak(`${address} is leased to another`)
        : silence(`knows nothing of ${address} for it`);
    }
    if (held.address !== address) return nak(`${address} is wrong, it had ${held.address}`);
    if (!this.#offers.canHave(request, key, address)) return nak(`${address} is not free for it`);
    return this.#grant(request, key, address, now);
  }

  #grant(request: ClientRequest, key: string, address: Ipv4, now: Instant): Outcome {
    const place = this.#book.at(address);
    const isRenewal = place?.phase === 'leased' && place.holder === key;
    if (!this.#book.heldBy(key)) this.#offers.took(now);
    const leaseMs = this.#offers.grantedSeconds(request, key, place) * 1000;
    const lease: Lease = {
      clientKey: key,
      address,
      mac: request.mac,
      clientId: request.clientId,
      grantedAt: now.at,
      expiresAt: now.at + leaseMs,
      state: 'leased',
      vendorClass: request.vendorClass ?? (isRenewal ? (place.lease?.vendorClass ?? null) : null),
      hostName: request.hostName ?? (isRenewal ? (place.lease?.hostName ?? null) : null),
    };
    const { forgotten, left } = this.#book.grant(key, lease, now.monotonicMs + leaseMs);
    const forget = forgotten.map((old) => old.clientKey).filter((old) => old !== key);
    return { kind: 'ack', lease, forget, isRenewal, left };
  }

  #inform(request: ClientRequest): Outcome {
    const { ciaddr } = request;
    if (ciaddr !== null && !this.#subnet.isLoopback && !isOtherHost(this.#subnet, ciaddr)) {
      return silence(`${ciaddr} is no client's address here`);
    }
    return { kind: 'inform-ack' };
  }

  #release(request: ClientRequest, now: Instant): Outcome {
    const place = this.#ownLease(request, request.ciaddr, now);
    if (!place?.lease) return silence('not its lease');
    const lease: Lease = { ...place.lease, state: 'released', expiresAt: now.at };
    this.#book.end(place, lease, now.monotonicMs);
    return { kind: 'released', lease, forget: [] };
  }

  #decline(request: ClientRequest, now: Instant): Outcome {
    const place = this.#ownLease(request, request.requested, now);
    if (!place?.lease) return silence('not its lease');
    const former = place.lease;
    const lease = this.#setAside(place.address, former, now);
    return { kind: 'declined', lease, forget: [former.clientKey] };
  }

  #setAside(address: Ipv4, of: Pick<Lease, 'mac'> & Partial<Lease>, now: Instant): Lease {
    const quarantineMs = this.#settings.quarantineSeconds * 1000;
    const lease: Lease = {
      ...{ clientId: null, vendorClass: null, hostName: null },
      ...of,
      address,
      clientKey: `declined ${address}`,
      state: 'declined',
      grantedAt: now.at,
      expiresAt: now.at + quarantineMs,
    };
    this.#book.quarantine(address, lease, now.monotonicMs + quarantineMs);
    return lease;
  }

  /** The client's lease, when the message names its address and comes from its MAC. */
  #ownLease(request: ClientRequest, address: Ipv4 | null, now: Instant): Place | null {
    const place = this.#book.heldBy(this.clientKey(request));
    if (place?.address !== address || place?.lease?.mac !== request.mac) return null;
    return place.phase === 'leased' || isFreed(place, now) ? place : null;
  }
}

/** The lease a person freed, while its unit may still use it and nobody else was offered it. */
function isFreed({ phase, lease }: Place, now: Instant): boolean {
  return phase === 'idle' && lease?.state === 'freed' && lease.expiresAt > now.at;
}

function nak(why: string): Outcome {
  return { kind: 'nak', why };
}
