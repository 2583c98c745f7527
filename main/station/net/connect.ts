/** Connections to units: by the bench card only, and to addresses of the bench only. */
import { connect, Socket } from 'node:net';
import type { Ipv4 } from '../../contract/values.ts';
import { SOCK_STREAM, SystemCallError } from './libc.ts';
import { openOnCard, type Place } from './posix-sockets.ts';

export interface ConnectOptions {
  signal: AbortSignal;
  timeoutMs: number;
}

/**
 * Linux, where sockets are made so that nothing waits in them. Begins a TCP connection tied to the card; what keeps it from being made comes as the socket's `error`
 * when something is written. Node has no place to tie a connecting socket to a card.
 * @throws SystemCallError, such as `ENETUNREACH`
 */
export function connectOnCard(place: Place, from: Ipv4, address: Ipv4, port: number): Socket {
  const { libc, system } = place;
  const fd = openOnCard(place, { type: SOCK_STREAM, address: from, port: 0 });
  const target = system.socketAddress(address, port);
  const code = libc.connect(fd, target, target.length) === 0 ? null : libc.errno();
  if (code !== null && code !== 'EINPROGRESS') {
    libc.close(fd);
    throw new SystemCallError('connect', code);
  }
  return new Socket({ fd, readable: true, writable: true });
}

/** The same by the card's address only, where sockets cannot be tied to it. */
export function connectPlain(
  from: Ipv4,
  address: Ipv4,
  port: number,
  { signal, timeoutMs }: ConnectOptions,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, localAddress: from, signal, timeout: timeoutMs });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}
