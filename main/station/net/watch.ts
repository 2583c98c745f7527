import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { formatMac, type Ipv4, type Mac } from '../../contract/values.ts';
import { type ArpWatch, openArpWatch } from './arp-watch.ts';
import { LockWatch } from './lock-watch.ts';
import type { BenchNetwork } from './network.ts';
import { type Moment, readMoment, sleptMs } from './sleep.ts';
import { isLoopbackAddress, prefixOf } from './subnet.ts';

/**
 * `no-link`: cable out or card switched off. `card-gone`: removed, such as a USB adapter. `locked`: it
 * became part of a live network. `address-taken`: somebody else on the wire uses our address.
 */
export type CardState =
  | 'ok'
  | 'no-link'
  | 'address-lost'
  | 'card-gone'
  | 'locked'
  | 'address-taken';

export interface CardChange {
  state: CardState;
  /** The sentence for people; null: the card is as it should be. */
  why: string | null;
  /**
   * The card was away, be it between two looks, and is another to the system now: sockets tied to the
   * old one stay dumb, open them anew. After sleep, too. Only ever true together with `ok`.
   */
  isNewCard: boolean;
  /** How long the computer slept before this look; 0: it did not. */
  sleptMs: number;
}

export interface CardWatch {
  /** The computer is awake again: the next look, within a second, takes the card for a new one. */
  awoke(): void;
  stop(): void;
}

/** What can be seen of a card; null where the system does not say. */
export interface CardSigns {
  exists: boolean | null;
  hasCarrier: boolean | null;
  hasAddress: boolean;
  /** The system's number for the card; a card that was away gets another. */
  index: number | null;
  /** How often the link went or came since the card was made. */
  linkChanges: number | null;
  /** Of our address, as the card has it now. */
  prefix: number | null;
  /** IPv4 addresses the card has in place of ours. */
  others: readonly Ipv4[];
}

/** While the card is away, so that its return is seen soon. */
const AWAY_LOOK_MS = 250;
/** ARP probes for our own address. */
const ASK_EVERY_LOOKS = 60;

/**
 * Tells when the bench card stops or starts being what was opened, each change once, and when its link was
 * away between two looks (`ok` again); the card counts as `ok` at the start. One look per interval, so a change shows within `intervalMs` and the
 * little time a look takes. `onChange` comes from a timer, never from within this call.
 */
export function watchCard(
  network: Pick<BenchNetwork, 'interfaceName' | 'address' | 'prefix' | 'isLoopback'>,
  onChange: (change: CardChange) => void,
  { intervalMs = 1000 }: { intervalMs?: number } = {},
): CardWatch {
  const { interfaceName, address, isLoopback } = network;
  const lock = new LockWatch(interfaceName);
  let { prefix } = network;
  let state: CardState = 'ok';
  let knownIndex: number | null = null;
  let knownChanges: number | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let before: Moment | null = null;
  /** Since the card was last reported as `ok`. */
  let sleptLongMs = 0;
  let arp: ArpWatch | null = null;
  let arpIndex: number | null = null;
  let looks = 0;

  /** Who else has our address; the socket belongs to one card only. */
  const takenBy = async (index: number | null): Promise<Mac | null> => {
    if (arpIndex !== index) {
      arp?.close();
      arp = null;
      const opened = await openArpWatch(interfaceName, address);
      if (isStopped) opened?.close();
      else arp = opened;
      arpIndex = index;
      looks = 0;
    }
    if (looks % ASK_EVERY_LOOKS === 0) arp?.ask();
    looks += 1;
    return (await arp?.look()) ?? null;
  };

  const judge = async (signs: CardSigns): Promise<Pick<CardChange, 'state' | 'why'>> => {
    const seen = cardState(signs);
    if (seen !== 'ok') return { state: seen, why: problemWords(seen, address, signs.others) };
    if (isLoopback) return { state: 'ok', why: null };
    const locked = await lock.look();
    if (locked !== null) return { state: 'locked', why: lockedWords(interfaceName, locked) };
    const other = await takenBy(signs.index);
    if (other !== null) return { state: 'address-taken', why: takenWords(address, other) };
    return { state: 'ok', why: null };
  };

  const look = async (): Promise<void> => {
    const now = await readMoment();
    if (before !== null) sleptLongMs += sleptMs(before, now);
    before = now;
    const signs = await readSigns(interfaceName, address);
    const next = await judge(signs);
    if (isStopped) return;
    timer = setTimeout(() => void look(), next.state === 'ok' ? intervalMs : AWAY_LOOK_MS);
    knownIndex ??= signs.index;
    const isOther = signs.index !== null && signs.index !== knownIndex;
    const isRenumbered = signs.prefix !== null && signs.prefix !== prefix && !isLoopback;
    const isOtherPlace = isOther || isRenumbered || (sleptLongMs > 0 && !isLoopback);
    const isNewCard = next.state === 'ok' && isOtherPlace;
    // Out and in again between two looks: maybe into another switch.
    const wasReplugged =
      next.state === 'ok' && signs.linkChanges !== null && signs.linkChanges !== knownChanges;
    const isFirst = knownChanges === null;
    if (next.state === 'ok') knownChanges = signs.linkChanges;
    if (next.state === state && !isNewCard && (!wasReplugged || isFirst)) return;
    const change = { ...next, isNewCard, sleptMs: sleptLongMs };
    if (next.state === 'ok') {
      sleptLongMs = 0;
      knownIndex = signs.index;
      prefix = signs.prefix ?? prefix;
      looks = 0;
    }
    state = next.state;
    onChange(change);
  };
  timer = setTimeout(() => void look(), 0);
  return {
    awoke() {
      sleptLongMs = Math.max(sleptLongMs, 1);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      arp?.close();
      arp = null;
    },
  };
}

function problemWords(
  state: Exclude<CardState, 'ok' | 'locked' | 'address-taken'>,
  address: Ipv4,
  others: readonly Ipv4[],
): string {
  switch (state) {
    case 'no-link':
      return 'No link on the bench card: check the cable and the switch.';
    case 'card-gone':
      return 'The bench card is gone: plug it in again, and serving goes on.';
    case 'address-lost':
      return others.length === 0
        ? 'The bench card lost its address: give it back, and serving goes on.'
        : `The bench card lost its address ${address} and has ${others.join(', ')} now: give it back, and serving goes on. Or stop, and start with the new one.`;
  }
}

function lockedWords(card: string, reason: string): string {
  return `${card} is no bench card any more: ${reason} Serving was stopped. Take it out of that network, or choose the card that only the bench is plugged into, and press Start.`;
}

function takenWords(address: Ipv4, mac: Mac): string {
  return `Another computer on the bench uses this station’s address ${address}: ${formatMac(mac)}. Serving was stopped, for units would reach one or the other. Give that one another address, and press Start.`;
}

/** What the signs mean. Pure. Carrier comes before the address: Node hides addresses without link. */
export function cardState({
  exists,
  hasCarrier,
  hasAddress,
}: Pick<CardSigns, 'exists' | 'hasCarrier' | 'hasAddress'>): Exclude<
  CardState,
  'locked' | 'address-taken'
> {
  if (exists === false) return 'card-gone';
  if (hasCarrier === false) return 'no-link';
  if (hasAddress) return 'ok';
  // A card that is switched off says nothing about its carrier and shows no address.
  return hasCarrier === true ? 'address-lost' : 'no-link';
}

async function readSigns(name: string, address: Ipv4): Promise<CardSigns> {
  const entries = addressesOf(networkInterfaces(), name);
  const own = entries.find((entry) =>
    isLoopbackAddress(address) ? entry.internal : entry.address === address,
  );
  const addresses = {
    hasAddress: own !== undefined,
    prefix: own === undefined ? null : prefixOf(own.netmask),
    others: entries.filter((entry) => entry !== own).map((entry) => entry.address),
  };
  if (process.platform !== 'linux') {
    return { exists: null, hasCarrier: null, index: null, linkChanges: null, ...addresses };
  }
  const [table, carrier, index, changes] = await Promise.all([
    read('/proc/net/dev'),
    read(`/sys/class/net/${name}/carrier`),
    read(`/sys/class/net/${name}/ifindex`),
    read(`/sys/class/net/${name}/carrier_changes`),
  ]);
  return {
    exists: table?.split('\n').some((line) => line.trim().startsWith(`${name}:`)) ?? null,
    hasCarrier: carrier === null ? null : carrier.trim() === '1',
    ...addresses,
    index: index === null ? null : Number(index),
    linkChanges: changes === null ? null : Number(changes),
  };
}

// The carrier of a card that is switched off cannot be read.
const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

/** IPv4 only. Linux lists a labelled address under its label, `eth0:1`. */
function addressesOf(interfaces: ReturnType<typeof networkInterfaces>, name: string) {
  return Object.entries(interfaces)
    .filter(([key]) => key === name || key.startsWith(`${name}:`))
    .flatMap(([, entries]) => entries ?? [])
    .filter(({ family }) => family === 'IPv4');
}
