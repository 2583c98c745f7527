/**
 * Sockets by Node alone, kept to the card by its address only: the way on Windows, and elsewhere
 * when sockets cannot be tied to the card.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { Server } from 'node:net';
import type { Ipv4 } from '../../contract/values.ts';
import type { UdpOptions, UdpSocket } from './network.ts';
import { listening } from './posix-sockets.ts';
import { asUdpSocket, bound, closed, noLookup } from './udp-socket.ts';

/**
 * A UDP socket on the card's address. With `needsTwo` (everywhere but on Windows a socket bound to
 * an address gets no broadcasts) a second one on 0.0.0.0 listens for broadcasts; it never sends.
 * Two on one port need SO_REUSEADDR, so first a socket without it shows that the port is free.
 */
export async function openPlainUdp(
  address: Ipv4,
  options: UdpOptions,
  needsTwo: boolean,
): Promise<UdpSocket> {
  if (!options.broadcast || !needsTwo) {
    const socket = await openOne(address, options.port, options, options.isShared ?? false);
    return asUdpSocket([socket], options, receiveBufferOf(socket));
  }
  const trial = await openOne('0.0.0.0', options.port, options, options.isShared ?? false);
  const { port } = trial.address();
  await closed(trial);
  const sender = await openOne(address, port, options, true);
  try {
    const listener = await openOne('0.0.0.0', port, options, true);
    return asUdpSocket([sender, listener], { ...options, port }, receiveBufferOf(listener));
  } catch (error) {
    await closed(sender);
    throw error;
  }
}

/** Lets `server` listen on the card's address. @returns the port. */
export function listenPlain(address: Ipv4, server: Server, port: number): Promise<number> {
  return listening(server, () => server.listen({ host: address, port, exclusive: true }));
}

async function openOne(
  address: Ipv4,
  port: number,
  options: UdpOptions,
  reuseAddr: boolean,
): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr, lookup: noLookup });
  try {
    await bound(socket, () => socket.bind({ address, port, exclusive: true }));
    if (options.broadcast) socket.setBroadcast(true);
    if (options.receiveBufferBytes) socket.setRecvBufferSize(options.receiveBufferBytes);
    return socket;
  } catch (error) {
    await closed(socket);
    throw error;
  }
}

function receiveBufferOf(socket: Socket): number {
  return socket.getRecvBufferSize();
}
