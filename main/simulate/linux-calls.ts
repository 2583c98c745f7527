/**
 * The few Linux calls the bench wire needs and Node does not have, through koffi: sockets kept to one
 * card, addresses and flags of a card, raw sending. Values are those of every 64-bit Linux.
 * Loading this module fails on other systems.
 */
import koffi from 'koffi';
import { type Ipv4, ipv4ToNumber, type Mac } from '../contract/values.ts';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, void *, uint32_t)');
const connect = libc.func('int connect(int, void *, uint32_t)');
const close = libc.func('int close(int)');
const ioctl = libc.func('int ioctl(int, unsigned long, void *)');
const setsockopt = libc.func('int setsockopt(int, int, int, void *, uint32_t)');
const sendto = libc.func('int64_t sendto(int, void *, size_t, int, void *, uint32_t)');
const ifNameToIndex = libc.func('unsigned int if_nametoindex(const char *)');
const filterProgram = koffi.struct({ len: 'uint16_t', filter: 'void *' });
const attachFilter = libc.func('setsockopt', 'int', [
  'int',
  'int',
  'int',
  koffi.pointer(filterProgram),
  'uint32_t',
]);

const AF_INET = 2;
const AF_PACKET = 17;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const NONBLOCK_CLOEXEC = 0x80800;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_BINDTODEVICE = 25;
const SO_ATTACH_FILTER = 26;
const SIOCSIFADDR = 0x8916;
const SIOCSIFNETMASK = 0x891c;
const SIOCDARP = 0x8953;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;
const ETH_P_IP = 0x0800;
const EINPROGRESS = 115;

/** @throws Error naming the call; the caller turns it into words */
function check(result: number, call: string): number {
  if (result < 0) throw new Error(`${call} failed (errno ${koffi.errno()})`);
  return result;
}

/** A socket of one card, bound to address and port (0: any); the caller owns the descriptor. */
export function boundSocket(
  kind: 'udp' | 'tcp',
  card: string,
  address: Ipv4,
  port: number,
): number {
  const fd = check(
    socket(AF_INET, (kind === 'udp' ? SOCK_DGRAM : SOCK_STREAM) | NONBLOCK_CLOEXEC, 0),
    'socket',
  );
  try {
    const name = Buffer.from(`${card}\0`);
    check(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, name.length), 'SO_BINDTODEVICE');
    const yes = Buffer.from(new Uint32Array([1]).buffer);
    check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, yes, 4), 'SO_REUSEADDR');
    check(bind(fd, socketAddress(address, port), 16), `bind ${address}:${port}`);
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

/** A TCP socket of one card on its way to the server; it becomes writable, or fails, in its own time. */
export function connectingSocket(
  card: string,
  from: Ipv4,
  to: { address: Ipv4; port: number },
): number {
  const fd = boundSocket('tcp', card, from, 0);
  if (connect(fd, socketAddress(to.address, to.port), 16) < 0 && koffi.errno() !== EINPROGRESS) {
    close(fd);
    throw new Error(`connect failed (errno ${koffi.errno()})`);
  }
  return fd;
}

/**
 * Lets only DHCP messages for `mac` through to a UDP socket: broadcasts reach every card of the wire,
 * and with 250 units each answer would otherwise be read 250 times.
 */
export function onlyDhcpFor(fd: number, mac: Mac): void {
  const bytes = Buffer.from(mac, 'hex');
  // Offsets count from the UDP header: chaddr is at 8 + 28.
  const program = Buffer.concat([
    instruction(0x20, 0, 0, 36), // load word
    instruction(0x15, 0, 3, bytes.readUInt32BE(0)), // equal, or drop
    instruction(0x28, 0, 0, 40), // load half word
    instruction(0x15, 0, 1, bytes.readUInt16BE(4)), // equal, or drop
    instruction(0x06, 0, 0, 0xffffffff), // take it whole
    instruction(0x06, 0, 0, 0), // drop
  ]);
  const value = { len: program.length / 8, filter: program };
  check(attachFilter(fd, SOL_SOCKET, SO_ATTACH_FILTER, value, 16), 'SO_ATTACH_FILTER');
}

function instruction(code: number, jt: number, jf: number, k: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.set([jt, jf], 2);
  bytes.writeUInt32LE(k, 4);
  return bytes;
}

/** Sends whole IPv4 packets as Ethernet broadcasts; nothing is received on it. */
export class BroadcastSocket {
  readonly #fd = check(socket(AF_PACKET, SOCK_DGRAM | NONBLOCK_CLOEXEC, 0), 'socket');

  /** A full queue or a card that is down loses the packet, as a wire would. */
  send(packet: Buffer, cardIndex: number): void {
    const to = Buffer.alloc(20);
    to.writeUInt16LE(AF_PACKET, 0);
    to.writeUInt16BE(ETH_P_IP, 2);
    to.writeInt32LE(cardIndex, 4);
    to.set([6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 11);
    sendto(this.#fd, packet, packet.length, 0, to, to.length);
  }

  close(): void {
    close(this.#fd);
  }
}

/** Sets addresses and the up flag of cards, without a process for each. */
export class CardControl {
  readonly #fd = check(socket(AF_INET, SOCK_DGRAM | NONBLOCK_CLOEXEC, 0), 'socket');

  setAddress(card: string, address: Ipv4, mask: Ipv4): void {
    check(
      ioctl(this.#fd, SIOCSIFADDR, cardRequest(card, socketAddress(address, 0))),
      'SIOCSIFADDR',
    );
    check(
      ioctl(this.#fd, SIOCSIFNETMASK, cardRequest(card, socketAddress(mask, 0))),
      'SIOCSIFNETMASK',
    );
  }

  /** Takes the address off; a card without one is left as it is. */
  clearAddress(card: string): void {
    ioctl(this.#fd, SIOCSIFADDR, cardRequest(card, socketAddress('0.0.0.0', 0)));
  }

  /**
   * Forgets where a neighbour is, and that it is being asked for. Fails quietly where nothing is known of it.
   */
  forgetNeighbour(card: string, address: Ipv4): void {
    // struct arpreq: protocol address, hardware address, flags, netmask, the card's name.
    const request = Buffer.alloc(68);
    socketAddress(address, 0).copy(request);
    request.write(card, 52);
    ioctl(this.#fd, SIOCDARP, request);
  }

  setUp(card: string, isUp: boolean): void {
    const request = cardRequest(card, Buffer.alloc(16));
    check(ioctl(this.#fd, SIOCGIFFLAGS, request), 'SIOCGIFFLAGS');
    const flags = request.readUInt16LE(16);
    request.writeUInt16LE(isUp ? flags | IFF_UP : flags & ~IFF_UP, 16);
    check(ioctl(this.#fd, SIOCSIFFLAGS, request), 'SIOCSIFFLAGS');
  }

  indexOf(card: string): number {
    return ifNameToIndex(card);
  }

  close(): void {
    close(this.#fd);
  }
}

/** struct ifreq: name, 16 bytes; what is asked, 24 bytes. */
function cardRequest(card: string, value: Buffer): Buffer {
  const request = Buffer.alloc(40);
  request.write(card, 0, 15, 'latin1');
  value.copy(request, 16);
  return request;
}

/** struct sockaddr_in. */
function socketAddress(address: Ipv4, port: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.writeUInt32BE(ipv4ToNumber(address) ?? 0, 4);
  return bytes;
}
