/**
 * Units on loopback: no rights, no broadcast, nothing leaves the computer. DHCP goes unicast from
 * 127.0.0.1 and a free port, and the answer comes back to that port. After the ACK a unit speaks
 * from its leased 127.x.y.z address; Linux and Windows accept the whole of 127/8 without set-up.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Server } from 'node:net';
import type { Ipv4 } from '../contract/values.ts';
import type { Datagram, StationPorts, UnitJack, UnitSocket, Wire } from './wire.ts';

/** Large enough for a burst of answers while this process is busy with 250 units. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

export interface LoopbackWireOptions {
  /** Where the station listens; an address of 127/8. */
  host: Ipv4;
  ports: StationPorts;
}

export function loopbackWire({ host, ports }: LoopbackWireOptions): Wire {
  return {
    prepare: async () => undefined,
    plug: async () => loopbackJack(host, ports),
    standardPort: (service) => ports[service],
    close: async () => undefined,
  };
}

function loopbackJack(host: Ipv4, ports: StationPorts): UnitJack {
  let leased: Ipv4 | null = null;
  const open = new Set<UnitSocket>();

  const openOn = async (address: Ipv4, onDatagram: Datagram): Promise<UnitSocket> => {
    const socket = await openUdpOn(address, onDatagram, () => open.delete(socket));
    open.add(socket);
    return socket;
  };
  const leasedAddress = () => {
    if (leased === null) throw new Error('the unit has no address');
    return leased;
  };
  return {
    async openDhcp(onDatagram) {
      const socket = await openOn('127.0.0.1', onDatagram);
      return {
        broadcast: (bytes) => socket.send(bytes, ports.dhcp, host),
        sendTo: (bytes) => socket.send(bytes, ports.dhcp, host),
        close: () => socket.close(),
      };
    },
    setAddress: (lease) => {
      leased = lease?.address ?? null;
    },
    openUdp: (onDatagram) => openOn(leasedAddress(), onDatagram),
    connectTcp: (port, address) => connect({ port, host: address, localAddress: leasedAddress() }),
    listenWeb: async (server) => {
      if (ports.unitWeb === undefined) return false;
      return listening(server, { port: ports.unitWeb, host: leasedAddress(), exclusive: true });
    },
    reaches: (address) => address.startsWith('127.'),
    unplug: async () => {
      for (const socket of open) socket.close();
    },
  };
}

/** False when the port is somebody else's: the unit then lives without a web server. */
export async function listening(
  server: Server,
  where: { port: number; host: Ipv4; exclusive: true } | { fd: number },
): Promise<boolean> {
  const failed = once(server, 'error').then(() => false);
  const listens = once(server, 'listening').then(() => true);
  failed.catch(() => undefined);
  listens.catch(() => undefined);
  server.listen(where);
  return Promise.race([listens.catch(() => false), failed]);
}

async function openUdpOn(
  address: Ipv4,
  onDatagram: Datagram,
  onClosed: () => void,
): Promise<UnitSocket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  await new Promise<void>((done, fail) => {
    socket.once('error', fail);
    socket.bind({ port: 0, address, exclusive: true }, () => {
      socket.off('error', fail);
      done();
    });
  });
  return asUnitSocket(socket, onDatagram, onClosed);
}

/** Wraps a bound socket; used by both wires. */
export function asUnitSocket(
  socket: ReturnType<typeof createSocket>,
  onDatagram: Datagram,
  onClosed: () => void,
): UnitSocket {
  let isClosed = false;
  let sending = 0;
  const closeWhenSent = () => {
    if (isClosed && sending === 0) socket.close();
  };
  socket.on('message', (bytes, from) => onDatagram(bytes, from));
  // A refused port (ICMP) or a card that went down loses datagrams, no more.
  socket.on('error', () => undefined);
  return {
    port: socket.address().port,
    send: (bytes, port, address) => {
      if (isClosed) return;
      sending += 1;
      socket.send(bytes, port, address, () => {
        sending -= 1;
        closeWhenSent();
      });
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      onClosed();
      closeWhenSent();
    },
  };
}
