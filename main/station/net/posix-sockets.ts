/**
 * Sockets that live on one network card: made by C calls, tied to the card and bound before Node
 * sees them, because Node offers no place to set the option in between.
 */
import { createSocket } from 'node:dgram';
import type { AddressInfo, Server } from 'node:net';
import type { Ipv4 } from '../../contract/values.ts';
import { AF_INET, check, int, type Libc, SOCK_DGRAM, SOCK_STREAM } from './libc.ts';
import { canBatch, MessageBatch } from './message-batch.ts';
import type { UdpOptions, UdpSocket } from './network.ts';
import { asUdpSocket, bound, noLookup } from './udp-socket.ts';

/** What differs between the systems; numbers are those of their C headers. */
export interface SocketSystem {
  /** Or-ed into the socket type. */
  typeFlags: number;
  solSocket: number;
  soReuseAddr: number;
  soBroadcast: number;
  soRcvBuf: number;
  /** Like `soRcvBuf` but past the system's limit, for those with the right; null: there is none. */
  soRcvBufForce: number | null;
  /** `struct sk_meminfo`, numbers of 32 bits; null: there is none. */
  soMemInfo: number | null;
  /** What Node's UDP layer switches on by itself when it takes a socket over. */
  reuseOptions: readonly number[];
  /** A `struct sockaddr_in`. */
  socketAddress(address: Ipv4, port: number): Uint8Array;
  /** Ties the socket to the card, in and out. @returns what the call returned. */
  tieToCard(libc: Libc, fd: number, interfaceName: string): number;
}

/** Node's own, also for `listen`. */
const BACKLOG = 511;

/** Where sockets are opened. */
export interface Place {
  libc: Libc;
  system: SocketSystem;
  interfaceName: string;
}

/** What to open; `prepare` sets options before the socket is bound. */
export interface SocketPlan {
  type: number;
  protocol?: number;
  address: Ipv4;
  port: number;
  prepare?: (fd: number) => void;
}

/**
 * A socket on the card, bound. The caller owns the descriptor.
 * @throws SystemCallError; nothing stays open then.
 */
export function openOnCard({ libc, system, interfaceName }: Place, plan: SocketPlan): number {
  const type = plan.type | system.typeFlags;
  const fd = check(libc, 'socket', libc.socket(AF_INET, type, plan.protocol ?? 0));
  try {
    check(libc, 'setsockopt', system.tieToCard(libc, fd, interfaceName));
    plan.prepare?.(fd);
    const target = system.socketAddress(plan.address, plan.port);
    check(libc, 'bind', libc.bind(fd, target, target.length));
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/**
 * A UDP socket on the card. SO_REUSEADDR stays off, before and after Node takes the socket over:
 * with it two programs could hold the port, and each would get some of the packets. `isShared` is for
 * a listener that only wants broadcasts.
 */
export async function openUdpOnCard(
  place: Place,
  address: Ipv4,
  options: UdpOptions,
): Promise<UdpSocket> {
  const { libc, system } = place;
  const set = (fd: number, option: number, value: number): number =>
    libc.setsockopt(fd, system.solSocket, option, int(value), 4);

  const prepare = (fd: number): void => {
    if (options.broadcast) check(libc, 'setsockopt', set(fd, system.soBroadcast, 1));
    if (options.isShared) set(fd, system.soReuseAddr, 1);
    if (options.receiveBufferBytes === undefined) return;
    const wanted = options.receiveBufferBytes;
    const isForced = system.soRcvBufForce !== null && set(fd, system.soRcvBufForce, wanted) === 0;
    // Too large is cut to the limit (Linux) or refused (macOS); either way we report what we got.
    if (!isForced) set(fd, system.soRcvBuf, wanted);
  };
  const fd = openOnCard(place, { type: SOCK_DGRAM, address, port: options.port, prepare });
  return adoptUdp(place, fd, options);
}

/**
 * A socket of a bound descriptor, which it owns: closed with it, and at once when that fails. SO_REUSEADDR goes
 * off, as {@link openUdpOnCard} says, whoever set it.
 */
export async function adoptUdp(place: Place, fd: number, options: UdpOptions): Promise<UdpSocket> {
  const { libc, system } = place;
  const received = int(0);
  libc.getsockopt(fd, system.solSocket, system.soRcvBuf, received, int(4));
  const socket = createSocket({ type: 'udp4', lookup: noLookup });
  try {
    await bound(socket, () => socket.bind({ fd, exclusive: true }));
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  if (!options.isShared) {
    for (const option of system.reuseOptions) {
      libc.setsockopt(fd, system.solSocket, option, int(0), 4);
    }
  }
  const batch = options.inBatches ? batchOf(libc) : null;
  const isCrowded = () => isSendBufferCrowded(place, fd);
  const extras = { isCrowded, together: batch === null ? null : { batch, fd } };
  return asUdpSocket([socket], options, new Int32Array(received.buffer)[0] ?? 0, extras);
}

/** Places in `struct sk_meminfo` (linux/sock_diag.h). */
const [WAITING, SIZE, MEMINFO_NUMBERS] = [2, 3, 9];

/**
 * Whether a quarter of what may wait for sending does. Packets leave at once but for those to an address
 * whose ARP is not answered: they stay for three seconds and take everybody's room (166 of them all of
 * Linux's standard buffer). Under a half, so that the system wakes whoever waits.
 */
function isSendBufferCrowded({ libc, system }: Place, fd: number): boolean {
  if (system.soMemInfo === null) return false;
  const numbers = new Uint32Array(MEMINFO_NUMBERS);
  const bytes = new Uint8Array(numbers.buffer);
  const length = int(bytes.length);
  if (libc.getsockopt(fd, system.solSocket, system.soMemInfo, bytes, length) < 0) return false;
  return (numbers[WAITING] ?? 0) * 4 > (numbers[SIZE] ?? 0);
}

/** Lets a socket made elsewhere send to everybody, too. */
export function allowBroadcast({ libc, system }: Place, fd: number): void {
  check(libc, 'setsockopt', libc.setsockopt(fd, system.solSocket, system.soBroadcast, int(1), 4));
}

const batches = new WeakMap<Libc, MessageBatch>();

/** One for all sockets of a process; null where the system cannot. */
function batchOf(libc: Libc): MessageBatch | null {
  if (!canBatch(libc)) return null;
  let batch = batches.get(libc);
  if (batch === undefined) {
    batch = new MessageBatch(libc);
    batches.set(libc, batch);
  }
  return batch;
}

/**
 * Lets `server` listen on the card. SO_REUSEADDR is right here: a port with connections in
 * TIME_WAIT can be opened again, a port somebody listens on cannot.
 * @returns the port; closing the server closes the descriptor.
 */
export function listenOnCard(
  place: Place,
  address: Ipv4,
  server: Server,
  port: number,
): Promise<number> {
  const { libc, system } = place;
  const prepare = (fd: number): void => {
    const reuse = libc.setsockopt(fd, system.solSocket, system.soReuseAddr, int(1), 4);
    check(libc, 'setsockopt', reuse);
  };
  return adoptTcp(place, openOnCard(place, { type: SOCK_STREAM, address, port, prepare }), server);
}

/** As {@link listenOnCard}, by a bound descriptor; it is closed when that fails. */
export function adoptTcp({ libc }: Place, fd: number, server: Server): Promise<number> {
  try {
    // Here, so that a port taken between bind and listen is still ours to report and close.
    check(libc, 'listen', libc.listen(fd, BACKLOG));
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  return listening(server, () => server.listen({ fd, backlog: BACKLOG }));
}

/** Waits until `listen` has worked or failed. @returns the port. */
export function listening(server: Server, listen: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      server.off('listening', onListening);
      server.off('error', onError);
    };
    const onListening = (): void => {
      settle();
      resolve((server.address() as AddressInfo).port);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    server.once('listening', onListening);
    server.once('error', onError);
    listen();
  });
}
