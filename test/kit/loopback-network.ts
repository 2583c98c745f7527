/** Bench networks for tests: plain loopback, and one that loses datagrams. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { StationError } from '../../main/contract/errors.ts';
import type { BenchNetwork, UdpSocket } from '../../main/station/net/network.ts';

/** Loopback by Node's own sockets; `sockets` counts those open. */
export interface LoopbackNetwork extends BenchNetwork {
  readonly openSockets: number;
}

export function loopbackNetwork(
  contains: (address: string) => boolean = (address) => address.startsWith('127.'),
): LoopbackNetwork {
  let openSockets = 0;
  return {
    interfaceName: 'lo',
    address: '127.0.0.1',
    prefix: 8,
    isLoopback: true,
    contains,
    get openSockets() {
      return openSockets;
    },
    async openUdp(options): Promise<UdpSocket> {
      const socket = createSocket('udp4');
      socket.bind(options.port, '127.0.0.1');
      await once(socket, 'listening');
      openSockets += 1;
      if (options.receiveBufferBytes) socket.setRecvBufferSize(options.receiveBufferBytes);
      socket.on('message', options.onDatagram);
      socket.on('error', options.onError);
      let isClosed = false;
      return {
        port: socket.address().port,
        receiveBufferBytes: socket.getRecvBufferSize(),
        send(bytes, port, address) {
          if (!isClosed)
            socket.send(bytes, port, address, (error) => error && options.onError(error));
        },
        close() {
          if (isClosed) return Promise.resolve();
          isClosed = true;
          openSockets -= 1;
          return new Promise((resolve) => socket.close(resolve));
        },
      };
    },
    async listenTcp(server: Server, port: number): Promise<number> {
      server.listen(port, '127.0.0.1');
      // Another test may have that port: said as the bench's network says it, for who wants another then.
      await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'EADDRINUSE') throw cause;
        throw new StationError('PORT_TAKEN', `TCP port ${port} is taken.`, { cause });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : 0;
    },
  };
}

/** The same network, losing datagrams in both directions; the seed makes a run repeatable. */
export function lossyNetwork(inner: BenchNetwork, lossShare: number, seed: number): BenchNetwork {
  let state = seed >>> 0;
  const isLost = (): boolean => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < lossShare;
  };
  return {
    interfaceName: inner.interfaceName,
    address: inner.address,
    prefix: inner.prefix,
    isLoopback: inner.isLoopback,
    contains: (address) => inner.contains(address),
    listenTcp: (server, port) => inner.listenTcp(server, port),
    async openUdp(options) {
      const socket = await inner.openUdp({
        ...options,
        onDatagram: (bytes, from) => {
          if (!isLost()) options.onDatagram(bytes, from);
        },
      });
      return {
        port: socket.port,
        receiveBufferBytes: socket.receiveBufferBytes,
        send: (bytes, port, address) => {
          if (!isLost()) socket.send(bytes, port, address);
        },
        close: () => socket.close(),
      };
    },
  };
}
