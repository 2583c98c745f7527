/**
 * What a simulated unit is plugged into. Unit code is the same on every wire: loopback for everyday
 * work without rights (`loopback-wire.ts`), or a network card of a Linux bench (`bench-wire.ts`).
 */
import type { Server, Socket } from 'node:net';
import type { Ipv4, Mac } from '../contract/values.ts';

export type Datagram = (bytes: Uint8Array, from: { address: Ipv4; port: number }) => void;

export interface UnitSocket {
  readonly port: number;
  /** Never throws; a datagram that cannot be sent is lost, as on a real wire. */
  send(bytes: Uint8Array, port: number, address: Ipv4): void;
  close(): void;
}

export interface LeasedAddress {
  address: Ipv4;
  mask: Ipv4;
  /** Who gave it: the station. */
  serverId: Ipv4;
}

/** One unit's network jack. */
export interface UnitJack {
  /** Opens the DHCP client socket; answers of other units are not delivered. */
  openDhcp(onDatagram: (bytes: Uint8Array) => void): Promise<DhcpSocket>;
  /** Puts the leased address on the jack (ACK), or takes it off (null). */
  setAddress(lease: LeasedAddress | null): void;
  /** A UDP socket on the leased address and a free port. @throws when there is no address. */
  openUdp(onDatagram: Datagram): Promise<UnitSocket>;
  /** A TCP connection from the leased address; errors arrive as its `error` event. */
  connectTcp(port: number, address: Ipv4): Socket;
  /**
   * Lets the unit's web server listen on its address, until it is closed. Absent, or false: there is none on
   * this wire, as on a unit whose web server is off.
   */
  listenWeb?(server: Server): Promise<boolean>;
  /** False: the address lies beyond the bench, and nothing may be sent there. */
  reaches(address: Ipv4): boolean;
  unplug(): Promise<void>;
}

export interface DhcpSocket {
  broadcast(bytes: Uint8Array): void;
  /** To a server whose address is known (RENEWING). */
  sendTo(bytes: Uint8Array, server: Ipv4): void;
  close(): void;
}

export interface Wire {
  /** Makes the jacks of all units beforehand, so that plugging in takes no time. */
  prepare(macs: readonly Mac[]): Promise<void>;
  plug(mac: Mac): Promise<UnitJack>;
  /** Port to use where a protocol's own is meant: the station on loopback listens on others. */
  standardPort(service: 'tftp' | 'http' | 'syslog'): number;
  close(): Promise<void>;
}

export interface StationPorts {
  dhcp: number;
  tftp: number;
  http: number;
  syslog: number;
  /** Where the units' own web servers listen; absent: they have none. */
  unitWeb?: number;
}
