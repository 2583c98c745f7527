/** Is there room for what the station keeps, and a copy of it? */
import { statfs } from 'node:fs/promises';
import { StationError } from '../../contract/errors.ts';
import type { EpochMs } from '../../contract/values.ts';
import { dayAndTime } from '../day-and-time.ts';
import { again, type Finding, finding } from './finding.ts';

const MB = 1_000_000;
const LOW_BYTES = 2_000 * MB;
const FULL_BYTES = 200 * MB;

/** Bytes this user may still write where the folder lies; null: not known. Never throws. */
export async function freeBytes(dir: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** @throws StationError DISK_FULL: a station that cannot write must not promise anything to a unit */
export function refuseFull(free: number | null, dir: string): void {
  if (free === null || free >= FULL_BYTES) return;
  throw new StationError(
    'DISK_FULL',
    `Only ${bytesWords(free)} are free where the data folder ${dir} lies. Free at least ${bytesWords(FULL_BYTES)}, or choose another folder with --data.`,
  );
}

export interface DiskFacts {
  /** Null: the station keeps nothing on the disk. */
  dir: string | null;
  free: number | null;
  lastBackupAt: EpochMs | null;
}

/** Pure. */
export function diskFinding({ dir, free, lastBackupAt }: DiskFacts): Finding {
  const found = finding.bind(null, 'disk');
  if (dir === null) return found('ok', 'In memory', 'Nothing is kept when this station ends.');
  const backup =
    lastBackupAt === null ? 'no backup yet' : `last backup ${dayAndTime(lastBackupAt)}`;
  if (free === null) {
    const detail = `The free space could not be read; ${backup}.`;
    return found('warn', 'Not known', detail, again(`Look at the disk of ${dir}.`));
  }
  const detail = `${bytesWords(free)} free · ${backup}`;
  const hint = `Delete files you no longer need from the disk of ${dir}.`;
  if (free < FULL_BYTES)
    return found('fail', 'Full', `${detail}. Nothing can be kept.`, again(hint));
  if (free < LOW_BYTES) {
    return found('warn', 'Low', `${detail}. Backups and exports may fail soon.`, again(hint));
  }
  return found('ok', 'Good', detail);
}

/** `41 GB`, `1.9 GB`, `180 MB`. */
export function bytesWords(bytes: number): string {
  const gb = bytes / (1000 * MB);
  if (gb >= 10) return `${Math.floor(gb)} GB`;
  if (gb >= 1) return `${(Math.floor(gb * 10) / 10).toFixed(1)} GB`;
  return `${Math.floor(bytes / MB)} MB`;
}
