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
  /** Option 60 of its OFFER; rarely there. Another station says {@link STATION_CLASS}. */
  vendor: string | null;
  /** Left out: not judged. */
  kind?: ServerKind;
}

/** `unit`: a router-type unit that hangs on the bench by its LAN port. */
export type ServerKind = 'unit' | 'station' | 'other';

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
  /** Told at the first OFFER, while the look still goes on for others. */
  onOffer?: ((server: ForeignServer) => void) | undefined;
}

const CLIENT_PORT = 68;
const SERVER_PORT = 67;
const OFFER = 2;
/** OFFER, ACK and NAK. */
const SERVER_MESSAGES = [OFFER, 5, 6];
/** After the first answer: for others, which only matter for their names. */
const OTHERS_MS = 300;
/**
 * A locally administered MAC that is nobody's, so that no lease of a real client is touched; the same
 * in every look, so that a server sets no second address aside for it.
 */
const PROBE_MAC: Mac = hex(Uint8Array.of(2, ...randomBytes(5)));

/**
 * Asks as a client nobody knows, and takes nothing it is offered. Another station answers although
 * such a client is foreign to it: it knows the vendor class. On loopback nobody is asked.
 */
export async function probeForeignServers(parts: ProbeParts): Promise<ProbeResult> {
  const { network, log } = parts;
  if (network.isLoopback) return { kind: 'heard', servers: [] };
  const xid = randomInt(2 ** 32);
  const heard = new Map<string, ForeignServer>();
  const answered = new AbortController();
  let socket: UdpSocket;
  try {
    socket = await network.openUdp({
      port: CLIENT_PORT,
      broadcast: true,
      isShared: true,
      onDatagram: (bytes, from) => {
        const server = readOffer(bytes, xid, from.address);
        if (!server || server.serverId === network.address) return;
        heard.set(`${server.serverId} ${server.address}`, server);
        if (answered.signal.aborted) return;
        answered.abort();
        parts.onOffer?.(server);
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
    await ask(socket, xid, parts, answered.signal);
  } finally {
    await socket.close();
  }
  return { kind: 'heard', servers: [...heard.values()] };
}

async function ask(
  socket: UdpSocket,
  xid: number,
  { ms, count, clock, signal }: ProbeParts,
  answered: AbortSignal,
): Promise<void> {
  const startedMs = clock.monotonicMs();
  const attempts = Math.max(1, count);
  const either = signal === undefined ? answered : AbortSignal.any([signal, answered]);
  for (let attempt = 0; attempt < attempts && !answered.aborted; attempt += 1) {
    const secs = Math.floor((clock.monotonicMs() - startedMs) / 1000);
    socket.send(discover(xid, PROBE_MAC, secs, PROBE_CLASS), SERVER_PORT, '255.255.255.255');
    await wait(ms / attempts, undefined, { signal: either }).catch(() => undefined);
    signal?.throwIfAborted();
  }
  // One answer is enough to refuse; who answered first is who rules this wire.
  if (answered.aborted) await wait(OTHERS_MS, undefined, { signal });
}

/** A DISCOVER of a station. Its class says what for; it wants a broadcast answer. */
export function discover(xid: number, chaddr: Mac, secs: number, vendorClass: string): Uint8Array {
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
      [optionCode.vendorClass, textBytes(vendorClass)],
      [
        optionCode.parameterList,
        Uint8Array.of(optionCode.subnetMask, optionCode.router, optionCode.dnsServer),
      ],
    ]),
  });
}

/**
 * An answer to our question, or what another server says to any other client meanwhile: some answer only
 * clients they know.
 */
function readOffer(bytes: Uint8Array, xid: number, from: Ipv4): ForeignServer | null {
  const packet = decodePacket(bytes);
  if (!packet.ok || packet.value.op !== 2) return null;
  const { options } = packet.value;
  const type = options.get(optionCode.messageType)?.[0] ?? 0;
  const serverId = addressOption(options, optionCode.serverId);
  const isToUs = packet.value.xid === xid && type === OFFER;
  if (!isToUs && (serverId === null || !SERVER_MESSAGES.includes(type))) return null;
  return {
    serverId: serverId ?? from,
    address: from,
    mac: null,
    vendor: textOption(options, optionCode.vendorClass),
  };
}

function reasonOf(error: unknown): string {
  const detail = error instanceof StationError ? ` (${error.message})` : '';
  return `The station could not listen on UDP port ${CLIENT_PORT} to look for other DHCP servers; a DHCP client of this computer probably uses it${detail}.`;
}
