/**
 * The few C library calls Node has no words for, through koffi (foreign-function calls).
 * Only Linux and macOS; every call is short and synchronous.
 */

/** Each returns what C returns; after a -1 `errno()` has the reason. Buffers are read or filled in place. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number;
  getsockopt(
    fd: number,
    level: number,
    option: number,
    value: Uint8Array,
    length: Uint8Array,
  ): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  listen(fd: number, backlog: number): number;
  send(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  sendto(
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
    address: Uint8Array,
    addressLength: number,
  ): number;
  recv(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  /** Linux only, else null; `messages` is an array of `struct mmsghdr`. */
  recvmmsg:
    | ((fd: number, messages: Uint8Array, count: number, flags: number, timeout: null) => number)
    | null;
  sendmmsg: ((fd: number, messages: Uint8Array, count: number, flags: number) => number) | null;
  close(fd: number): number;
  getsockname(fd: number, address: Uint8Array, length: Uint8Array): number;
  getpeername(fd: number, address: Uint8Array, length: Uint8Array): number;
  shutdown(fd: number, how: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  /** Where the bytes lie in memory, for as long as they are held. */
  addressOf(bytes: Uint8Array): bigint;
  if_nametoindex(name: string): number;
  /** Name of the last failure, such as `EADDRINUSE`. Ask at once, before any other call. */
  errno(): string;
}

export const AF_INET = 2;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const IPPROTO_ICMP = 1;

/** An `int` as C has it in memory. */
export function int(value: number): Uint8Array {
  return new Uint8Array(new Int32Array([value]).buffer);
}

/** A failed call as Node reports one: `code` is the name of errno. */
export class SystemCallError extends Error {
  readonly code: string;

  constructor(call: string, code: string) {
    super(`${call} ${code}`);
    this.name = 'SystemCallError';
    this.code = code;
  }
}

/** @throws SystemCallError when `result`, what `call` just returned, is negative. */
export function check(libc: Libc, call: string, result: number): number {
  if (result < 0) throw new SystemCallError(call, libc.errno());
  return result;
}

let loaded: Promise<Libc> | undefined;

/** @returns the C library of this process, loaded once. @throws whatever keeps koffi from loading. */
export function loadLibc(): Promise<Libc> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Libc> {
  const { default: koffi } = await import('koffi');
  const library = koffi.load(null);
  const isLinux = process.platform === 'linux';
  const names = new Map(Object.entries(koffi.os.errno).map(([name, value]) => [value, name]));
  const fcntl = library.func('int fcntl(int, int, ...)');
  return {
    socket: library.func('int socket(int, int, int)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
    bind: library.func('int bind(int, const void *, uint32_t)'),
    connect: library.func('int connect(int, const void *, uint32_t)'),
    listen: library.func('int listen(int, int)'),
    send: library.func('intptr_t send(int, const void *, size_t, int)'),
    sendto: library.func('intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)'),
    recv: library.func('intptr_t recv(int, void *, size_t, int)'),
    recvmmsg: isLinux
      ? library.func('int recvmmsg(int, void *, unsigned int, int, const void *)')
      : null,
    sendmmsg: isLinux ? library.func('int sendmmsg(int, const void *, unsigned int, int)') : null,
    close: library.func('int close(int)'),
    getsockname: library.func('int getsockname(int, void *, void *)'),
    getpeername: library.func('int getpeername(int, void *, void *)'),
    shutdown: library.func('int shutdown(int, int)'),
    fcntl: (fd, command, argument) => fcntl(fd, command, 'int', argument),
    addressOf: (bytes) => koffi.address(bytes),
    if_nametoindex: library.func('unsigned int if_nametoindex(const char *)'),
    errno: () => {
      const value = koffi.errno();
      return names.get(value) ?? `errno ${value}`;
    },
  };
}
