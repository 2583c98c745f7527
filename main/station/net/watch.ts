import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Ipv4 } from '../../contract/values.ts';
import type { BenchNetwork } from './network.ts';
import { isLoopbackAddress } from './subnet.ts';

/** `no-link`: cable out or card switched off. `card-gone`: removed, such as a USB adapter. */
export type CardState = 'ok' | 'no-link' | 'address-lost' | 'card-gone';

export interface CardChange {
  state: CardState;
  /**
   * The card was away, be it between two looks, and is another to the system now: sockets tied to the
   * old one stay dumb, open them anew. Only ever true together with `ok`.
   */
  isNewCard: boolean;
}

export interface CardWatch {
  stop(): void;
}

/** What can be seen of a card; null where the system does not say. */
export interface CardSigns {
  exists: boolean | null;
  hasCarrier: boolean | null;
  hasAddress: boolean;
  /** The system's number for the card; a card that was away gets another. */
  index: number | null;
}

/**
 * Tells when the bench card stops or starts being what was opened, each change once; the card
 * counts as `ok` at the start. One look per interval, so a change shows within `intervalMs` and the
 * little time a look takes. `onChange` comes from a timer, never from within this call.
 */
export function watchCard(
  network: Pick<BenchNetwork, 'interfaceName' | 'address'>,
  onChange: (change: CardChange) => void,
  { intervalMs = 1000 }: { intervalMs?: number } = {},
): CardWatch {
  const { interfaceName, address } = network;
  let state: CardState = 'ok';
  let knownIndex: number | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const signs = await readSigns(interfaceName, address);
    if (isStopped) return;
    timer = setTimeout(() => void look(), intervalMs);
    const next = cardState(signs);
    knownIndex ??= signs.index;
    const isNewCard = next === 'ok' && signs.index !== null && signs.index !== knownIndex;
    if (isNewCard) knownIndex = signs.index;
    if (next === state && !isNewCard) return;
    state = next;
    onChange({ state, isNewCard });
  };
  timer = setTimeout(() => void look(), 0);
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** What the signs mean. Pure. Carrier comes before the address: Node hides addresses without link. */
export function cardState({ exists, hasCarrier, hasAddress }: Omit<CardSigns, 'index'>): CardState {
  if (exists === false) return 'card-gone';
  if (hasCarrier === false) return 'no-link';
  if (hasAddress) return 'ok';
  // A card that is switched off says nothing about its carrier and shows no address.
  return hasCarrier === true ? 'address-lost' : 'no-link';
}

async function readSigns(name: string, address: Ipv4): Promise<CardSigns> {
  const hasAddress = showsAddress(networkInterfaces(), name, address);
  if (process.platform !== 'linux') {
    return { exists: null, hasCarrier: null, hasAddress, index: null };
  }
  const [table, carrier, index] = await Promise.all([
    read('/proc/net/dev'),
    read(`/sys/class/net/${name}/carrier`),
    read(`/sys/class/net/${name}/ifindex`),
  ]);
  return {
    exists: table?.split('\n').some((line) => line.trim().startsWith(`${name}:`)) ?? null,
    hasCarrier: carrier === null ? null : carrier.trim() === '1',
    hasAddress,
    index: index === null ? null : Number(index),
  };
}

// The carrier of a card that is switched off cannot be read.
const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

/** Linux lists a labelled address under its label, `eth0:1`. */
function showsAddress(
  interfaces: ReturnType<typeof networkInterfaces>,
  name: string,
  address: Ipv4,
): boolean {
  return Object.entries(interfaces)
    .filter(([key]) => key === name || key.startsWith(`${name}:`))
    .flatMap(([, entries]) => entries ?? [])
    .some((entry) => (isLoopbackAddress(address) ? entry.internal : entry.address === address));
}
