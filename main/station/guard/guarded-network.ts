/** The bench network as services get it: what comes in is counted, and DHCP's port can be held. */
import type { OpenNetwork } from '../net/open-network.ts';
import type { WireGuard } from './wire-guard.ts';

/** Told of each datagram and connection that came from another address than our own. */
export type Heard = () => void;

/** @param guard  null: nothing is held back */
export function guardedNetwork(
  network: OpenNetwork,
  onHeard: Heard,
  guard: WireGuard | null,
): OpenNetwork {
  const { address } = network;
  return {
    ...network,
    openUdp: (options) =>
      network.openUdp({
        ...options,
        onDatagram: (bytes, from) => {
          if (from.address !== address) onHeard();
          if (guard !== null) {
            guard.saw(bytes);
            if (guard.isHeld) return;
          }
          options.onDatagram(bytes, from);
        },
      }),
    listenTcp: (server, port) => {
      server.on('connection', ({ remoteAddress }) => {
        if (remoteAddress !== address) onHeard();
      });
      return network.listenTcp(server, port);
    },
  };
}
