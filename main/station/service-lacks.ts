/** Which services units cannot get through without, and what the lack of each costs. Pure. */
import type { ServiceName } from '../contract/preflight.ts';
import type { Settings } from './settings.ts';

type Wanted = Pick<Settings, 'ports' | 'evidence' | 'evidenceOf'>;

/** DHCP, unless another gives the addresses; what carries the chain's files; syslog where it is the only proof. */
export function isNeeded(name: ServiceName, { ports, evidence, evidenceOf }: Wanted): boolean {
  if (name === 'dhcp') return ports.dhcp !== 'off';
  if (name === 'tftp') return ports.tftp !== 'off';
  if (name === 'http') return ports.tftp === 'off' && ports.http !== 'off';
  if (name !== 'syslog') return false;
  return evidence === 'message' || Object.values(evidenceOf).includes('message');
}

/** A sentence. */
export function lackOf(name: ServiceName, settings: Wanted): string {
  if (isNeeded(name, settings)) return neededLacks[name] ?? lacks[name];
  return lacks[name];
}

const neededLacks: Partial<Record<ServiceName, string>> = {
  http: 'Until it runs, no unit gets a file.',
  syslog: 'Until it runs, units that have to say their success themselves cannot be verified.',
};

const lacks: Record<ServiceName, string> = {
  dhcp: 'Until it runs, no unit gets an address.',
  tftp: 'Until it runs, no unit gets a file.',
  http: 'The chain goes by TFTP; only what is asked for by HTTP is missing.',
  https: 'The chain goes on; only what is asked for by HTTPS is missing, one-time codes too.',
  syslog:
    'Until it runs, units’ own messages are not heard: success is proved by quiet and a sign of life alone, and a profile that is rejected shows late.',
  dns: 'Until it runs, units find none of the ISP’s names here.',
  ntp: 'Until it runs, units get no time from here.',
};
