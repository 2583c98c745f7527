/** Looks for other DHCP servers on the bench wire, before serving and while serving. */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { StationError } from '../../contract/errors.ts';
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { type Log, severity } from '../log.ts';
import type { BenchNetwork, UdpSocket } from '../net/network.ts';
import { optionCode } from './options.ts';
import { decodePacket, encodePacket } from './packet.ts';
import { addressOption, hex, textBytes, textOption } from './values.ts';
import { PROBE_CLASS } from './wanted.ts';

export interface ForeignServer {
  /** Option 54, else the sender. */
  serverId: Ipv4;
  /** Where the OFFER came from: the server, or its relay. */
  address: Ipv4;
  /** UDP does not tell it; the neighbour table may. */
  mac: Mac | null;
  /** Option 60 of its OFFER; rarely there. */
  vendor: string | null;
}

export type ProbeResult =
  | { kind: 'heard'; servers: ForeignServer[] }
  /** The client port is taken or forbidden: nothing is known. `reason` is a sentence to show. */
  | { kind: 'could-not-listen'; reason: string };

export interface ProbeParts {
  network: BenchNetwork;
  clock: Clock;
  log: Log;
  /** How long to listen altogether. */
  ms: number;
  /** DISCOVERs sent, evenly within that time. */
  count: number;
  /** Ends the look at once; the call then rejects. */
  signal?: AbortSignal | undefined;
}

const CLIENT_PORT = 68;
const SERVER_PORT = 67;
const OFFER = 2;

/**
 * Asks as a client nobody knows, and takes nothing it is offered. Another station answers although
 * such a client is foreign to it: it knows the vendor class. On loopback nobody is asked.
 */
export async function probeForeignServers(parts: ProbeParts): Promise<ProbeResult> {
  const { network, log } = parts;
  if (network.isLoopback) return { kind: 'heard', servers: [] };
  const xid = randomInt(2 ** 32);
  const heard = new Map<string, ForeignServer>();
  let socket: UdpSocket;
  try {
    socket = await network.openUdp({
      port: CLIENT_PORT,
      broadcast: true,
      onDatagram: (bytes, from) => {
        const server = readOffer(bytes, xid, from.address);
        if (!server || server.serverId === network.address) return;
        heard.set(`${server.serverId} ${server.address}`, server);
      },
      onError: (error) =>
        log.write({
          source: 'dhcp',
          severity: severity.warning,
          msg: `Probe for other DHCP servers: ${error.message}`,
        }),
    });
  } catch (error) {
    return { kind: 'could-not-listen', reason: reasonOf(error) };
  }
  try {
    await ask(socket, xid, parts, () => heard.size > 0);
  } finally {
    await socket.close();
  }
  return { kind: 'heard', servers: [...heard.values()] };
}

async function ask(
  socket: UdpSocket,
  xid: number,
  { ms, count, clock, signal }: ProbeParts,
  isAnswered: () => boolean,
): Promise<void> {
  // A locally administered MAC that is nobody's, so that no lease of a real client is touched.
  const chaddr = hex(Uint8Array.of(2, ...randomBytes(5)));
  const startedMs = clock.monotonicMs();
  const attempts = Math.max(1, count);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const secs = Math.floor((clock.monotonicMs() - startedMs) / 1000);
    socket.send(discover(xid, chaddr, secs), SERVER_PORT, '255.255.255.255');
    await wait(ms / attempts, undefined, { signal });
    // One answer is enough to refuse; who answered first is who rules this wire.
    if (isAnswered()) return;
  }
}

function discover(xid: number, chaddr: Mac, secs: number): Uint8Array {
  return encodePacket({
    op: 1,
    hops: 0,
    xid,
    secs,
    wantsBroadcast: true,
    ciaddr: '0.0.0.0',
    yiaddr: '0.0.0.0',
    siaddr: '0.0.0.0',
    giaddr: '0.0.0.0',
    chaddr,
    options: new Map([
      [optionCode.messageType, Uint8Array.of(1)],
      [optionCode.vendorClass, textBytes(PROBE_CLASS)],
      [
        optionCode.parameterList,
        Uint8Array.of(optionCode.subnetMask, optionCode.router, optionCode.dnsServer),
      ],
    ]),
  });
}

function readOffer(bytes: Uint8Array, xid: number, from: Ipv4): ForeignServer | null {
  const packet = decodePacket(bytes);
  if (!packet.ok || packet.value.op !== 2 || packet.value.xid !== xid) return null;
  const { options } = packet.value;
  if (options.get(optionCode.messageType)?.[0] !== OFFER) return null;
  return {
    serverId: addressOption(options, optionCode.serverId) ?? from,
    address: from,
    mac: null,
    vendor: textOption(options, optionCode.vendorClass),
  };
}

function reasonOf(error: unknown): string {
  const detail = error instanceof StationError ? ` (${error.message})` : '';
  return `The station could not listen on UDP port ${CLIENT_PORT} to look for other DHCP servers; a DHCP client of this computer probably uses it${detail}.`;
}
