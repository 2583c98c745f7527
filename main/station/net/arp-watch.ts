/**
 * Whether somebody else on the wire uses the bench card's own address (RFC 5227 section 2.4). The system's
 * neighbour table never has that address, so the ARP packets themselves are read: Linux lets root and
 * CAP_NET_RAW do that, and nobody else. Windows and macOS take the address away by themselves then.
 */
import { readdir, readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { type Ipv4, type Mac, parseMac } from '../../contract/values.ts';
import { type Libc, loadLibc, SOCK_DGRAM } from './libc.ts';
import { linux } from './linux.ts';
import { isLoopbackAddress } from './subnet.ts';

const AF_PACKET = 17;
const ETHERTYPE_ARP = 0x0806;
const ARP_BYTES = 28;
/** A burst of a few hundred units is read in one look. */
const MOST_PER_LOOK = 2000;

export interface ArpWatch {
  /** Asks the wire who has our address: an ARP probe, which changes nobody's table. */
  ask(): void;
  /** The MAC of another that has said since the last look that our address is its own. */
  look(): Promise<Mac | null>;
  close(): void;
}

/** @returns null where the system does not let this user listen. Never throws. */
export async function openArpWatch(card: string, address: Ipv4): Promise<ArpWatch | null> {
  if (process.platform !== 'linux' || isLoopbackAddress(address)) return null;
  const libc = await loadLibc().catch(() => null);
  if (libc === null) return null;
  const index = libc.if_nametoindex(card);
  const own = parseMac((await read(`/sys/class/net/${card}/address`)).trim());
  if (index === 0 || own === null) return null;
  const fd = openPacketSocket(libc, index);
  if (fd === null) return null;
  const buffer = new Uint8Array(ARP_BYTES);
  return {
    ask: () => {
      const to = linkAddress(index, new Uint8Array(6).fill(0xff));
      libc.sendto(fd, arpProbe(own, address), ARP_BYTES, 0, to, to.length);
    },
    look: async () => {
      const senders = new Set<Mac>();
      for (let left = MOST_PER_LOOK; left > 0; left -= 1) {
        const length = libc.recv(fd, buffer, buffer.length, 0);
        if (length < 0) break;
        const sender = length < ARP_BYTES ? null : senderFor(buffer, address);
        if (sender !== null && sender !== own) senders.add(sender);
      }
      if (senders.size === 0) return null;
      // Cards of this computer answer for each other, which is no conflict.
      const ours = await ownMacs();
      return [...senders].find((mac) => !ours.has(mac)) ?? null;
    },
    close: () => void libc.close(fd),
  };
}

/** Who says in an ARP packet, request or answer, that the address is its own. Pure. */
export function senderFor(arp: Uint8Array, address: Ipv4): Mac | null {
  if (arp.subarray(14, 18).join('.') !== address) return null;
  return Buffer.from(arp.subarray(8, 14)).toString('hex');
}

/** hardware 1 · protocol 0x0800 · sizes 6, 4 · request · our MAC, 0.0.0.0 · nobody, the address */
export function arpProbe(own: Mac, address: Ipv4): Uint8Array {
  const fixed = [0, 1, 8, 0, 6, 4, 0, 1];
  const sender = [...Buffer.from(own, 'hex'), 0, 0, 0, 0];
  return Uint8Array.of(...fixed, ...sender, 0, 0, 0, 0, 0, 0, ...address.split('.').map(Number));
}

/** Tied to the card, for ARP only; nothing else is read. */
function openPacketSocket(libc: Libc, index: number): number | null {
  // Without a protocol it hears nothing until it is tied to the card.
  const fd = libc.socket(AF_PACKET, SOCK_DGRAM | linux.typeFlags, 0);
  if (fd < 0) return null;
  const place = linkAddress(index, new Uint8Array(0));
  if (libc.bind(fd, place, place.length) >= 0) return fd;
  libc.close(fd);
  return null;
}

/** `struct sockaddr_ll`: family, protocol, card, hardware type, packet type, length, address (8) */
function linkAddress(index: number, mac: Uint8Array): Uint8Array {
  const isLittle = endianness() === 'LE';
  const view = new DataView(new ArrayBuffer(20));
  view.setUint16(0, AF_PACKET, isLittle);
  view.setUint16(2, ETHERTYPE_ARP);
  view.setInt32(4, index, isLittle);
  view.setUint8(11, mac.length);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(mac, 12);
  return bytes;
}

async function ownMacs(): Promise<ReadonlySet<Mac>> {
  const names = await readdir('/sys/class/net').catch(() => []);
  const texts = await Promise.all(names.map((name) => read(`/sys/class/net/${name}/address`)));
  return new Set(texts.flatMap((text) => parseMac(text.trim()) ?? []));
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
