/**
 * One run of the services on one card, from Start to Stop: the network, DHCP, TFTP, HTTP(S), syslog,
 * and who stands behind an address. Everything goes down together.
 */
import type { SecureContextOptions } from 'node:tls';
import { StationError } from '../contract/errors.ts';
import type { Card, StationStatus } from '../contract/model.ts';
import type { SelfTest } from '../contract/preflight.ts';
import { formatMac, type Ipv4, type Mac } from '../contract/values.ts';
import type { CapturedService, PacketCapture } from './capture/capture.ts';
import { tapped } from './capture/tapped-network.ts';
import type { Clock } from './clock.ts';
import type { DhcpConfig } from './dhcp/config.ts';
import { defaultDhcpConfig } from './dhcp/config.ts';
import type { SeenExchange } from './dhcp/exchange.ts';
import type { Lease, LeaseKeeper } from './dhcp/lease.ts';
import type { ProbeResult } from './dhcp/probe.ts';
import { createDhcpServer } from './dhcp/server.ts';
import type { DhcpServer } from './dhcp/service.ts';
import { guessClient } from './dhcp/wanted.ts';
import { createDnsServer } from './dns/server.ts';
import type { Tell } from './events.ts';
import type { AnswerFile, FileRequest } from './files/answer.ts';
import { hostPort, type StationAddress } from './files/chain-files.ts';
import type { Requester } from './files/resolver-parts.ts';
import type { AnswerUpload } from './files/upload.ts';
import { watchBench } from './guard/bench-watch.ts';
import { createHttpServer } from './http/server.ts';
import { createHttpsServer } from './https/server.ts';
import { type Log, severity } from './log.ts';
import { openArpWatch } from './net/arp-watch.ts';
import { FrameSenders } from './net/frame-senders.ts';
import { addressesInUse } from './net/in-use.ts';
import { macOf } from './net/neighbours.ts';
import { type OpenNetwork, openBenchNetwork } from './net/open-network.ts';
import { probeAlive } from './net/probe.ts';
import { createNtpServer } from './ntp/server.ts';
import { findForeignServers, foreignWords } from './preflight/foreign-servers.ts';
import { BenchTest } from './self-test/bench-test.ts';
import { createKnownFile } from './self-test/known-file.ts';
import { extraPort, type Settings } from './settings.ts';
import { createSyslogServer } from './syslog/server.ts';
import { createTftpServer } from './tftp/server.ts';
import { parsePosted } from './units/posted.ts';
import { parseUserAgent } from './units/user-agent.ts';

export interface BenchParts {
  settings: Settings;
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
  /** As rules name it. */
  readonly station: StationAddress;
  /** With the sentence of the last self-test where one failed. */
  readonly ports: Ports;
  /** The last one; null: none yet. */
  readonly test: SelfTest | null;
  /** Asks every service once, through the card's own address. Never throws. */
  selfTest(): Promise<SelfTest>;
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

interface Service {
  start(): Promise<number>;
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
  const common = { network: watch.network, clock, log, tell };
  const seen = (service: CapturedService) => {
    const heard = service === 'dhcp' ? watch.dhcpNetwork : watch.network;
    return tapped(heard, parts.capture, service);
  };
  const started: Service[] = [];
  const start = async (service: Service | null): Promise<number | null> => {
    if (service === null) return null;
    const port = await service.start();
    started.unshift(service);
    return port;
  };
  const stop = async () => {
    watch.stop();
    resolver = null;
    open();
    for (const service of started) await service.stop();
  };
  const { ports } = settings;
  try {
    const dhcp = wantsDhcp ? dhcpServer(parts, network, seen('dhcp')) : null;
    const listener =
      ports.syslog === 'off'
        ? null
        : createSyslogServer({
            ...{ ...common, network: seen('syslog') },
            port: ports.syslog,
            tcpPort: ports.syslogTcp ?? 'same',
          });
    const syslog = await start(listener);
    const http = await start(
      ports.http === 'off'
        ? null
        : createHttpServer({ ...common, port: ports.http, answer, upload }),
    );
    const isHttps = settings.https.mode !== 'off' && ports.https !== 'off';
    const secure = isHttps
      ? createHttpsServer({
          ...common,
          port: Number(ports.https),
          answer,
          upload,
          tls: parts.tls(),
        })
      : null;
    const https = await start(secure);
    const tftp = await start(
      ports.tftp === 'off'
        ? null
        : createTftpServer({ ...common, network: seen('tftp'), port: ports.tftp, answer, upload }),
    );
    const dnsPort = extraPort(settings, 'dns');
    const dns = await start(
      dnsPort === 'off'
        ? null
        : createDnsServer({
            ...common,
            network: seen('dns'),
            port: dnsPort,
            names: () => parts.names(),
          }),
    );
    const ntpPort = extraPort(settings, 'ntp');
    const ntp = await start(
      ntpPort === 'off'
        ? null
        : createNtpServer({
            ...{ ...common, network: seen('ntp') },
            port: ntpPort,
            isClockRight: () => parts.isClockRight(),
          }),
    );
    const dhcpPort = await start(dhcp);
    const places = stationAddress(network.address, tftp, http, syslog);
    const station = { ...places, reports: settings.reports };
    resolver = parts.resolver({ station, network });
    open();
    watch.start();
    const frames = new FrameSenders((mac) => hasLease(dhcp, mac));
    const isOther = (address: Ipv4, unit: Mac, answering: Mac) =>
      isAnother(answering, unit, dhcp) || frames.differs(address, unit, answering);
    const openPorts = {
      ...{ dhcp: dhcpPort, tftp, http, https, syslog },
      ...(dns !== null && { dns }),
      ...(ntp !== null && { ntp }),
    };
    const tests = new BenchTest({
      network,
      clock,
      log,
      file,
      ports: openPorts,
      whyNoDhcp: watch.whyHeld,
    });
    // On loopback only when a person asks: what practises there needs no proof of a card.
    if (!network.isLoopback) await tests.run();
    return {
      network,
      station,
      get ports() {
        return tests.ports();
      },
      get test() {
        return tests.last;
      },
      selfTest: () => tests.run(),
      isFlooded: () => listener?.isFlooded === true,
      pool: () => (dhcp === null ? null : poolOf(dhcp)),
      leaseHolder: (address) => dhcp?.holderOf(address) ?? null,
      freeLease: async (mac) => dhcp?.free(mac),
      resumeLease: async (mac) => (await dhcp?.resume(mac)) ?? null,
      identify: (request) => identify(settings, network, dhcp, frames, request),
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
      linkLost: watch.linkLost,
      linkBack: watch.linkBack,
      renewCertificate: () => secure?.renew(parts.tls()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function dhcpServer(parts: BenchParts, network: OpenNetwork, wire: OpenNetwork): DhcpServer {
  const { settings, clock, log, tell, leases, keeper } = parts;
  const port = settings.ports.dhcp === 'off' ? 0 : settings.ports.dhcp;
  return createDhcpServer({
    network: wire,
    port,
    config: dhcpConfig(settings, network),
    keeper,
    leases: leases(),
    clock,
    log,
    tell,
    onExchange: parts.onExchange,
    ...(network.isLoopback
      ? {}
      : { inUse: (addresses, signal) => addressesInUse(network, addresses, signal) }),
  });
}

function dhcpConfig(settings: Settings, network: OpenNetwork): DhcpConfig {
  const usual = defaultDhcpConfig(network.address, network.prefix);
  const { options } = settings;
  return {
    ...usual,
    pool: settings.pool ?? usual.pool,
    exclusions: settings.exclude.map((address) => ({ first: address, last: address })),
    reservations: Object.entries(settings.reservations).map(([mac, address]) => ({ mac, address })),
    leaseSeconds: settings.lease,
    allowAll: settings.allowAll,
    morePrefixes: settings.macPrefixes,
    routers: options[3] === undefined ? [] : [options[3]],
    dnsServers: options[6] ?? (extraPort(settings, 'dns') === 'off' ? [] : [network.address]),
    hostName: options[12] ?? null,
    domain: options[15] ?? null,
    timeServers: options[42] ?? (extraPort(settings, 'ntp') === 'off' ? [] : [network.address]),
    vendorOptions: options[43] ?? null,
    bootServer: options[66] ?? null,
    bootFile: options[67] ?? null,
    bootServers150: options[150] ?? null,
    bootServer159: options[159] ?? null,
    bootServer160: options[160] ?? null,
    ownMac: network.card.mac,
  };
}

/** TFTP carries the chain; where it is off, HTTP does. */
function stationAddress(
  address: Ipv4,
  tftp: number | null,
  http: number | null,
  syslog: number | null,
): StationAddress {
  return {
    ...(tftp === null
      ? { scheme: 'http', files: hostPort(address, http ?? 80, 80) }
      : { scheme: 'tftp', files: hostPort(address, tftp, 69) }),
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
