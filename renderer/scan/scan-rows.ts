/** The rows of "Scans today": pure. */
import type { ScanOutcome, Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import type { IconName } from '../ui/icon.tsx';
import { macTail } from '../units/names.ts';

export interface ScanRow {
  /** Names the row among the others. */
  key: string;
  scan: ScanOutcome;
  word: string;
  tone: 'idle' | 'prog' | 'ok' | 'bound' | 'warn' | 'fail';
  icon: IconName;
  canUndo: boolean;
}

type Look = Pick<ScanRow, 'word' | 'tone' | 'icon'>;

const looks: Record<Exclude<ScanOutcome['verdict'], 'bound' | 'command'>, Look> = {
  held: { word: 'Held', tone: 'prog', icon: 'check' },
  replaced: { word: 'Replaced', tone: 'prog', icon: 'undo' },
  already: { word: 'Already done', tone: 'ok', icon: 'verified' },
  'not-bound': { word: 'Refused', tone: 'fail', icon: 'failed' },
  'not-readable': { word: 'Not read', tone: 'warn', icon: 'waiting' },
  ambiguous: { word: 'Not clear', tone: 'warn', icon: 'waiting' },
  ignored: { word: 'Scanned twice', tone: 'idle', icon: 'info' },
  locked: { word: 'Not used', tone: 'idle', icon: 'lock' },
};

/** Scans of the station's day list and of the mirror as one list of today, newest first. */
export function scansOfToday(
  stored: readonly ScanOutcome[],
  live: readonly ScanOutcome[],
  now: number,
): ScanOutcome[] {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const oldestLive = live[0]?.at ?? Number.POSITIVE_INFINITY;
  const older = stored.filter(({ at }) => at < oldestLive && at >= midnight);
  return [...live.filter(({ at }) => at >= midnight)].reverse().concat(older);
}

/**
 * Words and undo for scans, newest first. Of several binds of one unit only the newest can still
 * stand; of a unit that left the board nothing more is known than that it was bound.
 */
export function scanRows(scans: readonly ScanOutcome[], units: ReadonlyMap<Mac, Unit>): ScanRow[] {
  const seen = new Set<Mac>();
  return scans.map((scan, index) => {
    const isNewest = scan.unit !== null && !seen.has(scan.unit);
    if (scan.verdict === 'bound' && scan.unit !== null) seen.add(scan.unit);
    const look = lookOf(scan, scan.unit === null ? undefined : units.get(scan.unit), isNewest);
    // Two scans can share a millisecond; counted from the oldest, a row keeps its key.
    return { key: `${scan.at} ${scans.length - index}`, scan, ...look };
  });
}

function lookOf(
  scan: ScanOutcome,
  unit: Unit | undefined,
  isNewest: boolean,
): Look & Pick<ScanRow, 'canUndo'> {
  if (scan.verdict === 'command') {
    const command = /PPS-([A-Z]+)/i.exec(scan.text)?.[1]?.toUpperCase() ?? 'Command';
    return { word: `Command ${command}`, tone: 'idle', icon: 'info', canUndo: false };
  }
  if (scan.verdict !== 'bound') return { ...looks[scan.verdict], canUndo: false };
  const stands =
    isNewest && unit?.binding !== 'none' && (unit?.account ?? scan.account) === scan.account;
  if (!stands) return { word: 'Undone', tone: 'idle', icon: 'undo', canUndo: false };
  const isExported = unit?.binding === 'exported';
  return {
    word: isExported ? 'Exported' : 'Bound',
    tone: 'bound',
    icon: 'bound',
    canUndo: unit?.binding === 'bound',
  };
}

/** Whether a row holds what a person looks for: any writing of the MAC, account, name or text. */
export function fitsSearch(scan: ScanOutcome, name: string | null, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return true;
  const digits = wanted.replace(/[^0-9a-f]/g, '');
  const isMac = scan.unit !== null && digits.length > 1 && /^[0-9a-f:.\- ]+$/.test(wanted);
  if (isMac && scan.unit?.includes(digits)) return true;
  return [
    scan.text,
    scan.account,
    scan.reason,
    name,
    scan.unit === null ? null : macTail(scan.unit),
  ].some((part) => part?.toLowerCase().includes(wanted));
}
