/** Which addresses of the bench somebody answers for, although nobody should (RFC 5227 section 2.1). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ipv4, Mac } from '../../contract/values.ts';
import { macTable } from './neighbours.ts';
import type { BenchNetwork, UdpSocket } from './network.ts';
import { probeAlive } from './probe.ts';

const DISCARD_PORT = 9;
/** The system asks three times, a second apart (RFC 1122; Linux: `ucast_solicit`, `mcast_solicit`). */
const ANSWER_MS = 3200;

/**
 * Has the system ask for each by ARP, with a datagram of one byte to the discard port (RFC 863), and
 * waits for its neighbour table to fill. An address known from before must prove itself anew.
 *
 * @param signal  ends it early, with what was found by then
 * @returns address → who answered; empty also when the card does not let anything out. Never throws.
 */
export async function addressesInUse(
  network: BenchNetwork,
  addresses: readonly Ipv4[],
  signal?: AbortSignal,
): Promise<Map<Ipv4, Mac>> {
  const found = new Map<Ipv4, Mac>();
  const asked = addresses.filter((address) => network.contains(address));
  if (network.isLoopback || asked.length === 0) return found;
  const before = await knownOf(network, asked);
  const fresh = asked.filter((address) => !before.has(address));
  const socket = await openQuietly(network);
  if (socket === null) return found;
  try {
    for (const address of fresh) socket.send(new Uint8Array(1), DISCARD_PORT, address);
    const known = asked.filter((address) => before.has(address));
    await Promise.all([
      sleep(fresh.length > 0 ? ANSWER_MS : 0, undefined, { signal }).catch(() => undefined),
      ...known.map(async (address) => {
        const alive = await probeAlive(network, address);
        if (alive !== null) found.set(address, alive.mac);
      }),
    ]);
    if (signal?.aborted) return found;
    for (const [address, mac] of await knownOf(network, fresh)) found.set(address, mac);
  } finally {
    await socket.close();
  }
  return found;
}

/** Those of them the neighbour table has a MAC for. */
async function knownOf(network: BenchNetwork, addresses: readonly Ipv4[]): Promise<Map<Ipv4, Mac>> {
  const table = await macTable(network);
  return new Map(
    addresses.flatMap((address) => {
      const mac = table.get(address);
      return mac === undefined ? [] : [[address, mac] as const];
    }),
  );
}

async function openQuietly(network: BenchNetwork): Promise<UdpSocket | null> {
  const quiet = () => undefined;
  try {
    return await network.openUdp({ port: 0, onDatagram: quiet, onError: quiet });
  } catch {
    return null; // the card is away: then nobody answers
  }
}
