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
      return say('NO_PERMISSION', noPermission(protocol, port, platform));
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
  const usual =
    platform === 'win32' && port === 67
      ? ' (often Internet Connection Sharing or Windows Deployment Services)'
      : '';
  return `Another program is using ${what}${usual}. Stop it, ${otherPort}.`;
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
  return `This user may not open ${what}. Run \`sudo sysctl net.ipv4.ip_unprivileged_port_start=${lowest}\` (until the next restart every program may open ports from ${lowest}); or \`sudo setcap cap_net_bind_service=+ep ${process.execPath}\` (lasting, but whatever this program file runs may then open any port); or start SPA Bench as root (which then may do everything).`;
}
