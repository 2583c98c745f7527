/**
 * The bench network as services see it. Every datagram and connection of the station goes through
 * an implementation of {@link BenchNetwork}; nothing else opens a socket on the bench.
 */
import type { Server } from 'node:net';
import type { Ipv4 } from '../../contract/values.ts';

/** One datagram to send. */
export interface Post {
  bytes: Uint8Array;
  port: number;
  address: Ipv4;
  /**
   * Where it goes instead while much of the send buffer waits for addresses nobody answers for; null:
   * nowhere. Left out: it waits with them. Only `sendAll` looks at it.
   */
  orElse?: Ipv4 | null;
}

export interface UdpSocket {
  readonly port: number;
  /** What the kernel really gave for receiving (SO_RCVBUF as read back). */
  readonly receiveBufferBytes: number;
  /** Never throws and never rejects: a send that fails goes to `onError`. */
  send(bytes: Uint8Array, port: number, address: Ipv4): void;
  /** Several in order, in one go where the system can; as {@link send} otherwise. */
  sendAll?(posts: readonly Post[]): void;
  close(): Promise<void>;
}

export interface UdpOptions {
  /** 0: any free port. */
  port: number;
  /** Receive broadcasts of the bench card, and be able to send to 255.255.255.255 there. */
  broadcast?: boolean;
  receiveBufferBytes?: number;
  /**
   * What waits is handed over in one go where the system can: `onDatagram` has its bytes during the call
   * only, and none above 2048.
   */
  inBatches?: boolean;
  /**
   * Only to listen where another program may listen, too, as DHCP clients do on port 68 (SO_REUSEADDR):
   * broadcasts come to both. Both must want it, else the port is taken.
   */
  isShared?: boolean;
  onDatagram: (bytes: Uint8Array, from: { address: Ipv4; port: number }) => void;
  /** Posts took the other way ({@link Post.orElse}). */
  onCrowded?: () => void;
  onError: (error: Error) => void;
  /** The socket itself has failed, no single send or datagram; told besides `onError`. It may go on all the same. */
  onFailure?: (error: Error) => void;
  /** It was closed, and not by {@link UdpSocket.close}. */
  onClosed?: () => void;
}

export interface BenchNetwork {
  readonly interfaceName: string;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly isLoopback: boolean;
  /** @throws StationError PORT_TAKEN or NO_PERMISSION, naming the port. */
  openUdp(options: UdpOptions): Promise<UdpSocket>;
  /** Lets `server` listen on the bench card only. @returns the port. @throws as {@link openUdp}. */
  listenTcp(server: Server, port: number): Promise<number>;
  /** Whether the address lies in the bench subnet. */
  contains(address: Ipv4): boolean;
}
