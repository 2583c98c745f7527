/** May this user open ports below 1024? Pure but for {@link readPermissionFacts}. */
import { readFile } from 'node:fs/promises';
import { type Finding, finding } from './finding.ts';
import type { WantedPort } from './ports.ts';

export interface PermissionFacts {
  platform: NodeJS.Platform;
  isRoot: boolean;
  /** Whether the process has CAP_NET_BIND_SERVICE. */
  hasRight: boolean;
  /** The lowest port any user may open. */
  openFrom: number;
}

/** What Linux asks for; elsewhere any user may open them. Never throws. */
export async function readPermissionFacts(
  platform: NodeJS.Platform = process.platform,
): Promise<PermissionFacts> {
  const isRoot = process.geteuid?.() === 0;
  if (platform !== 'linux') return { platform, isRoot, hasRight: false, openFrom: 0 };
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const [status, openFrom] = await Promise.all([
    read('/proc/self/status'),
    read('/proc/sys/net/ipv4/ip_unprivileged_port_start'),
  ]);
  return {
    platform,
    isRoot,
    hasRight: mayBindLowPorts(status),
    openFrom: openFrom.trim() === '' ? 1024 : Number(openFrom),
  };
}

const CAP_NET_BIND_SERVICE = 10n;

/** From the text of `/proc/PID/status` (proc(5)): the effective rights. */
export function mayBindLowPorts(status: string): boolean {
  const hex = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return hex !== undefined && ((BigInt(`0x${hex}`) >> CAP_NET_BIND_SERVICE) & 1n) === 1n;
}

/** @param wasRefused  the system itself refused a port for want of rights */
export function permissionFinding(
  facts: PermissionFacts,
  wanted: readonly WantedPort[],
  wasRefused: boolean,
): Finding {
  const { platform } = facts;
  const found = finding.bind(null, 'permission');
  const lowest = Math.min(1024, ...wanted.map(({ port }) => port));
  if (platform !== 'linux' && !wasRefused) {
    return found('ok', 'Granted', 'Any user may open the ports on this system.');
  }
  if (platform === 'win32') {
    const detail = 'Windows holds one of the ports for itself.';
    const hint =
      '`netsh interface ipv4 show excludedportrange protocol=udp` lists them; choose other ports.';
    return found('fail', 'Refused', detail, { label: 'Check again', hint });
  }
  if (lowest >= 1024) return found('ok', 'Not needed', 'Every port in use is open to any user.');
  const isGranted = facts.hasRight || facts.openFrom <= lowest;
  if (isGranted && !wasRefused) {
    const why = facts.isRoot
      ? 'The station runs as root, which it does not need to.'
      : facts.hasRight
        ? 'This program has the right to open low ports.'
        : `Every user may open ports from ${facts.openFrom}.`;
    return found('ok', 'Granted', why);
  }
  const detail = `This user may not open ports below ${facts.openFrom}; the bench needs ${lowest}.`;
  if (platform !== 'linux') {
    return found('fail', 'Refused', detail, {
      label: 'Check again',
      hint: 'Start SPA Bench with `sudo`, or choose ports from 1024.',
    });
  }
  // DHCP's own is the lowest the bench ever needs; whoever opens less today opens it tomorrow.
  const from = Math.min(lowest, 67);
  return found(
    'fail',
    'Not granted',
    detail,
    {
      label: 'Allow it until restart',
      commands: [['sysctl', `net.ipv4.ip_unprivileged_port_start=${from}`]],
      hint: `Every program may then open ports from ${from}. "Ports and rights" in the README has ways that last.`,
    },
    platform,
  );
}
