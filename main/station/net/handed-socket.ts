/**
 * One socket a service manager made and handed over (systemd.socket(5)), Linux: what it is, whether it is
 * the one the bench needs, and how it is kept silent while nothing serves. Numbers are those of
 * `asm-generic/socket.h`, `fcntl.h` and `linux/filter.h`.
 */
import { endianness } from 'node:os';
import { type Ipv4, ipv4FromNumber } from '../../contract/values.ts';
import { AF_INET, check, int, type Libc, SOCK_DGRAM, SOCK_STREAM } from './libc.ts';

const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SO_BINDTODEVICE = 25;
const SO_ATTACH_FILTER = 26;
const SO_DETACH_FILTER = 27;
const SO_ACCEPTCONN = 30;
const SO_PROTOCOL = 38;
const SO_DOMAIN = 39;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const AF_INET6 = 10;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;
const FD_CLOEXEC = 1;
const O_NONBLOCK = 0o4000;
const MSG_DONTWAIT = 0x40;
const CARD_NAME_BYTES = 16;
const SHUT_RDWR = 2;
const BPF_RET = 6;
/** More than any buffer holds; where the system goes on queueing, the loop ends all the same. */
const MOST_QUEUED = 100_000;
/** Copies are made above standard input and output. */
const FIRST_FD = 3;

export type Protocol = 'UDP' | 'TCP';

/** What the system says of a descriptor. */
export interface HandedFacts {
  /** Null: neither UDP nor TCP, or no socket at all; nothing else is known then. */
  protocol: Protocol | null;
  isIpv6: boolean;
  /** Of an IPv4 socket. */
  address: Ipv4 | null;
  port: number;
  /** The card it is tied to; empty: to none; null: to one that is gone. */
  card: string | null;
  /** It is one connection, not what takes them. */
  isConnected: boolean;
}

/** What a service asks for. */
export interface WantedSocket {
  protocol: Protocol;
  port: number;
  /** `0.0.0.0` where broadcasts have to be heard. */
  address: Ipv4;
  interfaceName: string;
}

const NO_SOCKET: HandedFacts = {
  ...{ protocol: null, isIpv6: false, address: null, port: 0, card: '', isConnected: false },
};

/** Never throws. */
export function lookAtDescriptor(libc: Libc, fd: number): HandedFacts {
  const domain = numberOf(libc, fd, SO_DOMAIN);
  const type = numberOf(libc, fd, SO_TYPE);
  const kind = numberOf(libc, fd, SO_PROTOCOL);
  if (domain !== AF_INET && domain !== AF_INET6) return NO_SOCKET;
  const isUdp = type === SOCK_DGRAM && kind === IPPROTO_UDP;
  const isTcp = type === SOCK_STREAM && kind === IPPROTO_TCP;
  if (!isUdp && !isTcp) return NO_SOCKET;
  const name = new DataView(new ArrayBuffer(28));
  if (libc.getsockname(fd, new Uint8Array(name.buffer), int(28)) < 0) return NO_SOCKET;
  return {
    protocol: isUdp ? 'UDP' : 'TCP',
    isIpv6: domain === AF_INET6,
    address: domain === AF_INET ? ipv4FromNumber(name.getUint32(4)) : null,
    port: name.getUint16(2),
    card: cardOf(libc, fd),
    isConnected: libc.getpeername(fd, new Uint8Array(28), int(28)) >= 0,
  };
}

/** Ends the sentence "The socket …"; null: it is the one that is wanted. Pure. */
export function whyUnfit(facts: HandedFacts, wanted: WantedSocket): string | null {
  if (facts.isIpv6) return 'is one of IPv6';
  if (facts.isConnected) return 'is a connection: Accept=no is needed';
  if (facts.card === null)
    return `is tied to a network card that is gone, not to ${wanted.interfaceName}`;
  if (facts.card === '') return 'is tied to no network card, and would hear other networks';
  if (facts.card !== wanted.interfaceName) {
    return `is tied to ${facts.card}, not to ${wanted.interfaceName}`;
  }
  if (facts.address !== wanted.address)
    return `is bound to ${facts.address}, not to ${wanted.address}`;
  return null;
}

/** The lines of a socket unit that make it. */
export function unitLines({ protocol, port, address, interfaceName }: WantedSocket): string {
  const listen = protocol === 'UDP' ? 'ListenDatagram' : 'ListenStream';
  const free = address === '0.0.0.0' ? '' : ', FreeBind=yes';
  return `${listen}=${address}:${port}, BindToDevice=${interfaceName}${free}`;
}

/** Not for programs this one starts, and nothing waits in it. @throws SystemCallError */
export function tameDescriptor(libc: Libc, fd: number): void {
  check(libc, 'fcntl', libc.fcntl(fd, F_SETFD, FD_CLOEXEC));
  const flags = check(libc, 'fcntl', libc.fcntl(fd, F_GETFL, 0));
  check(libc, 'fcntl', libc.fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

/**
 * From here on nothing comes in by it, and it keeps its port. TCP stops listening, which needs no right to take back:
 * what waits is reset, what comes is refused. Of UDP the kernel drops what comes (socket(7), SO_ATTACH_FILTER);
 * of TCP it lets administrators alone do that. A system that refuses leaves it to {@link discardQueued}.
 */
export function silence(libc: Libc, fd: number, protocol: Protocol): void {
  if (protocol === 'TCP') {
    // Of one that does not listen it would shut the connections to come.
    if (numberOf(libc, fd, SO_ACCEPTCONN) === 1) libc.shutdown(fd, SHUT_RDWR);
    return;
  }
  // One instruction, "take no byte", and the pointer to it. Memory of its own, which does not move.
  const program = new Uint8Array(new ArrayBuffer(8));
  new Uint16Array(program.buffer)[0] = BPF_RET;
  const isNarrow = process.arch === 'arm' || process.arch === 'ia32';
  const isLittle = endianness() === 'LE';
  const filter = new DataView(new ArrayBuffer(isNarrow ? 8 : 16));
  filter.setUint16(0, 1, isLittle);
  const at = libc.addressOf(program);
  if (isNarrow) filter.setUint32(4, Number(at), isLittle);
  else filter.setBigUint64(8, at, isLittle);
  const bytes = new Uint8Array(filter.buffer);
  libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, bytes, bytes.length);
}

/** Ends {@link silence} of UDP; TCP's ends with `listen`. */
export function unsilence(libc: Libc, fd: number): void {
  libc.setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, int(0), 4);
}

/** Throws away the datagrams the kernel has queued, after {@link silence}. */
export function discardQueued(libc: Libc, fd: number): void {
  const byte = new Uint8Array(1);
  for (let left = MOST_QUEUED; left > 0; left -= 1) {
    const isDatagram = libc.recv(fd, byte, 1, MSG_DONTWAIT) >= 0;
    // Such an error is of an answer sent long ago, not the queue's end.
    if (!isDatagram && libc.errno() !== 'ECONNREFUSED') return;
  }
}

/** Another descriptor of the same socket, whose closing leaves it open. @throws SystemCallError */
export function copyOf(libc: Libc, fd: number): number {
  return check(libc, 'fcntl', libc.fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD));
}

function numberOf(libc: Libc, fd: number, option: number): number | null {
  const value = int(0);
  if (libc.getsockopt(fd, SOL_SOCKET, option, value, int(4)) < 0) return null;
  return new Int32Array(value.buffer)[0] ?? null;
}

function cardOf(libc: Libc, fd: number): string | null {
  const name = new Uint8Array(CARD_NAME_BYTES);
  const length = int(name.length);
  // ENODEV: the number it is tied to is no card's any more.
  if (libc.getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, length) < 0) return null;
  const end = name.indexOf(0);
  return new TextDecoder().decode(name.subarray(0, end < 0 ? name.length : end));
}
