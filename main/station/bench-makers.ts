/** How each service of a run comes about: from its port to its place on the wire. */

import type { ServiceName } from '../contract/preflight.ts';
import type { BenchParts } from './bench.ts';
import type { Service, ServiceMaker, ServiceMakers } from './bench-services.ts';
import type { CapturedService } from './capture/capture.ts';
import { tapped } from './capture/tapped-network.ts';
import { type DhcpConfig, defaultDhcpConfig } from './dhcp/config.ts';
import { createDhcpServer } from './dhcp/server.ts';
import type { DhcpServer } from './dhcp/service.ts';
import { createDnsServer } from './dns/server.ts';
import type { FileServiceParts } from './files/service-parts.ts';
import type { BenchWatch } from './guard/bench-watch.ts';
import { createHttpServer } from './http/server.ts';
import { createHttpsServer, type HttpsServer } from './https/server.ts';
import { addressesInUse } from './net/in-use.ts';
import type { OpenNetwork } from './net/open-network.ts';
import { type SocketTrouble, toldTrouble } from './net/told-trouble.ts';
import { createNtpServer } from './ntp/server.ts';
import { extraPort, type Settings } from './settings.ts';
import { createSyslogServer, type SyslogServer } from './syslog/server.ts';
import { createTftpServer } from './tftp/server.ts';

export interface MakerParts {
  bench: BenchParts;
  network: OpenNetwork;
  watch: BenchWatch;
  /** What the services with files share. */
  files: FileServiceParts;
}

/** The newest of each kind that others ask; what it knows counts also while it is stopped. */
export interface Made {
  dhcp: DhcpServer | null;
  syslog: SyslogServer | null;
  https: HttpsServer | null;
}

type Port = number | 'off';

/** @returns the makers, and what they made so far */
export function serviceMakers(parts: MakerParts): { makers: ServiceMakers; made: Made } {
  const { bench, network, watch, files } = parts;
  const { settings, clock, log, capture } = bench;
  const made: Made = { dhcp: null, syslog: null, https: null };
  const common = { clock, log, tell: files.tell };
  const maker = (
    name: ServiceName,
    portIn: (settings: Settings) => Port,
    make: (network: OpenNetwork, port: number) => Service,
  ): ServiceMaker => ({
    port: () => portNow(portIn(settings), portIn(bench.current())),
    make: (port, onTrouble) => listening(wireOf(name), port, onTrouble, make),
  });
  const wireOf = (name: ServiceName): OpenNetwork => {
    const heard = name === 'dhcp' ? watch.dhcpNetwork : watch.network;
    return isCaptured(name) ? tapped(heard, capture, name) : heard;
  };
  return {
    made,
    makers: {
      dhcp: maker(
        'dhcp',
        ({ ports }) => ports.dhcp,
        (wire, port) => {
          // Not the first: meanwhile the wire may have become another one.
          if (made.dhcp !== null) watch.dhcpBack();
          made.dhcp = dhcpServer(bench, network, wire, port);
          return made.dhcp;
        },
      ),
      tftp: maker(
        'tftp',
        ({ ports }) => ports.tftp,
        (wire, port) => createTftpServer({ ...files, network: wire, port }),
      ),
      http: maker(
        'http',
        ({ ports }) => ports.http,
        (wire, port) => createHttpServer({ ...files, network: wire, port }),
      ),
      https: maker(
        'https',
        ({ ports }) => (settings.https.mode === 'off' ? 'off' : ports.https),
        (wire, port) => {
          made.https = createHttpsServer({ ...files, network: wire, port, tls: bench.tls() });
          return made.https;
        },
      ),
      syslog: maker(
        'syslog',
        ({ ports }) => ports.syslog,
        (wire, port) => {
          const tcpPort = bench.current().ports.syslogTcp ?? 'same';
          made.syslog = createSyslogServer({ ...common, network: wire, port, tcpPort });
          return made.syslog;
        },
      ),
      dns: maker(
        'dns',
        (now) => extraPort(now, 'dns'),
        (wire, port) =>
          createDnsServer({ ...common, network: wire, port, names: () => bench.names() }),
      ),
      ntp: maker(
        'ntp',
        (now) => extraPort(now, 'ntp'),
        (wire, port) => {
          const isClockRight = (): boolean => bench.isClockRight();
          return createNtpServer({ ...common, network: wire, port, isClockRight });
        },
      ),
    },
  };
}

/** What the run was started without stays off; what it has goes by the number that is set now. */
function portNow(atStart: Port, now: Port): number | null {
  return atStart === 'off' || now === 'off' ? null : now;
}

/** A service that tells what befalls the sockets it listens on. */
function listening(
  wire: OpenNetwork,
  port: number,
  onTrouble: (trouble: SocketTrouble) => void,
  make: (network: OpenNetwork, port: number) => Service,
): Service {
  let isOpening = true;
  const service = make(
    toldTrouble(wire, () => isOpening, onTrouble),
    port,
  );
  return {
    start: async () => {
      try {
        return await service.start();
      } finally {
        isOpening = false;
      }
    },
    stop: () => service.stop(),
  };
}

/** HTTP has streams, whose packets only the system sees. */
function isCaptured(name: ServiceName): name is CapturedService {
  return name !== 'http' && name !== 'https';
}

function dhcpServer(
  parts: BenchParts,
  network: OpenNetwork,
  wire: OpenNetwork,
  port: number,
): DhcpServer {
  const { settings, clock, log, tell, leases, keeper } = parts;
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
