import { type Ipv4, ipv4ToNumber } from '../../contract/values.ts';
import { AF_INET, int, type Libc } from './libc.ts';
import type { SocketSystem } from './posix-sockets.ts';

const IPPROTO_IP = 0;
const IP_BOUND_IF = 25;

/**
 * macOS (values of `sys/socket.h` and `netinet/in.h`). IP_BOUND_IF takes the card's index. Ports
 * below 1024 are free to every user on 0.0.0.0 only, so all sockets but loopback's are bound there.
 */
export const darwin: SocketSystem = {
  typeFlags: 0, // no SOCK_CLOEXEC here; Node starts programs with other descriptors closed
  solSocket: 0xffff,
  soReuseAddr: 0x4,
  soBroadcast: 0x20,
  soRcvBuf: 0x1002,
  soRcvBufForce: null,
  soMemInfo: null, // one packet waits per address, and in no buffer of ours
  reuseOptions: [0x4, 0x200], // SO_REUSEADDR, SO_REUSEPORT
  socketAddress: darwinSocketAddress,
  tieToCard(libc: Libc, fd: number, interfaceName: string): number {
    const index = libc.if_nametoindex(interfaceName);
    if (index === 0) return -1; // no such card; 0 would untie the socket
    return libc.setsockopt(fd, IPPROTO_IP, IP_BOUND_IF, int(index), 4);
  },
};

/** length (1) · family (1) · port (2) · address (4) · zeros (8) */
export function darwinSocketAddress(address: Ipv4, port: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint8(0, 16);
  view.setUint8(1, AF_INET);
  view.setUint16(2, port);
  view.setUint32(4, ipv4ToNumber(address) ?? 0);
  return new Uint8Array(view.buffer);
}
