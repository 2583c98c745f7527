/** Whether a card became part of a live network while the station serves on it. */
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { lockedNow } from './cards.ts';
import { defaultRouteCards, defaultRouteCards6 } from './cards-linux.ts';

/** Looks that ask the system's programs although nothing seems to have changed. */
const FULL_LOOK_MS: Partial<Record<NodeJS.Platform, number>> = { linux: 30_000, darwin: 20_000 };
/** PowerShell takes a second of the processor. */
const OTHER_FULL_LOOK_MS = 60_000;

export class LockWatch {
  readonly #card: string;
  #signs: string | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(card: string) {
    this.#card = card;
  }

  /**
   * Cheap while nothing changes: a default route, an address and what systemd keeps show in files.
   * @returns the sentence for people, or null: it is free, or the system does not say
   */
  async look(): Promise<string | null> {
    const signs = await signsOf(this.#card);
    const everyMs = FULL_LOOK_MS[process.platform] ?? OTHER_FULL_LOOK_MS;
    const now = performance.now();
    if (signs === this.#signs && now - this.#lookedAtMs < everyMs) return null;
    const locked = await lockedNow(this.#card);
    // What could not be read is read again at the next look; not knowing is no reason to stop.
    if (locked === undefined) return null;
    this.#signs = signs;
    this.#lookedAtMs = now;
    return locked;
  }
}

async function signsOf(card: string): Promise<string> {
  const addresses = (networkInterfaces()[card] ?? []).map(({ cidr }) => cidr);
  if (process.platform !== 'linux') return JSON.stringify(addresses);
  const index = (await read(`/sys/class/net/${card}/ifindex`)).trim();
  const [routes, routes6, ...kept] = await Promise.all([
    read('/proc/net/route'),
    read('/proc/net/ipv6_route'),
    read(`/run/systemd/netif/leases/${index}`),
    read(`/run/systemd/netif/links/${index}`),
    read(`/run/systemd/resolve/netif/${index}`),
  ]);
  const isRouted = [...defaultRouteCards(routes), ...defaultRouteCards6(routes6)].includes(card);
  return JSON.stringify([addresses, isRouted, kept]);
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
