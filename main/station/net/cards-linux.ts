import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card } from '../../contract/model.ts';
import { type Ipv4, parseMac } from '../../contract/values.ts';
import { lockReason } from './lock.ts';
import { runProgram } from './run-program.ts';

/** One card as `ip -j address show` has it, as far as we use it. */
export interface LinuxLink {
  index: number;
  name: string;
  isLoopback: boolean;
  isUp: boolean;
  mac: string | null;
  addresses: { address: Ipv4; prefix: number; isDynamic: boolean }[];
}

/** @returns the cards, or null when iproute2 is missing. */
export async function listLinuxCards(): Promise<Card[] | null> {
  const links = readLinks((await runProgram('ip', ['-j', 'address', 'show'])) ?? '');
  if (links === null) return null;
  const [routes, routes6, leases] = await Promise.all([
    read('/proc/net/route'),
    read('/proc/net/ipv6_route'),
    readDhclientLeases(),
  ]);
  const routed = new Set([...defaultRouteCards(routes), ...defaultRouteCards6(routes6)]);
  return Promise.all(
    links.map(async (link): Promise<Card> => {
      const { name, mac, isUp, isLoopback } = link;
      const addresses = link.addresses.map(({ address, prefix }) => ({ address, prefix }));
      const leased = new Set([
        ...leases.filter((lease) => lease.card === name).map((lease) => lease.address),
        ...readAssignments(await read(`/run/systemd/netif/leases/${link.index}`), 'ADDRESS'),
      ]);
      const given = link.addresses.find((own) => own.isDynamic || leased.has(own.address));
      const [resolved, networkd] = await Promise.all([
        read(`/run/systemd/resolve/netif/${link.index}`),
        read(`/run/systemd/netif/links/${link.index}`),
      ]);
      const signs = {
        hasDefaultRoute: routed.has(name),
        dnsServers: [...readAssignments(resolved, 'SERVERS'), ...readAssignments(networkd, 'DNS')],
        dhcpAddress: given?.address ?? null,
      };
      return {
        name,
        mac,
        addresses,
        isUp,
        isLoopback,
        lockedBecause: isLoopback ? null : lockReason(signs),
      };
    }),
  );
}

/**
 * Reads `ip -j address show` (iproute2). Ethernet-like cards and loopback only. `isUp` means switched
 * on and with carrier (flags UP and LOWER_UP); `isDynamic` that the address has a life time, as DHCP
 * clients give it.
 * @returns null when the text is not such a list.
 */
export function readLinks(text: string): LinuxLink[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(parsed)) return null;
  return parsed.flatMap((raw: unknown) => {
    if (!isObject(raw) || typeof raw.ifname !== 'string') return [];
    if (raw.link_type !== 'ether' && raw.link_type !== 'loopback') return [];
    const flags = Array.isArray(raw.flags) ? raw.flags : [];
    const isLoopback = raw.link_type === 'loopback';
    return {
      index: Number(raw.ifindex),
      name: raw.ifname,
      isLoopback,
      isUp: flags.includes('UP') && flags.includes('LOWER_UP'),
      mac: isLoopback ? null : parseMac(String(raw.address)),
      addresses: readAddresses(raw.addr_info),
    };
  });
}

function readAddresses(list: unknown): LinuxLink['addresses'] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw: unknown) =>
    isObject(raw) && raw.family === 'inet' && typeof raw.local === 'string'
      ? { address: raw.local, prefix: Number(raw.prefixlen), isDynamic: raw.dynamic === true }
      : [],
  );
}

/**
 * Cards with a default route, from `/proc/net/route` (numbers in hex, host order). The two halves of
 * the address space (0.0.0.0/1 and 128.0.0.0/1, as VPNs set them) are a default route as well.
 *
 *     Iface  Destination  Gateway   Flags  RefCnt  Use  Metric  Mask  MTU  Window  IRTT
 */
export function defaultRouteCards(table: string): string[] {
  return table.split('\n').flatMap((line) => {
    const [name, destination, , flags, , , , mask] = line.trim().split(/\s+/);
    if (!name || !/^0{8}$|^0{6}80$/.test(destination ?? '')) return [];
    const isUp = (Number.parseInt(flags ?? '', 16) & RTF_UP) !== 0;
    return isUp && /^0{8}$|^0{6}80$/.test(mask ?? '') ? [name] : [];
  });
}

const RTF_UP = 0x1;
const RTF_REJECT = 0x200;

/**
 * The same for `/proc/net/ipv6_route`: a router that announces itself is a live network, too.
 *
 *     destination prefix  source prefix  gateway  metric refcnt use flags  Iface   (all hex)
 */
export function defaultRouteCards6(table: string): string[] {
  return table.split('\n').flatMap((line) => {
    const [destination, prefix, , , , , , , flags, name] = line.trim().split(/\s+/);
    if (!name || !/^0{32}$/.test(destination ?? '') || prefix !== '00') return [];
    const bits = Number.parseInt(flags ?? '', 16);
    return (bits & RTF_UP) !== 0 && (bits & RTF_REJECT) === 0 ? [name] : [];
  });
}

/** The words after `KEY=` in a state file of systemd: `SERVERS=192.0.2.1 192.0.2.2`. */
export function readAssignments(text: string, key: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .flatMap((line) => line.slice(key.length + 1).split(/\s+/))
    .filter((word) => word !== '');
}

/** Card and address of each lease in a `dhclient.leases` file (dhclient.leases(5)). */
export function readLeases(text: string): { card: string; address: Ipv4 }[] {
  return text.split(/^lease\s*\{/m).flatMap((lease) => {
    const card = /^\s*interface\s+"([^"]+)";/m.exec(lease)?.[1];
    const address = /^\s*fixed-address\s+([\d.]+);/m.exec(lease)?.[1];
    return card && address ? { card, address } : [];
  });
}

/** Only matters for addresses that are on the card now, so old leases do no harm. */
async function readDhclientLeases(): Promise<{ card: string; address: Ipv4 }[]> {
  const dirs = ['/var/lib/dhcp', '/var/lib/dhclient'];
  const paths = await Promise.all(
    dirs.map(async (dir) => (await readdir(dir).catch(() => [])).map((name) => join(dir, name))),
  );
  const texts = await Promise.all(
    paths
      .flat()
      .filter((path) => /dhclient.*\.leases?$/.test(path))
      .map(read),
  );
  return texts.flatMap(readLeases);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

// A file that is missing, or not for this user, says nothing.
const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
