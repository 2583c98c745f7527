import { readdir, readFile, readlink } from 'node:fs/promises';

export interface PortHolder {
  pid: number;
  name: string;
}

const TCP_LISTEN = '0A';

/**
 * Inodes of the sockets on a port, from the text of `/proc/net/{udp,udp6,tcp,tcp6}` (proc(5)).
 * Of TCP only listening ones count. Lines of another shape are skipped.
 *
 *     sl  local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
 *     7: 00000000:0045 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 21313 …
 */
export function socketInodes(table: string, protocol: 'UDP' | 'TCP', port: number): string[] {
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    const inode = fields[9];
    if (!local || !inode || !/^\d+$/.test(inode)) return [];
    if (protocol === 'TCP' && state !== TCP_LISTEN) return [];
    return Number.parseInt(local.split(':')[1] ?? '', 16) === port ? [inode] : [];
  });
}

/**
 * Who has the port, as far as this user may see (other users' programs only as root). Linux only.
 * @returns null when nobody can be named; never throws.
 */
export async function findPortHolder(
  protocol: 'UDP' | 'TCP',
  port: number,
): Promise<PortHolder | null> {
  if (process.platform !== 'linux') return null;
  const kind = protocol.toLowerCase();
  const tables = await Promise.all([read(`/proc/net/${kind}`), read(`/proc/net/${kind}6`)]);
  const inodes = tables.flatMap((table) => socketInodes(table, protocol, port));
  if (inodes.length === 0) return null;
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of (await list('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await list(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (!wanted.has(target)) continue;
      const name = (await read(`/proc/${pid}/comm`)).trim();
      return { pid: Number(pid), name: name || 'unnamed' };
    }
  }
  return null;
}

// Programs end and files close while we look; what is gone simply does not count.
const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
const list = (path: string): Promise<string[]> => readdir(path).catch(() => []);
