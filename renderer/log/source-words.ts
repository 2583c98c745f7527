import type { LogSource } from '../../main/contract/model.ts';

/** The services as the screen names them. */
export const sourceWords: Record<LogSource, string> = {
  syslog: 'Syslog',
  dhcp: 'DHCP',
  tftp: 'TFTP',
  http: 'HTTP',
  https: 'HTTPS',
  station: 'Station',
};
