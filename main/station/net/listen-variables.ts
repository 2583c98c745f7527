/** Which descriptors a service manager handed over, by the variables of sd_listen_fds(3). Pure. */
import { StationError } from '../../contract/errors.ts';

const FIRST_FD = 3;
const MOST = 256;

export interface ListenVariables {
  LISTEN_PID?: string | undefined;
  LISTEN_FDS?: string | undefined;
  LISTEN_FDNAMES?: string | undefined;
}

export interface HandedDescriptor {
  fd: number;
  name: string;
}

/**
 * The descriptors those variables name. Pure.
 * @returns empty where there are none, or they are another process's
 * @throws StationError HANDED_SOCKET for a count that is none
 */
export function readListenVariables(env: ListenVariables, pid: number): HandedDescriptor[] {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES = '' } = env;
  if (LISTEN_PID === undefined || LISTEN_FDS === undefined) return [];
  if (LISTEN_PID !== String(pid)) return [];
  const count = /^\d{1,3}$/.test(LISTEN_FDS) ? Number(LISTEN_FDS) : MOST + 1;
  if (count > MOST) {
    const text = `LISTEN_FDS has to be a number up to ${MOST}: start the station by its socket units, or without the variable.`;
    throw new StationError('HANDED_SOCKET', text);
  }
  const names = LISTEN_FDNAMES.split(':');
  return Array.from({ length: count }, (_, at) => {
    const name = names.length === count ? (names[at] ?? '') : '';
    return { fd: FIRST_FD + at, name: /^[\x21-\x7e]{1,255}$/.test(name) ? name : 'unknown' };
  });
}
