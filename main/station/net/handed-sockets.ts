/**
 * The sockets a service manager handed to this process (sd_listen_fds(3)): taken once at its start, silent
 * until a service opens the port, silent again when it closes it, and never closed.
 */
import { StationError } from '../../contract/errors.ts';
import type { Ipv4 } from '../../contract/values.ts';
import {
  copyOf,
  discardQueued,
  type HandedFacts,
  lookAtDescriptor,
  type Protocol,
  silence,
  tameDescriptor,
  unitLines,
  unsilence,
  type WantedSocket,
  whyUnfit,
} from './handed-socket.ts';
import { type Libc, loadLibc, SystemCallError } from './libc.ts';
import { type HandedDescriptor, readListenVariables } from './listen-variables.ts';
import type { UdpOptions, UdpSocket } from './network.ts';

const BACKLOG = 511;

/** One of them, and who uses it. */
interface Handed extends HandedDescriptor {
  facts: HandedFacts;
  wasUsed: boolean;
  isOpen: boolean;
  /** The end of its last use. */
  closing: Promise<void>;
  /** Of a shared one: everybody who listens, and the socket they share. */
  listeners: Set<UdpOptions>;
  shared: Promise<UdpSocket> | null;
}

/** Makes a bound descriptor a socket of ours, which owns it; closes it when that fails. */
export type Adopt<T> = (fd: number) => Promise<T>;

export class HandedSockets {
  readonly #libc: Libc;
  readonly #all: Handed[];

  /** @throws SystemCallError when one cannot be used at all */
  constructor(libc: Libc, descriptors: readonly HandedDescriptor[]) {
    this.#libc = libc;
    this.#all = descriptors.map(({ fd, name }) => {
      const facts = lookAtDescriptor(libc, fd);
      if (facts.protocol !== null) {
        tameDescriptor(libc, fd);
        silence(libc, fd, facts.protocol);
      }
      const use = { wasUsed: false, isOpen: false, closing: Promise.resolve() };
      return { fd, name, facts, ...use, listeners: new Set(), shared: null };
    });
  }

  /** `"dhcp" UDP 0.0.0.0:67 (descriptor 3), …`; empty: none. */
  get words(): string {
    return this.#all.map(wordsOf).join(', ');
  }

  /** A sentence about those no service has used; null: there are none. */
  get unused(): string | null {
    const unused = this.#all.filter(({ wasUsed }) => !wasUsed);
    if (unused.length === 0) return null;
    return `Handed over, but used by no service: ${unused.map(wordsOf).join(', ')}. Such a port stays taken and silent; switch its service on, or stop its socket unit.`;
  }

  /** Whether one has that port, fit or not. */
  has(protocol: Protocol, port: number): boolean {
    return this.#of(protocol, port).length > 0;
  }

  /** @returns whether one was handed over for it. @throws StationError HANDED_SOCKET when it is not the right one */
  check(wanted: WantedSocket): boolean {
    return this.#find(wanted) !== null;
  }

  /**
   * The socket for that port; null: none was handed over. What the kernel kept from before is thrown away.
   * A second one is refused, but those who share hear the same.
   * @throws StationError HANDED_SOCKET, SystemCallError
   */
  async openUdp(
    wanted: WantedSocket,
    options: UdpOptions,
    adopt: (fd: number, options: UdpOptions) => Promise<UdpSocket>,
  ): Promise<UdpSocket | null> {
    const handed = this.#find(wanted);
    if (handed === null) return null;
    if (options.isShared) return this.#openShared(handed, options, adopt);
    return this.#openUdpAlone(handed, options, adopt);
  }

  /**
   * As {@link openUdp}. `onClosed` of what `adopt` makes has to be called when nothing is taken any more.
   * @returns null: none was handed over
   */
  async openTcp<T>(
    wanted: WantedSocket,
    adopt: (fd: number, onClosed: () => void) => Promise<T>,
  ): Promise<T | null> {
    const handed = this.#find(wanted);
    if (handed === null) return null;
    const onClosed = (): void => this.#close(handed, 'TCP');
    return this.#open(handed, 'TCP', (fd) => adopt(fd, onClosed));
  }

  /**
   * At the end of the process: TCP listens again, as it was handed over. Who did so watches it, and takes one
   * that does not for broken.
   */
  release(): void {
    for (const { fd, facts } of this.#all) {
      if (facts.protocol === 'TCP' && !facts.isConnected) this.#libc.listen(fd, BACKLOG);
    }
  }

  async #openShared(
    handed: Handed,
    options: UdpOptions,
    adopt: (fd: number, options: UdpOptions) => Promise<UdpSocket>,
  ): Promise<UdpSocket> {
    const { listeners } = handed;
    listeners.add(options);
    handed.shared ??= this.#openUdpAlone(
      handed,
      {
        ...options,
        onDatagram: (bytes, from) => {
          for (const listener of [...listeners]) tell(listener, bytes, from);
        },
        onError: (error) => {
          for (const listener of [...listeners]) listener.onError(error);
        },
      },
      adopt,
    );
    const { shared } = handed;
    let socket: UdpSocket;
    try {
      socket = await shared;
    } catch (error) {
      listeners.delete(options);
      if (handed.shared === shared) handed.shared = null;
      throw error;
    }
    return {
      ...socket,
      close: async () => {
        const isLast = listeners.delete(options) && listeners.size === 0;
        if (!isLast) return;
        handed.shared = null;
        await socket.close();
      },
    };
  }

  async #openUdpAlone(
    handed: Handed,
    options: UdpOptions,
    adopt: (fd: number, options: UdpOptions) => Promise<UdpSocket>,
  ): Promise<UdpSocket> {
    const socket = await this.#open(handed, 'UDP', (fd) => adopt(fd, options));
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      // First, so that nothing more comes in while Node closes.
      silence(this.#libc, handed.fd, 'UDP');
      await socket.close();
      this.#close(handed, 'UDP');
    };
    return {
      ...socket,
      close: () => {
        closing ??= close();
        handed.closing = closing;
        return closing;
      },
    };
  }

  async #open<T>(handed: Handed, protocol: Protocol, adopt: Adopt<T>): Promise<T> {
    await handed.closing;
    if (handed.isOpen) throw new SystemCallError('bind', 'EADDRINUSE');
    handed.isOpen = true;
    handed.wasUsed = true;
    const { fd } = handed;
    try {
      silence(this.#libc, fd, protocol);
      if (protocol === 'UDP') discardQueued(this.#libc, fd);
      const adopted = await adopt(copyOf(this.#libc, fd));
      if (protocol === 'UDP') unsilence(this.#libc, fd);
      return adopted;
    } catch (error) {
      this.#close(handed, protocol);
      throw error;
    }
  }

  #close(handed: Handed, protocol: Protocol): void {
    silence(this.#libc, handed.fd, protocol);
    handed.isOpen = false;
  }

  #of(protocol: Protocol, port: number): Handed[] {
    if (port === 0) return [];
    return this.#all.filter(({ facts }) => facts.protocol === protocol && facts.port === port);
  }

  #find(wanted: WantedSocket): Handed | null {
    const all = this.#of(wanted.protocol, wanted.port);
    const [first] = all;
    if (first === undefined) return null;
    // Looked at anew: its card may be gone by now.
    const why = (handed: Handed) => whyUnfit(lookAtDescriptor(this.#libc, handed.fd), wanted);
    const fit = all.find((handed) => why(handed) === null);
    if (fit !== undefined) return fit;
    throw new StationError(
      'HANDED_SOCKET',
      `The socket handed over for ${wanted.protocol} port ${wanted.port} (${first.name}, descriptor ${first.fd}) ${why(first)}. Its socket unit needs ${unitLines(wanted)}; then restart it.`,
    );
  }
}

function tell(
  listener: UdpOptions,
  bytes: Uint8Array,
  from: { address: Ipv4; port: number },
): void {
  try {
    listener.onDatagram(bytes, from);
  } catch (cause) {
    listener.onError(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

function wordsOf({ fd, name, facts }: Handed): string {
  const { protocol, address, port } = facts;
  const what =
    protocol === null ? 'no UDP or TCP socket' : `${protocol} ${address ?? 'IPv6'}:${port}`;
  return `"${name}" ${what} (descriptor ${fd})`;
}

let taken: HandedSockets | null = null;

/** Those of this process; null: none were handed over. */
export function handedSockets(): HandedSockets | null {
  return taken;
}

/**
 * To be called once, before any program is started: it takes the variables out of `env`, so that no child takes
 * the sockets for its own. Linux only.
 * @returns those of this process; null: none
 * @throws StationError HANDED_SOCKET
 */
export async function takeHandedSockets(env: NodeJS.ProcessEnv): Promise<HandedSockets | null> {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = env;
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete env[name];
  if (process.platform !== 'linux') return null;
  const found = readListenVariables({ LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES }, process.pid);
  if (found.length === 0) return null;
  try {
    taken = new HandedSockets(await loadLibc(), found);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `The sockets handed over cannot be used here (${why}). Start the station without its socket units.`;
    throw new StationError('HANDED_SOCKET', text, { cause });
  }
  return taken;
}
