/** What a probe sends, and how it hears of the answer (Linux). */
import type { Ipv4 } from '../../contract/values.ts';
import { encodeEchoRequest, isEchoReply } from './icmp.ts';
import { check, IPPROTO_ICMP, type Libc, loadLibc, SOCK_DGRAM, SOCK_RAW } from './libc.ts';
import { linux } from './linux.ts';
import type { BenchNetwork } from './network.ts';
import { openOnCard, type Place } from './posix-sockets.ts';

const DISCARD_PORT = 9;
const LARGEST_ANSWER_BYTES = 1500;

export interface Question {
  ask(): void;
  /** What came back by now, or null. Never waits. */
  answer(): 'port unreachable' | 'echo reply' | null;
  close(): Promise<void>;
}

/**
 * The questions this system lets us put; at least the datagram, whose answer is then only seen in the
 * neighbour table. Sockets are open until `close`.
 */
export async function openQuestions(network: BenchNetwork, address: Ipv4): Promise<Question[]> {
  const libc = await loadLibc().catch(() => null);
  if (libc === null) return [await openPlainDatagram(network, address)];
  const place = { libc, system: linux, interfaceName: network.interfaceName };
  const ask = (open: Opener): Question | null => tryOpen(open, place, network, address);
  // Ping sockets are for the groups of `net.ipv4.ping_group_range`, raw ones for root.
  const echo = ask(openEcho(SOCK_DGRAM)) ?? ask(openEcho(SOCK_RAW));
  return [echo, ask(openDatagram)].filter((question) => question !== null);
}

type Opener = (place: Place, network: BenchNetwork, address: Ipv4) => Question;

function tryOpen(open: Opener, ...where: Parameters<Opener>): Question | null {
  try {
    return open(...where);
  } catch {
    return null; // not allowed, or the card is away: then nobody answers
  }
}

/** A connected UDP socket is told when its datagram was refused (ICMP port unreachable). */
function openDatagram(place: Place, network: BenchNetwork, address: Ipv4): Question {
  const { libc } = place;
  const fd = openTo(place, { type: SOCK_DGRAM, protocol: 0 }, network, address);
  return {
    ask: () => void libc.send(fd, new Uint8Array(1), 1, 0),
    answer: () => {
      const buffer = new Uint8Array(1);
      const isRefused = libc.recv(fd, buffer, 1, 0) < 0 && libc.errno() === 'ECONNREFUSED';
      return isRefused ? 'port unreachable' : null;
    },
    close: async () => void libc.close(fd),
  };
}

function openEcho(type: number): Opener {
  return (place, network, address) => {
    const { libc } = place;
    const isRaw = type === SOCK_RAW;
    const fd = openTo(place, { type, protocol: IPPROTO_ICMP }, network, address);
    const identifier = (process.pid ^ fd) & 0xffff;
    return {
      ask: () => {
        const request = encodeEchoRequest(identifier, 1);
        libc.send(fd, request, request.length, 0);
      },
      answer: () => {
        for (const bytes of receiveAll(libc, fd)) {
          if (isEchoReply(bytes, identifier, isRaw)) return 'echo reply';
        }
        return null;
      },
      close: async () => void libc.close(fd),
    };
  };
}

/** A socket that only sends to and hears from `address`, and only by the card. */
function openTo(
  place: Place,
  kind: { type: number; protocol: number },
  network: BenchNetwork,
  address: Ipv4,
): number {
  const { libc, system } = place;
  const fd = openOnCard(place, { ...kind, address: network.address, port: 0 });
  try {
    const target = system.socketAddress(address, DISCARD_PORT);
    check(libc, 'connect', libc.connect(fd, target, target.length));
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/** Everything that waits, which cannot be more than the socket's buffer holds. */
function* receiveAll(libc: Libc, fd: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(LARGEST_ANSWER_BYTES);
  for (let left = 100; left > 0; left -= 1) {
    const length = libc.recv(fd, buffer, buffer.length, 0);
    if (length < 0) return;
    yield buffer.slice(0, length);
  }
}

async function openPlainDatagram(network: BenchNetwork, address: Ipv4): Promise<Question> {
  const socket = await network.openUdp({
    port: 0,
    onDatagram: () => undefined,
    onError: () => undefined,
  });
  return {
    ask: () => socket.send(new Uint8Array(1), DISCARD_PORT, address),
    answer: () => null,
    close: () => socket.close(),
  };
}
