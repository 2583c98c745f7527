/** Can the station open its ports on the bench card? It tries, and lets them go at once. */
import { createServer } from 'node:net';
import { StationError } from '../../contract/errors.ts';
import type { SelfTest, ServiceName, Spared } from '../../contract/preflight.ts';
import { timeOfDay } from '../day-and-time.ts';
import type { BenchNetwork } from '../net/network.ts';
import type { OpenNetwork } from '../net/open-network.ts';
import { extraPort, type Settings } from '../settings.ts';
import { again, type Finding, finding } from './finding.ts';

export interface WantedPort {
  service: ServiceName;
  protocol: 'UDP' | 'TCP';
  port: number;
  /** No unit needs it: a firewall may keep it closed. */
  isExtra?: true;
  /** Its service hears broadcasts. */
  hearsBroadcasts?: true;
}

/** The ports with a number of their own; 0 is any free one. DHCP first. */
export function wantedPorts(
  settings: Pick<Settings, 'ports' | 'https' | 'dns' | 'ntp'>,
): WantedPort[] {
  const { ports, https } = settings;
  const dns = extraPort(settings, 'dns');
  // Units send syslog by UDP alone; by TCP come lines of other things on the bench.
  const syslogTcp = ports.syslog === 'off' ? 'off' : (ports.syslogTcp ?? ports.syslog);
  const named = [
    { service: 'dhcp', protocol: 'UDP', port: ports.dhcp, hearsBroadcasts: true },
    { service: 'tftp', protocol: 'UDP', port: ports.tftp },
    { service: 'syslog', protocol: 'UDP', port: ports.syslog },
    { service: 'dns', protocol: 'UDP', port: dns },
    { service: 'ntp', protocol: 'UDP', port: extraPort(settings, 'ntp') },
    { service: 'http', protocol: 'TCP', port: ports.http },
    { service: 'https', protocol: 'TCP', port: https.mode === 'off' ? 'off' : ports.https },
    { service: 'dns', protocol: 'TCP', port: dns },
    { service: 'syslog', protocol: 'TCP', port: syslogTcp, isExtra: true },
  ] as const;
  return named.flatMap(({ port, ...about }) =>
    port === 'off' || port === 0 ? [] : { ...about, port },
  );
}

export interface PortRefusal {
  service: ServiceName;
  error: StationError;
}

/** @returns for each port that cannot be opened, why. One that was handed over is looked at only. */
export async function tryPorts(
  network: Pick<OpenNetwork, 'openUdp' | 'listenTcp' | 'isHanded'>,
  ports: readonly WantedPort[],
): Promise<PortRefusal[]> {
  const refusals: PortRefusal[] = [];
  for (const { service, protocol, port, hearsBroadcasts = false } of ports) {
    try {
      if (network.isHanded(protocol, port, hearsBroadcasts)) continue;
      await (protocol === 'UDP' ? tryUdp(network, port) : tryTcp(network, port));
    } catch (error) {
      if (!(error instanceof StationError)) throw error;
      refusals.push({ service, error });
    }
  }
  return refusals;
}

async function tryUdp(network: Pick<BenchNetwork, 'openUdp'>, port: number): Promise<void> {
  const ignore = () => undefined;
  // As the DHCP server does it: such a socket meets every other one on that port.
  const socket = await network.openUdp({
    port,
    broadcast: true,
    onDatagram: ignore,
    onError: ignore,
  });
  await socket.close();
}

async function tryTcp(network: Pick<BenchNetwork, 'listenTcp'>, port: number): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await network.listenTcp(server, port);
  await new Promise((resolve) => server.close(resolve));
}

export interface PortFacts {
  wanted: readonly WantedPort[];
  /** `own`: the station has them open itself; `unknown`: no card or no address to try them on. */
  state: 'own' | 'tried' | 'unknown';
  refusals: readonly StationError[];
  /** Of `tried`: the services whose ports are taken, where a start can do without all of them. */
  without?: readonly Spared[];
  /** Of `own`: what the services answered when the station asked them itself; null: not asked yet. */
  test?: SelfTest | null;
}

/** Pure. */
export function portsFinding({
  wanted,
  state,
  refusals,
  without = [],
  test = null,
}: PortFacts): Finding {
  const found = finding.bind(null, 'ports');
  const names = portWords(wanted);
  if (state === 'own') return ownFinding(names, test);
  if (wanted.length === 0) return found('ok', 'Any free', 'Every service takes any free port.');
  if (state === 'unknown') {
    return found('open', 'Not yet', 'Looked at as soon as the card has an address.');
  }
  // A missing right is the next check's matter, and says nothing about who has the port.
  const [first, ...more] = refusals.filter(({ code }) => code !== 'NO_PERMISSION');
  if (first !== undefined) {
    const rest = more.length === 0 ? '' : ` And ${more.length} more.`;
    const isTaken = first.code === 'PORT_TAKEN';
    const { check, commands } = found(
      'fail',
      isTaken ? 'Taken' : 'Not usable',
      `${first.message}${rest}`,
      again('Stop that program, then look again.'),
    );
    return { check: without.length === 0 ? check : { ...check, without: [...without] }, commands };
  }
  if (refusals.length > 0) {
    return found('open', 'Not yet', 'Known once this user may open them.');
  }
  return found('ok', 'All free', `${names}.`);
}

function ownFinding(names: string, test: SelfTest | null): Finding {
  const found = finding.bind(null, 'ports');
  const open = `This station has them open: ${names}.`;
  if (test === null) return found('ok', 'Open', open);
  const failed = test.services.filter(({ result }) => result === 'fail');
  const [first] = failed;
  if (first === undefined) {
    return found('ok', 'Answering', `${open} All answered the station at ${timeOfDay(test.at)}.`);
  }
  const rest = failed.length === 1 ? '' : ` And ${failed.length - 1} more.`;
  return found('fail', 'No answer', `${first.detail}${rest}`);
}

/** `UDP 67, 69, 514 · TCP 80`. */
export function portWords(ports: readonly WantedPort[]): string {
  const of = (protocol: WantedPort['protocol']) => {
    const numbers = ports.filter((each) => each.protocol === protocol).map(({ port }) => port);
    return numbers.length === 0 ? [] : `${protocol} ${numbers.join(', ')}`;
  };
  return [of('UDP'), of('TCP')].flat().join(' · ');
}
