import { networkInterfaces } from 'node:os';
import type { Card } from '../../contract/model.ts';
import { parseMac } from '../../contract/values.ts';
import { listDarwinCards } from './cards-darwin.ts';
import { listLinuxCards } from './cards-linux.ts';
import { listWindowsCards } from './cards-win32.ts';
import { prefixOf } from './subnet.ts';

/**
 * The network cards of this computer by name, loopback last, also those without address or link.
 *
 * A card is locked when it has a default route, a DNS server of its own, or an address a DHCP server
 * gave it: any of these means a live network. When the system cannot tell these things the card is
 * locked as well: not knowing is no permission. Loopback is never locked. Never throws.
 */
export async function listCards(): Promise<Card[]> {
  const cards = (await listSystemCards()) ?? listPlainCards(networkInterfaces());
  return cards.toSorted(
    (a, b) => Number(a.isLoopback) - Number(b.isLoopback) || a.name.localeCompare(b.name, 'en'),
  );
}

/**
 * Why that card may not be used, as things are now; null: it may; undefined: it is gone, or the system
 * does not tell. Never throws.
 */
export async function lockedNow(name: string): Promise<string | null | undefined> {
  const cards = await listSystemCards();
  return cards?.find((card) => card.name === name)?.lockedBecause;
}

function listSystemCards(): Promise<Card[] | null> {
  switch (process.platform) {
    case 'linux':
      return listLinuxCards();
    case 'darwin':
      return listDarwinCards();
    case 'win32':
      return listWindowsCards();
    default:
      return Promise.resolve(null);
  }
}

/** What Node knows: cards with link and address. Whether they are on a live network it does not know. */
export function listPlainCards(interfaces: ReturnType<typeof networkInterfaces>): Card[] {
  return Object.entries(interfaces).map(([name, all = []]) => {
    const isLoopback = all.some((entry) => entry.internal);
    const addresses = all
      .filter((entry) => entry.family === 'IPv4')
      .map((entry) => ({ address: entry.address, prefix: prefixOf(entry.netmask) ?? 32 }));
    return {
      name,
      mac: isLoopback ? null : parseMac(all[0]?.mac ?? ''),
      addresses,
      isUp: true,
      isLoopback,
      lockedBecause: isLoopback ? null : 'the system did not say whether it is on a live network.',
    };
  });
}
