/**
 * One run of the services on one card, from Start to Stop: the network, DHCP, TFTP, HTTP(S), syslog,
 * and who stands behind an address. Everything goes down together.
 */
import type { SecureContextOptions } from 'node:tls';
import { StationError } from '../contract/errors.ts';
import type { Card, StationStatus } from '../contract/model.ts';
import { type SelfTest, type ServiceName, serviceNames } from '../contract/preflight.ts';
import { formatMac, type Ipv4, type Mac } from '../contract/values.ts';
import { serviceMakers } from './bench-makers.ts';
import { BenchServices, type OpenPlan } from './bench-services.ts';
import type { PacketCapture } from './capture/capture.ts';
import type { Clock } from './clock.ts';
import type { SeenExchange } from './dhcp/exchange.ts';
import type { Lease, LeaseKeeper } from './dhcp/lease.ts';
import type { ProbeResult } from './dhcp/probe.ts';
import type { DhcpServer } from './dhcp/service.ts';
import { guessClient } from './dhcp/wanted.ts';
import type { Tell } from './events.ts';
import type { AnswerFile, FileRequest } from './files/answer.ts';
import { hostPort, type StationAddress } from './files/chain-files.ts';
import type { Requester } from './files/resolver-parts.ts';
import type { AnswerUpload } from './files/upload.ts';
import { watchBench } from './guard/bench-watch.ts';
import { type Log, severity } from './log.ts';
import { openArpWatch } from './net/arp-watch.ts';
import { FrameSenders } from './net/frame-senders.ts';
import { handedSockets } from './net/handed-sockets.ts';
import { macOf } from './net/neighbours.ts';
import { type OpenNetwork, openBenchNetwork } from './net/open-network.ts';
import { probeAlive } from './net/probe.ts';
import { findForeignServers, foreignWords } from './preflight/foreign-servers.ts';
import { BenchTest } from './self-test/bench-test.ts';
import { createKnownFile } from './self-test/known-file.ts';
import { isNeeded, lackOf } from './service-lacks.ts';
import type { Settings } from './settings.ts';
import { parsePosted } from './units/posted.ts';
import { parseUserAgent } from './units/user-agent.ts';

export interface BenchParts {
  settings: Settings;
  /** The settings as they are now: a service that is opened again takes its port from there. */
  current(): Settings;
  /** The card to serve on. */
  wanted: { interface?: string | undefined; address?: Ipv4 | undefined };
  clock: Clock;
  log: Log;
  tell: Tell;
  /** What a look for other DHCP servers found, at the start or later. */
  onProbe(card: Card, result: ProbeResult): void;
  /** Ends the start early; the call then rejects. */
  signal: AbortSignal;
  /** It served before: the wire is looked at while it opens, and no address is offered meanwhile. */
  isReturn: boolean;
  /** Which services may stay down, and which a person stopped. */
  plan: OpenPlan;
  /** A service came or went: for a moment not everything was heard. */
  onGap(): void;
  /** The wire is no bench any more: serving has to end. */
  onDanger(danger: StationError): void;
  /** {@link Bench.warnings} are others. */
  onNews(): void;
  /** Whether that MAC is a unit's. */
  isUnit(mac: Mac): boolean;
  /** What is kept of the leases, read just before the DHCP server begins. */
  leases(): readonly Lease[];
  /** What the services see and send by UDP is recorded here. */
  capture: PacketCapture;
  keeper: LeaseKeeper;
  onExchange(seen: SeenExchange): void;
  /**
   * The HTTPS server's key, certificate and suites as they are now.
   * @throws StationError NO_CERTIFICATE, CERTIFICATE_UNUSABLE
   */
  tls(): SecureContextOptions;
  /** Makes the file resolver once address and ports are known. */
  resolver(bench: { station: StationAddress; network: OpenNetwork }): AnswerFile;
  /** The names the bench's name server leads to the station, in small letters. */
  names(): ReadonlySet<string>;
  /** False while this computer's clock is known to be wrong. */
  isClockRight(): boolean;
  /** The same for what units send. */
  uploads(network: OpenNetwork): AnswerUpload;
}

type Ports = StationStatus['ports'];

export interface Bench {
  readonly network: OpenNetwork;
  /** As rules name it; another one when a service came back on another port. */
  readonly station: StationAddress;
  /** With the sentence of the last self-test where one failed. */
  readonly ports: Ports;
  /** The last one; null: none yet. */
  readonly test: SelfTest | null;
  /** Asks every service once, through the card's own address. Never throws. */
  selfTest(): Promise<SelfTest>;
  /** A service units need does not run: what they say now is not heard, and their silence means nothing. */
  readonly isDeaf: boolean;
  /** As {@link BenchServices.start} and {@link BenchServices.stop}. */
  startService(name: ServiceName): Promise<void>;
  stopService(name: ServiceName): Promise<void>;
  pool(): StationStatus['pool'];
  /** Datagrams come faster than they are read; what need not be done now can wait. */
  isFlooded(): boolean;
  /** The MAC a live lease gives the address to. */
  leaseHolder(address: Ipv4): Mac | null;
  /** See {@link DhcpServer.free} and {@link DhcpServer.resume}; without DHCP there is nothing to free. */
  freeLease(mac: Mac): Promise<void>;
  resumeLease(mac: Mac): Promise<Ipv4 | null>;
  /** Who asks; null when nothing tells. */
  identify(request: FileRequest): Promise<Requester | null>;
  /**
   * That the unit answers at its address from now on, in words; null after some seconds of silence, or
   * when another unit answers there.
   */
  signOfLife(address: Ipv4, unit: Mac): Promise<string | null>;
  /** False: by the neighbour table another unit uses that address now. Sends nothing. */
  isAt(address: Ipv4, unit: Mac): Promise<boolean>;
  /** What people should look at; nothing of it ends the serving. */
  warnings(): string[];
  /** The link went away and came back; sockets stay. */
  linkLost(): void;
  linkBack(): void;
  /** HTTPS goes on with the certificate as it is now. @throws as `BenchParts.tls` */
  renewCertificate(): void;
  stop(): Promise<void>;
}

/**
 * @throws StationError with what keeps the card or a port from us, or FOREIGN_DHCP naming the server
 *   that already rules this wire; nothing is left open then
 */
export async function openBench(parts: BenchParts): Promise<Bench> {
  const { settings, clock, log } = parts;
  const network = await openBenchNetwork({
    interfaceName: parts.wanted.interface,
    address: parts.wanted.address,
    log,
  });
  const wantsDhcp = settings.ports.dhcp !== 'off';
  if (!parts.isReturn && settings.checks) await refuseTakenWire(parts, network, wantsDhcp);
  const watch = watchBench(parts, network);

  let resolver: AnswerFile | null = null;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  // A request that comes while the other ports still open waits for their numbers.
  const resolve: AnswerFile = async (request) => {
    await opened;
    return resolver === null
      ? { kind: 'missing', reason: 'the station is stopping' }
      : resolver(request);
  };
  const takeUpload = parts.uploads(network);
  const upload: AnswerUpload = async (request) => {
    await opened;
    return resolver === null
      ? { kind: 'refused', reason: 'the station is stopping' }
      : takeUpload(request);
  };
  const file = createKnownFile();
  const answer = file.answering(resolve);
  const tell = file.telling(parts.tell);
  const files = { answer, upload, clock, log, tell };
  const { makers, made } = serviceMakers({ bench: parts, network, watch, files });
  let isLinkLost = network.problem !== null;
  const services = new BenchServices({
    ...{ makers, log },
    isNeeded: (name) => isNeeded(name, needs()),
    lack: (name) => lackOf(name, needs()),
    answers: async (name) => isLinkLost || tests.answers(name),
    onChange: (name) => changed(name),
  });
  const tests = new BenchTest({
    ...{ network, clock, log, file, whyNoDhcp: watch.whyHeld },
    state: (name) => services.state(name),
  });
  // What proves a unit acts at once; which services there are, from Start to Stop.
  const needs = () => ({ ...parts.current(), ports: settings.ports });
  const places = () => {
    const portOf = (name: ServiceName) => services.portOf(name) ?? (makers[name].port() || null);
    return { ...stationAddress(network.address, settings, portOf), reports: settings.reports };
  };
  let station: StationAddress = places();
  let isOpen = false;
  const changed = (name: ServiceName): void => {
    if (!isOpen) return;
    const place = places();
    if (JSON.stringify(place) !== JSON.stringify(station)) {
      station = place;
      resolver = parts.resolver({ station, network });
    }
    if (name !== 'dns' && name !== 'ntp') parts.onGap();
    parts.onNews();
    const isOn = services.state(name).state === 'on';
    if (isOn && (!network.isLoopback || tests.last !== null)) {
      void tests.run().then(() => parts.onNews());
    }
  };
  const stop = async () => {
    watch.stop();
    resolver = null;
    open();
    await services.close();
  };
  try {
    await services.open(parts.plan);
    station = places();
    resolver = parts.resolver({ station, network });
    open();
    watch.start();
    const frames = new FrameSenders((mac) => hasLease(made.dhcp, mac));
    const isOther = (address: Ipv4, unit: Mac, answering: Mac) =>
      isAnother(answering, unit, made.dhcp) || frames.differs(address, unit, answering);
    // On loopback only when a person asks: what practises there needs no proof of a card.
    if (!network.isLoopback) await tests.run();
    isOpen = true;
    const unused = handedSockets()?.unused ?? null;
    if (unused !== null) log.write({ source: 'station', severity: severity.notice, msg: unused });
    return {
      network,
      get station() {
        return station;
      },
      get ports() {
        return tests.ports();
      },
      get test() {
        return tests.last;
      },
      selfTest: () => tests.run(),
      get isDeaf() {
        return serviceNames.some((name) => {
          const { isNeeded: counts, state } = services.state(name);
          return counts && state !== 'on';
        });
      },
      startService: (name) => services.start(name),
      stopService: (name) => services.stop(name),
      isFlooded: () => made.syslog?.isFlooded === true,
      pool: () => (made.dhcp === null ? null : poolOf(made.dhcp)),
      leaseHolder: (address) => made.dhcp?.holderOf(address) ?? null,
      freeLease: async (mac) => made.dhcp?.free(mac),
      resumeLease: async (mac) => (await made.dhcp?.resume(mac)) ?? null,
      identify: (request) => identify(settings, network, made.dhcp, frames, request),
      signOfLife: async (address, unit) => {
        const sign = await probeAlive(network, address);
        if (sign === null || isOther(address, unit, sign.mac)) return null;
        return `${sign.how} from ${formatMac(sign.mac)}`;
      },
      isAt: async (address, unit) => {
        const neighbour = network.isLoopback ? null : await macOf(address, network);
        return neighbour === null || !isOther(address, unit, neighbour);
      },
      warnings: watch.warnings,
      linkLost() {
        isLinkLost = true;
        watch.linkLost();
      },
      linkBack() {
        isLinkLost = false;
        watch.linkBack();
        services.lookAgain();
      },
      renewCertificate: () => made.https?.renew(parts.tls()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** TFTP carries the chain; where it is off, HTTP does. */
function stationAddress(
  address: Ipv4,
  { ports }: Settings,
  portOf: (name: ServiceName) => number | null,
): StationAddress {
  const syslog = ports.syslog === 'off' ? null : portOf('syslog');
  return {
    ...(ports.tftp === 'off'
      ? { scheme: 'http', files: hostPort(address, portOf('http') ?? 80, 80) }
      : { scheme: 'tftp', files: hostPort(address, portOf('tftp') ?? 69, 69) }),
    syslog: syslog === null ? null : hostPort(address, syslog, 514),
  };
}

/**
 * By lease, unless the frames come from elsewhere; else by the neighbour table, which counts as proof only where another DHCP server rules
 * the bench; else by a certificate; else by what the request itself says, which proves nothing.
 */
async function identify(
  settings: Settings,
  network: OpenNetwork,
  dhcp: DhcpServer | null,
  frames: FrameSenders,
  request: FileRequest,
): Promise<Requester | null> {
  const isWanted = (mac: Mac) =>
    settings.allowAll || guessClient(mac, null, settings.macPrefixes).kind === 'wanted';
  // Leases go to wanted clients only, or to all by the technician's own switch.
  const holder = dhcp?.holderOf(request.address) ?? null;
  const neighbour = network.isLoopback ? null : await macOf(request.address, network);
  if (holder !== null) {
    const { address } = request;
    const lease: Requester = { mac: holder, how: 'lease', isWanted: true };
    if (neighbour === null || !frames.isForged(address, holder, neighbour)) return lease;
    // The entry may be an old one, of the address's former user: who answers there now decides.
    const sender = (await probeAlive(network, address))?.mac ?? null;
    if (sender === null) return { ...lease, how: 'claimed' };
    return frames.isForged(address, holder, sender) ? { ...lease, how: 'forged', sender } : lease;
  }
  if (neighbour !== null && dhcp === null) {
    return { mac: neighbour, how: 'neighbour', isWanted: isWanted(neighbour) };
  }
  const shown = request.client?.state === 'verified' ? request.client.subject.mac : null;
  if (shown !== null) return { mac: shown, how: 'certificate', isWanted: isWanted(shown) };
  if (neighbour !== null) return { mac: neighbour, how: 'claimed', isWanted: isWanted(neighbour) };
  const inPath = /^\/?p\/([0-9a-f]{12})\.cfg$/i.exec(request.path)?.[1]?.toLowerCase();
  const agent = request.userAgent === null ? null : parseUserAgent(request.userAgent);
  const posted = request.body === undefined ? undefined : parsePosted(request.body).mac;
  const mac = inPath ?? (agent?.ok ? agent.value.mac : undefined) ?? posted ?? undefined;
  return mac === undefined ? null : { mac, how: 'claimed', isWanted: isWanted(mac) };
}

/**
 * Whether the MAC that answers is not the unit's. A lease may name another MAC than its frames have
 * (a router's inside, a relay), so under our own DHCP only a MAC that has a lease of its own counts.
 */
function isAnother(answering: Mac, unit: Mac, dhcp: DhcpServer | null): boolean {
  if (answering === unit) return false;
  return dhcp === null || hasLease(dhcp, answering);
}

function hasLease(dhcp: DhcpServer | null, mac: Mac): boolean {
  return dhcp?.leases().some((lease) => lease.mac === mac) === true;
}

function poolOf(dhcp: DhcpServer): StationStatus['pool'] {
  const { quarantined, ...pool } = dhcp.stats().pool;
  const setAside = quarantined.map(({ address, mac, isFound, expiresAt }) => ({
    ...{ address, mac, until: expiresAt },
    why: isFound ? ('in-use' as const) : ('declined' as const),
  }));
  return { ...pool, setAside };
}

/**
 * Before the first packet of our own: does another DHCP server answer on this wire, and has somebody else
 * our address?
 */
async function refuseTakenWire(
  parts: BenchParts,
  network: OpenNetwork,
  wantsDhcp: boolean,
): Promise<void> {
  const { interfaceName, address } = network;
  const arp = await openArpWatch(interfaceName, address);
  try {
    arp?.ask();
    if (wantsDhcp) await refuseForeignServers(parts, network);
    const other = (await arp?.look()) ?? null;
    if (other === null) return;
    throw new StationError(
      'ADDRESS_TAKEN',
      `Another computer on the bench uses the address ${address}: ${formatMac(other)}. Nothing was started. Give one of the two another address.`,
    );
  } finally {
    arp?.close();
  }
}

async function refuseForeignServers(parts: BenchParts, network: OpenNetwork): Promise<void> {
  const { clock, log, signal, isUnit } = parts;
  const probe = await findForeignServers({ network, clock, log, signal, isUnit }).catch(
    (cause: unknown) => {
      throw signal.aborted ? new StationError('STOPPED', 'The start was stopped.') : cause;
    },
  );
  parts.onProbe(network.card, probe);
  if (probe.kind === 'could-not-listen') {
    log.write({ source: 'station', severity: severity.warning, msg: probe.reason });
    return;
  }
  const [server] = probe.servers;
  if (server === undefined) return;
  const words = foreignWords(server, network.interfaceName, 'Nothing was started.');
  throw new StationError('FOREIGN_DHCP', words);
}
