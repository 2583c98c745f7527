/** A bench network whose datagrams are recorded on their way. */
import type { BenchNetwork, Post } from '../net/network.ts';
import type { CapturedService, PacketCapture } from './capture.ts';

/** Where a client without an address sends (RFC 2131 section 4.1). */
const NO_ADDRESS = '0.0.0.0';
const BROADCAST = '255.255.255.255';

/**
 * The same network for one service. What a datagram was sent to is not told by the system: it is taken to be
 * the card's address, and of a sender without one, everybody. Senders from outside the bench are not recorded.
 */
export function tapped<N extends BenchNetwork>(
  network: N,
  capture: PacketCapture,
  service: CapturedService,
): N {
  const { address } = network;
  return {
    ...network,
    openUdp: async (options) => {
      let port = options.port;
      const socket = await network.openUdp({
        ...options,
        onDatagram: (bytes, from) => {
          const isNobody = from.address === NO_ADDRESS;
          if (isNobody || network.contains(from.address)) {
            const to = { address: isNobody ? BROADCAST : address, port };
            capture.record(service, from, to, from.address, bytes);
          }
          options.onDatagram(bytes, from);
        },
      });
      port = socket.port;
      const own = { address, port };
      return {
        ...socket,
        send: (bytes, toPort, to) => {
          capture.record(service, own, { address: to, port: toPort }, to, bytes);
          socket.send(bytes, toPort, to);
        },
        // Only where the socket itself sends in one go: callers look for it.
        ...(socket.sendAll !== undefined && {
          sendAll: (posts: readonly Post[]) => {
            for (const post of posts) {
              capture.record(service, own, post, post.address, post.bytes);
            }
            socket.sendAll?.(posts);
          },
        }),
      };
    },
  };
}
