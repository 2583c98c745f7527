/** How bindings and batches are put in words. Pure. */
import type { BatchPreview, BindingRow, bindingFilters } from '../../main/contract/bindings.ts';
import type { exportFields } from '../../main/contract/settings.ts';
import type { EpochMs } from '../../main/contract/values.ts';
import { clockTime, day, dayAndTime } from '../ui/format.ts';

export type BindingFilter = (typeof bindingFilters)[number];
export const filterWords: Readonly<Record<BindingFilter, string>> = {
  all: 'All',
  open: 'Not exported',
  exported: 'Exported',
  voided: 'Voided',
  ended: 'Ended',
};

export const ranges = ['any', 'today', 'week', 'month'] as const;
export type Range = (typeof ranges)[number];
export const rangeWords: Readonly<Record<Range, string>> = {
  any: 'Any time',
  today: 'Today',
  week: '7 days',
  month: '30 days',
};
const daysOf: Readonly<Record<Range, number | null>> = { any: null, today: 1, week: 7, month: 30 };

/** Local midnight of the first day of a range that ends today; null: no limit. */
export function sinceOf(range: Range, now: EpochMs): EpochMs | null {
  const days = daysOf[range];
  if (days === null) return null;
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days + 1).getTime();
}

export type ExportState = 'open' | 'exported' | 'voided' | 'undone' | 'released';

/** What became of a binding on its way to billing. */
export function exportStateOf(row: Pick<BindingRow, 'state' | 'wasVoided' | 'batch'>): {
  state: ExportState;
  word: string;
} {
  switch (row.state) {
    case 'undone':
      return { state: 'undone', word: 'Undone' };
    case 'released':
      return { state: 'released', word: 'Released' };
    case 'exported':
      return { state: 'exported', word: row.batch === null ? 'Exported' : `Batch ${row.batch}` };
    case 'bound':
      return row.wasVoided
        ? { state: 'voided', word: 'Not exported, voided' }
        : { state: 'open', word: 'Not exported' };
  }
}

export const fieldWords: Readonly<Record<(typeof exportFields)[number], string>> = {
  account: 'Account number',
  mac: 'MAC address',
  serial: 'Serial number',
  model: 'Model',
  firmware: 'Firmware',
  state: 'Stage proved',
  bound_at: 'Bound at, UTC',
  batch: 'Batch number',
};

export function fieldWord(field: string): string {
  return Object.entries(fieldWords).find(([name]) => name === field)?.[1] ?? field;
}

/** `07:40 – 14:02 today`, `21 Nov 16:35 – 22 Nov 14:02`; null: nothing is open. */
export function spanOf(
  { firstBoundAt: first, lastBoundAt: last }: Pick<BatchPreview, 'firstBoundAt' | 'lastBoundAt'>,
  now: EpochMs,
): string | null {
  if (first === null || last === null) return null;
  if (day(first, now) !== day(last, now))
    return `${dayAndTime(first, now)} – ${dayAndTime(last, now)}`;
  const when = day(last, now) === day(now, now) ? 'today' : `on ${day(last, now)}`;
  if (clockTime(first) === clockTime(last)) return `${clockTime(last)} ${when}`;
  return `${clockTime(first)} – ${clockTime(last)} ${when}`;
}

/** `91ab…07` */
export function shortHash(sha256: string): string {
  return sha256.length <= 8 ? sha256 : `${sha256.slice(0, 4)}…${sha256.slice(-2)}`;
}
