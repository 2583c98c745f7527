/**
 * The one file that lets a Linux user run the station for good: low ports, and receive buffers that take a
 * burst of 250 units. No capability on the program file instead: Electron, run with one, no longer looks for
 * its own libraries beside itself, and what Node runs would have it too.
 */
import { readFile } from 'node:fs/promises';
import { RECEIVE_BUFFER_BYTES } from '../net/open-network.ts';

export const RIGHTS_FILE = '/etc/sysctl.d/60-spa-bench.conf';

/** sysctl(8) names, and the lowest port a bench ever needs. */
const PORT_START = 'net.ipv4.ip_unprivileged_port_start';
const RECEIVE_MAX = 'net.core.rmem_max';
const LOWEST_PORT = 67;
/** Linux's own, for when the file does not say what was there before. */
const usual = { openFrom: 1024, receiveMax: 212_992 };

export interface RightsFacts {
  /** The lowest port any user may open. */
  openFrom: number;
  /** Bytes a program may ask for to receive; null: the system does not tell. */
  receiveMax: number | null;
  /** The file as it is; null: there is none, or it is not ours to read. */
  file: string | null;
}

/** Linux only; never throws. */
export async function readRights(): Promise<RightsFacts> {
  const [openFrom, receiveMax, file] = await Promise.all([
    read('/proc/sys/net/ipv4/ip_unprivileged_port_start'),
    read('/proc/sys/net/core/rmem_max'),
    read(RIGHTS_FILE),
  ]);
  return {
    openFrom: numberIn(openFrom) ?? usual.openFrom,
    receiveMax: numberIn(receiveMax),
    file,
  };
}

/** What people have to know before they say yes. */
export function rightsTradeOff(facts: RightsFacts, lowest: number): string {
  const { openFrom } = wanted(facts, lowest);
  return `Every program of every user may then open ports from ${openFrom}, also after a restart: fine on a bench computer, questionable on a shared one. "Take it back" undoes it.`;
}

/**
 * Writes the file and sets what it says, in one go. Values are never lowered below what others have set.
 * @param lowest  the lowest port of the settings
 */
export function allowCommands(facts: RightsFacts, lowest: number): string[][] {
  const { openFrom, receiveMax } = wanted(facts, lowest);
  const lines = [
    '# SPA Bench: ports for every user, and room for bursts. To undo: spa-bench rights undo',
    `# before: ${before(facts).join(' ')}`,
    `${PORT_START} = ${openFrom}`,
    ...(receiveMax === null ? [] : [`${RECEIVE_MAX} = ${receiveMax}`]),
  ];
  const script = `printf '%s\\n' "$@" > ${RIGHTS_FILE} && chmod 644 ${RIGHTS_FILE} && sysctl -e -q -p ${RIGHTS_FILE}`;
  return [['sh', '-c', script, 'sh', ...lines]];
}

/** Removes the file and sets what was there before; null: the file is not ours. */
export function undoCommands({ file }: Pick<RightsFacts, 'file'>): string[][] | null {
  if (file?.startsWith('# SPA Bench') !== true) return null;
  const [, openFrom, receiveMax] = /^# before: (\d{1,5}) (\d{1,10}|-)$/m.exec(file) ?? [];
  const values = [
    `${PORT_START}=${openFrom ?? usual.openFrom}`,
    ...(receiveMax === '-' ? [] : [`${RECEIVE_MAX}=${receiveMax ?? usual.receiveMax}`]),
  ];
  return [
    ['rm', '-f', RIGHTS_FILE],
    ['sysctl', '-e', '-q', '-w', ...values],
  ];
}

function wanted({ openFrom, receiveMax }: RightsFacts, lowest: number) {
  return {
    openFrom: Math.min(openFrom, lowest, LOWEST_PORT),
    receiveMax: receiveMax === null ? null : Math.max(receiveMax, RECEIVE_BUFFER_BYTES),
  };
}

/** Of the state before the first time: writing the file anew must not forget it. */
function before({ openFrom, receiveMax, file }: RightsFacts): [string, string] {
  const [, ports, bytes] = /^# before: (\d{1,5}) (\d{1,10}|-)$/m.exec(file ?? '') ?? [];
  return [ports ?? String(openFrom), bytes ?? (receiveMax === null ? '-' : String(receiveMax))];
}

function numberIn(text: string | null): number | null {
  const trimmed = text?.trim() ?? '';
  return /^\d+$/.test(trimmed) ? Number(trimmed) : null;
}

const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);
