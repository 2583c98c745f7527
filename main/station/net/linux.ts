import { endianness } from 'node:os';
import { type Ipv4, ipv4ToNumber } from '../../contract/values.ts';
import { AF_INET, type Libc } from './libc.ts';
import type { SocketSystem } from './posix-sockets.ts';

const SOL_SOCKET = 1;
const SO_BINDTODEVICE = 25;

/**
 * Linux (values of `asm-generic/socket.h`: x86, ARM, RISC-V).
 *
 * SO_BINDTODEVICE needs no rights since Linux 5.7. A socket so bound gets nothing that came in by
 * another card (also not for our own address), and sends by no other, whatever the routes say. What this
 * computer sends to the card's own address counts as come in by that card. SO_RCVBUF reads back as twice the size asked for: the kernel
 * counts its own book-keeping with the data (socket(7)), and cuts to `net.core.rmem_max` first unless
 * SO_RCVBUFFORCE is allowed (CAP_NET_ADMIN). Asked for 4 MiB it answers 8388608.
 */
export const linux: SocketSystem = {
  typeFlags: 0o4000 | 0o2000000, // SOCK_NONBLOCK | SOCK_CLOEXEC
  solSocket: SOL_SOCKET,
  soReuseAddr: 2,
  soBroadcast: 6,
  soRcvBuf: 8,
  soRcvBufForce: 33,
  soMemInfo: 55, // since 4.12
  reuseOptions: [2],
  socketAddress: linuxSocketAddress,
  tieToCard(libc: Libc, fd: number, interfaceName: string): number {
    const name = new TextEncoder().encode(`${interfaceName}\0`);
    return libc.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, name.length);
  },
};

/** family (2, host order) · port (2) · address (4) · zeros (8) */
export function linuxSocketAddress(address: Ipv4, port: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint16(0, AF_INET, endianness() === 'LE');
  view.setUint16(2, port);
  view.setUint32(4, ipv4ToNumber(address) ?? 0);
  return new Uint8Array(view.buffer);
}
