/** May this user open ports below 1024? Pure but for {@link readPermissionFacts}. */
import { readFile } from 'node:fs/promises';
import type { HandedSockets } from '../net/handed-sockets.ts';
import { again, type Finding, finding } from './finding.ts';
import type { WantedPort } from './ports.ts';
import {
  allowCommands,
  type RightsFacts,
  readRights,
  rightsTradeOff,
  undoCommands,
} from './rights.ts';

export interface PermissionFacts {
  platform: NodeJS.Platform;
  isRoot: boolean;
  /** Whether the process has CAP_NET_BIND_SERVICE. */
  hasRight: boolean;
  /** The lowest port any user may open. */
  openFrom: number;
  /** Linux: what the file of rights is made of. */
  rights: RightsFacts | null;
}

/** What Linux asks for; elsewhere any user may open them. Never throws. */
export async function readPermissionFacts(
  platform: NodeJS.Platform = process.platform,
): Promise<PermissionFacts> {
  const isRoot = process.geteuid?.() === 0;
  if (platform !== 'linux') {
    return { platform, isRoot, hasRight: false, openFrom: 0, rights: null };
  }
  const [status, rights] = await Promise.all([
    readFile('/proc/self/status', 'utf8').catch(() => ''),
    readRights(),
  ]);
  const { openFrom } = rights;
  return { platform, isRoot, hasRight: mayBindLowPorts(status), openFrom, rights };
}

const CAP_NET_BIND_SERVICE = 10n;

/** From the text of `/proc/PID/status` (proc(5)): the effective rights. */
export function mayBindLowPorts(status: string): boolean {
  const hex = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return hex !== undefined && ((BigInt(`0x${hex}`) >> CAP_NET_BIND_SERVICE) & 1n) === 1n;
}

/**
 * @param wasRefused  the system itself refused a port for want of rights
 * @param handed      sockets handed over: their ports need no right
 */
export function permissionFinding(
  facts: PermissionFacts,
  wanted: readonly WantedPort[],
  wasRefused: boolean,
  handed: Pick<HandedSockets, 'has'> | null = null,
): Finding {
  const { platform } = facts;
  const found = finding.bind(null, 'permission');
  const own = wanted.filter(({ protocol, port }) => handed?.has(protocol, port) !== true);
  const lowest = Math.min(1024, ...own.map(({ port }) => port));
  if (platform !== 'linux' && !wasRefused) {
    return found('ok', 'Granted', 'Any user may open the ports on this system.');
  }
  if (platform === 'win32') {
    const detail = 'Windows holds one of the ports for itself.';
    const hint =
      '`netsh interface ipv4 show excludedportrange protocol=udp` lists them; choose other ports.';
    return found('fail', 'Refused', detail, { label: 'Check again', hint });
  }
  if (lowest >= 1024 && own.length < wanted.length) {
    return found('ok', 'Not needed', 'The sockets were handed over by who started the station.');
  }
  if (lowest >= 1024) return found('ok', 'Not needed', 'Every port in use is open to any user.');
  const isGranted = facts.hasRight || facts.openFrom <= lowest;
  if (isGranted && !wasRefused) {
    // Root needs no file, and has to be told of none.
    if (facts.isRoot) return found('warn', 'Runs as root', rootWords, again(rootHint));
    const why =
      facts.openFrom <= lowest
        ? `Every user may open ports from ${facts.openFrom}.`
        : 'This program has the right to open low ports.';
    const commands = facts.rights === null ? null : undoCommands(facts.rights);
    const undo = commands && { label: 'Take it back', commands };
    return found('ok', 'Granted', why, undo, platform);
  }
  const detail = `This user may not open ports below ${facts.openFrom}; the bench needs ${lowest}.`;
  if (platform !== 'linux') {
    return found('fail', 'Refused', detail, {
      label: 'Check again',
      hint: 'Start SPA Bench with `sudo`, or choose ports from 1024.',
    });
  }
  const rights = facts.rights ?? { openFrom: facts.openFrom, receiveMax: null, file: null };
  return found(
    'fail',
    'Not granted',
    detail,
    {
      label: 'Allow it',
      commands: allowCommands(rights, lowest),
      hint: rightsTradeOff(rights, lowest),
    },
    platform,
  );
}

const rootWords =
  'The station runs as root, which it does not need to: a fault of any file it reads would have the whole computer.';
const rootHint = 'Start it as yourself; this check then offers what your user needs.';
