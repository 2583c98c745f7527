import { StationError } from '../../contract/errors.ts';
import type { Ipv4 } from '../../contract/values.ts';
import type { PortHolder } from './port-holder.ts';

/** What could not be opened, where, and who has it if that is known. */
export interface BindFailure {
  protocol: 'UDP' | 'TCP';
  port: number;
  address: Ipv4;
  interfaceName: string;
  holder: PortHolder | null;
  platform: NodeJS.Platform;
  /** The sockets handed over to this process, none of them for this port; null: none at all. */
  handed?: string | null;
}

/** Lowest port the bench ever needs; the right asked for ends here. */
const LOWEST_PORT = 67;

/**
 * Puts what the system said (`code` of the cause) into a sentence to act on. Pure.
 * @returns PORT_TAKEN, NO_PERMISSION, NO_ADDRESS or NO_CARD; anything else becomes SOCKET_FAILED.
 */
export function explainBindError(cause: unknown, failure: BindFailure): StationError {
  const { protocol, port, address, interfaceName, platform } = failure;
  const say = (code: string, message: string) => new StationError(code, message, { cause });
  const code = (cause as { code?: unknown } | null)?.code;
  switch (code) {
    case 'EADDRINUSE':
      return say('PORT_TAKEN', portTaken(failure));
    case 'EACCES':
    case 'EPERM':
      return say(
        'NO_PERMISSION',
        failure.handed
          ? notHanded(failure, failure.handed)
          : noPermission(protocol, port, platform),
      );
    case 'EADDRNOTAVAIL':
      return say(
        'NO_ADDRESS',
        `The network card ${interfaceName} no longer has the address ${address}. Give it back, or choose another card.`,
      );
    case 'ENODEV':
    case 'ENXIO':
      return say('NO_CARD', `The network card ${interfaceName} is gone. Plug it in again.`);
    default:
      return say(
        'SOCKET_FAILED',
        `${protocol} port ${port} could not be opened on ${interfaceName} (${typeof code === 'string' ? code : 'unknown reason'}). Try again, or choose another card.`,
      );
  }
}

function portTaken({ protocol, port, holder, platform }: BindFailure): string {
  const what = `${protocol} port ${port}`;
  const otherPort = 'or choose another port in Settings';
  if (holder?.pid === process.pid) {
    return `SPA Bench itself already uses ${what}. Give each service a port of its own in Settings.`;
  }
  if (holder) {
    return `Another program is using ${what}: ${holder.name} (process ${holder.pid}). Stop it, ${otherPort}.`;
  }
  const usual = usualHolders(platform, protocol, port);
  return `Another program is using ${what}${usual}. Stop it, ${otherPort}. ${whoHolds(platform, protocol, port)}`;
}

/** What is known to hold these ports on computers that serve nothing on purpose. */
const holders: Record<string, string> = {
  'linux UDP 53': 'systemd-resolved or dnsmasq',
  'linux UDP 67': 'dnsmasq, of a shared connection or of virtual machines',
  'linux UDP 69': 'tftpd or dnsmasq',
  'linux UDP 123': 'chrony or ntpd',
  'linux UDP 514': 'rsyslog',
  'linux TCP 80': 'Apache or nginx',
  'linux TCP 443': 'Apache or nginx',
  'darwin UDP 67': 'Internet Sharing',
  'win32 UDP 67': 'Internet Connection Sharing or Windows Deployment Services',
  'win32 UDP 69': 'Windows Deployment Services',
  'win32 UDP 123': 'the service Windows Time',
  'win32 TCP 80': 'Internet Information Services',
};

function usualHolders(platform: NodeJS.Platform, protocol: string, port: number): string {
  const often = holders[`${platform} ${protocol} ${port}`];
  return often === undefined ? '' : ` (often ${often})`;
}

/** The command that names it to an administrator; other users' programs are not ours to see. */
function whoHolds(platform: NodeJS.Platform, protocol: string, port: number): string {
  const isUdp = protocol === 'UDP';
  switch (platform) {
    case 'win32':
      return `\`netstat -abno -p ${protocol.toLowerCase()}\`, run as administrator, names it.`;
    case 'darwin':
      return `\`sudo lsof -nP -i${protocol}:${port}\` names it.`;
    default:
      return `\`sudo ss -ln${isUdp ? 'u' : 't'}p 'sport = :${port}'\` names it.`;
  }
}

function notHanded({ protocol, port, interfaceName }: BindFailure, handed: string): string {
  const line = protocol === 'UDP' ? 'ListenDatagram' : 'ListenStream';
  return `No socket was handed over for ${protocol} port ${port}, and this user may not open it. Handed over were: ${handed}. Add a socket unit with ${line}= for that port and BindToDevice=${interfaceName}, or choose another port in Settings.`;
}

function noPermission(protocol: string, port: number, platform: NodeJS.Platform): string {
  const what = `${protocol} port ${port}`;
  if (platform === 'win32') {
    return `Windows does not let SPA Bench open ${what}: it is reserved, or a service holds it for itself alone. \`netsh interface ipv4 show excludedportrange protocol=${protocol.toLowerCase()}\` lists the reserved ports; choose another port in Settings.`;
  }
  if (platform === 'darwin') {
    return `This user may not open ${what}. Start SPA Bench with \`sudo\`, or choose a port from 1024 in Settings.`;
  }
  const lowest = Math.min(port, LOWEST_PORT);
  return `This user may not open ${what}. "Allow it" in the checks before the start, or \`spa-bench rights allow\`, opens ports from ${lowest} to every user for good, and can be taken back; until the next restart \`sudo sysctl net.ipv4.ip_unprivileged_port_start=${lowest}\` does. Or choose a port from 1024 in Settings.`;
}
