import type { Server, Socket } from 'node:net';
import { StationError } from '../../contract/errors.ts';
import type { Card } from '../../contract/model.ts';
import type { Ipv4 } from '../../contract/values.ts';
import { type Log, severity } from '../log.ts';
import { explainBindError } from './bind-error.ts';
import { listCards } from './cards.ts';
import { chooseCard } from './choose-card.ts';
import { type ConnectOptions, connectOnCard, connectPlain } from './connect.ts';
import { darwin } from './darwin.ts';
import type { Protocol, WantedSocket } from './handed-socket.ts';
import { type HandedSockets, handedSockets } from './handed-sockets.ts';
import { loadLibc, SOCK_DGRAM } from './libc.ts';
import { linux } from './linux.ts';
import type { BenchNetwork, UdpOptions, UdpSocket } from './network.ts';
import { listenPlain, openPlainUdp } from './plain-sockets.ts';
import { findPortHolder } from './port-holder.ts';
import {
  adoptTcp,
  adoptUdp,
  allowBroadcast,
  listenOnCard,
  openOnCard,
  openUdpOnCard,
  type Place,
} from './posix-sockets.ts';
import { isSameSubnet } from './subnet.ts';

/** What the services with a port of their own ask for, so that a burst of 250 units finds room. */
export const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** The bench network, and what preflight shows of it. */
export interface OpenNetwork extends BenchNetwork {
  readonly card: Card;
  /** What the card's sockets cannot promise here, as a sentence; null: they are tied to the card. */
  readonly limitation: string | null;
  /** A matter for attention that does not keep the station from starting, such as no link. */
  readonly problem: string | null;
  /**
   * A connection to a unit, by this card only. Rejects with the system's error, such as `ECONNREFUSED`, or
   * with `EADDRNOTAVAIL` for what is no address of another on the bench. It may be still under way.
   */
  connectTcp(address: Ipv4, port: number, options: ConnectOptions): Promise<Socket>;
  /**
   * Whether a service manager handed over a socket for that port; opens nothing.
   * @throws StationError HANDED_SOCKET when it is not the right one
   */
  isHanded(protocol: Protocol, port: number, needsBroadcasts: boolean): boolean;
  /** A connection to our own address, for the self-test. Rejects with the system's error. */
  connectSelf(port: number, options: ConnectOptions): Promise<Socket>;
}

/** Where a socket is bound that hears broadcasts. */
const EVERYBODY: Ipv4 = '0.0.0.0';

/** Addresses whose answer is remembered. */
const MOST_REMEMBERED = 4096;

export interface WantedNetwork {
  interfaceName?: string | undefined;
  address?: Ipv4 | undefined;
  log: Log;
}

/** How sockets come about: tied to the card, or by its address only. */
interface Sockets {
  limitation: string | null;
  openUdp(options: UdpOptions): Promise<UdpSocket>;
  listenTcp(server: Server, port: number): Promise<number>;
  connectTcp(address: Ipv4, port: number, options: ConnectOptions): Promise<Socket>;
}

/**
 * Opens the bench network on the card of that name or address; opens no port yet.
 *
 * On Linux and macOS every socket is tied to the card. A broadcast socket is bound to 0.0.0.0 and
 * does everything; 255.255.255.255 leaves with the card's first address as its sender. Other sockets
 * are bound to the bench address (on macOS to 0.0.0.0, see `darwin.ts`).
 *
 * @throws StationError as {@link chooseCard}: no way past the lock on a card leads through here.
 */
export async function openBenchNetwork(wanted: WantedNetwork): Promise<OpenNetwork> {
  const cards = await listCards();
  const chosen = chooseCard({ interface: wanted.interfaceName, address: wanted.address }, cards);
  const { card, address, prefix, problem } = chosen;
  const sockets = await openSockets(card, address, wanted.log);

  const explained = async <T>(
    protocol: Protocol,
    port: number,
    open: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await open();
    } catch (cause) {
      if (cause instanceof StationError) throw cause;
      const isTaken = (cause as { code?: unknown } | null)?.code === 'EADDRINUSE';
      throw explainBindError(cause, {
        protocol,
        port,
        address,
        interfaceName: card.name,
        holder: isTaken ? await findPortHolder(protocol, port) : null,
        platform: process.platform,
        handed: handedSockets()?.words ?? null,
      });
    }
  };

  return {
    interfaceName: card.name,
    address,
    prefix,
    isLoopback: card.isLoopback,
    card,
    limitation: sockets.limitation,
    problem,
    openUdp: (options) => explained('UDP', options.port, () => sockets.openUdp(options)),
    listenTcp: (server, port) => explained('TCP', port, () => sockets.listenTcp(server, port)),
    isHanded: (protocol, port, needsBroadcasts) => {
      const place = { address: needsBroadcasts ? EVERYBODY : address, interfaceName: card.name };
      return handedSockets()?.check({ protocol, port, ...place }) ?? false;
    },
    connectTcp: async (other, port, options) => {
      if (other === address || !isSameSubnet(address, other, prefix)) {
        throw Object.assign(new Error('not on the bench'), { code: 'EADDRNOTAVAIL' });
      }
      return sockets.connectTcp(other, port, options);
    },
    connectSelf: (port, options) => connectPlain(address, address, port, options),
    contains: remembering((other) => isSameSubnet(address, other, prefix)),
  };
}

/** Every datagram asks, and nearly always about the same addresses. */
function remembering(contains: (address: Ipv4) => boolean): (address: Ipv4) => boolean {
  const known = new Map<Ipv4, boolean>();
  return (address) => {
    let answer = known.get(address);
    if (answer === undefined) {
      if (known.size >= MOST_REMEMBERED) known.clear();
      answer = contains(address);
      known.set(address, answer);
    }
    return answer;
  };
}

async function openSockets(card: Card, address: Ipv4, log: Log): Promise<Sockets> {
  if (process.platform === 'linux' || process.platform === 'darwin') {
    const system = process.platform === 'linux' ? linux : darwin;
    try {
      const place: Place = { libc: await loadLibc(), system, interfaceName: card.name };
      // Any port will do: this only shows whether sockets can be tied to the card at all.
      const fd = openOnCard(place, { type: SOCK_DGRAM, address: EVERYBODY, port: 0 });
      place.libc.close(fd);
      const bound = card.isLoopback || system === linux ? address : '0.0.0.0';
      return tiedSockets(place, bound, address);
    } catch (cause) {
      const code = (cause as { code?: unknown } | null)?.code;
      if (code === 'ENODEV' || code === 'ENXIO') {
        throw new StationError('NO_CARD', `The network card ${card.name} is gone.`, { cause });
      }
      const msg = `Sockets cannot be tied to a network card here: ${cause instanceof Error ? cause.message : code}`;
      log.write({ source: 'station', severity: severity.warning, msg });
    }
  }
  return addressSockets(card, address);
}

function tiedSockets(place: Place, address: Ipv4, own: Ipv4): Sockets {
  const handed = handedSockets();
  const { interfaceName } = place;
  return {
    limitation: null,
    openUdp: async (options) => {
      const { port, broadcast = false } = options;
      const at = broadcast ? EVERYBODY : address;
      const given =
        handed &&
        (await openHandedUdp(place, handed, { port, address: at, interfaceName }, options));
      return given ?? openUdpOnCard(place, at, options);
    },
    listenTcp: async (server, port) => {
      const wanted = { protocol: 'TCP', port, address, interfaceName } as const;
      const given = handed && (await listenHanded(place, handed, wanted, server));
      return given ?? listenOnCard(place, address, server, port);
    },
    // Elsewhere a socket made here would wait in `connect`, and everything with it.
    connectTcp: async (other, port, options) =>
      place.system === linux
        ? connectOnCard(place, own, other, port)
        : connectPlain(own, other, port, options),
  };
}

/** Its receive buffer stays as its unit has it: who hands it over may set more than this user. */
function openHandedUdp(
  place: Place,
  handed: HandedSockets,
  wanted: Omit<WantedSocket, 'protocol'>,
  options: UdpOptions,
): Promise<UdpSocket | null> {
  return handed.openUdp({ protocol: 'UDP', ...wanted }, options, (fd, adopted) => {
    if (options.broadcast) allowBroadcast(place, fd);
    return adoptUdp(place, fd, adopted);
  });
}

function listenHanded(
  place: Place,
  handed: HandedSockets,
  wanted: WantedSocket,
  server: Server,
): Promise<number | null> {
  return handed.openTcp(wanted, async (fd, onClosed) => {
    const port = await adoptTcp(place, fd, server);
    server.once('close', onClosed);
    return port;
  });
}

/** Without a tie to the card: see the sentence. Loopback needs none. */
function addressSockets(card: Card, address: Ipv4): Sockets {
  const isWindows = process.platform === 'win32';
  const limitation = isWindows
    ? `Windows keeps SPA Bench to ${card.name} by its address ${address} only: unplug other networks that could send to this address.`
    : `SPA Bench could not tie its sockets to ${card.name} and uses its address ${address} instead: packets from other network cards may be heard, so unplug other networks.`;
  return {
    limitation: card.isLoopback ? null : limitation,
    openUdp: (options) => openPlainUdp(address, options, !isWindows),
    listenTcp: (server, port) => listenPlain(address, server, port),
    connectTcp: (other, port, options) => connectPlain(address, other, port, options),
  };
}
