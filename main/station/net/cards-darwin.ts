import type { Card } from '../../contract/model.ts';
import { parseMac } from '../../contract/values.ts';
import { lockReason } from './lock.ts';
import { runProgram } from './run-program.ts';

/** @returns the cards, or null when `ifconfig` did not answer. */
export async function listDarwinCards(): Promise<Card[] | null> {
  const [interfaces, routes, dns] = await Promise.all([
    runProgram('ifconfig', ['-a']),
    runProgram('netstat', ['-rn']),
    runProgram('scutil', ['--dns']),
  ]);
  // Without these two nobody knows which card is on a live network.
  if (interfaces === null || routes === null || dns === null) return null;
  const routed = new Set(readDefaultRoutes(routes));
  const servers = readScopedDns(dns);
  return Promise.all(
    readIfconfig(interfaces).map(async (card): Promise<Card> => {
      if (card.isLoopback) return card;
      const lease =
        card.addresses.length > 0 ? await runProgram('ipconfig', ['getpacket', card.name]) : null;
      const lockedBecause = lockReason({
        hasDefaultRoute: routed.has(card.name),
        dnsServers: servers.get(card.name) ?? [],
        dhcpAddress: readLease(lease ?? ''),
      });
      return { ...card, lockedBecause };
    }),
  );
}

/**
 * Reads `ifconfig -a`: Ethernet-like cards (those with an `ether` line) and loopback, not yet locked.
 * `status: active` is link; loopback has no such line.
 */
export function readIfconfig(text: string): Card[] {
  return text.split(/^(?=\S)/m).flatMap((block) => {
    const name = /^([\w.-]+): flags=/.exec(block)?.[1];
    if (!name) return [];
    const isLoopback = /^\S+ flags=\w+<[^>]*\bLOOPBACK\b/.test(block);
    const mac = parseMac(/^\s+ether ([0-9a-f:]+)/m.exec(block)?.[1] ?? '');
    if (!isLoopback && mac === null) return [];
    const found = block.matchAll(/^\s+inet ([\d.]+) (?:--> [\d.]+ )?netmask 0x([0-9a-f]{8})/gm);
    const addresses = [...found].map(([, address = '', mask = '']) => ({
      address,
      prefix: [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length,
    }));
    const isUp = isLoopback || /^\s+status: active/m.test(block);
    return { name, mac, addresses, isUp, isLoopback, lockedBecause: null };
  });
}

/**
 * Cards of every default route in `netstat -rn`, IPv6 ones too. (`route -n get default` names only
 * the first, but a second card on a live network has one of its own.)
 */
export function readDefaultRoutes(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [destination, , , name] = line.trim().split(/\s+/);
    return destination === 'default' && name !== undefined ? [name] : [];
  });
}

/** DNS servers per card in `scutil --dns`: resolvers that name theirs (`if_index : 5 (en0)`). */
export function readScopedDns(text: string): Map<string, string[]> {
  const servers = new Map<string, string[]>();
  for (const resolver of text.split(/^resolver #/m)) {
    const card = /^\s*if_index\s*:\s*\d+ \(([^)]+)\)/m.exec(resolver)?.[1];
    const found = [...resolver.matchAll(/^\s*nameserver\[\d+\]\s*:\s*(\S+)/gm)];
    if (!card || found.length === 0) continue;
    const known = servers.get(card) ?? [];
    servers.set(card, [...known, ...found.map(([, server = '']) => server)]);
  }
  return servers;
}

/** The address in `ipconfig getpacket`, the last DHCP answer the card got; null: there is none. */
export function readLease(text: string): string | null {
  return /^yiaddr = ([\d.]+)/m.exec(text)?.[1] ?? null;
}
