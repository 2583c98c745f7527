/** A bench network that tells what befalls the sockets a service listens on. */
import type { BenchNetwork } from './network.ts';

/** What happened to a listening socket; `isClosed`: it is gone, for sure. */
export interface SocketTrouble {
  words: string;
  isClosed: boolean;
}

/** @param isOpening  only sockets opened while it says so are told of: later ones are transfers' own */
export function toldTrouble<N extends BenchNetwork>(
  network: N,
  isOpening: () => boolean,
  onTrouble: (trouble: SocketTrouble) => void,
): N {
  const failed = (error: NodeJS.ErrnoException): void =>
    onTrouble({ words: error.code ?? 'unknown reason', isClosed: false });
  const closed = (): void => onTrouble({ words: 'it was closed', isClosed: true });
  return {
    ...network,
    openUdp: (options) =>
      network.openUdp(isOpening() ? { ...options, onFailure: failed, onClosed: closed } : options),
    listenTcp: (server, port) => {
      server.on('error', failed).on('close', closed);
      return network.listenTcp(server, port);
    },
  };
}
