/** The file billing imports: bindings as CSV (RFC 4180). Pure. */
import { stringify } from 'csv-stringify/sync';
import type { Stage } from '../../contract/model.ts';
import {
  type EpochMs,
  formatMac,
  isoTime,
  type Mac,
  type MacNotation,
} from '../../contract/values.ts';

/** One binding as it is exported; `state` is the stage the unit had proved when it was bound. */
export interface ExportRow {
  account: string;
  mac: Mac;
  serial: string | null;
  model: string | null;
  firmware: string | null;
  state: Stage;
  boundAt: EpochMs;
  batch: number;
}

export const exportFields = [
  'account',
  'mac',
  'serial',
  'model',
  'firmware',
  'state',
  'bound_at',
  'batch',
] as const;
export type ExportField = (typeof exportFields)[number];

export interface ExportPreset {
  /** Also the first part of the file name: letters, digits, `-` and `_`. */
  name: string;
  columns: readonly { field: ExportField; heading: string }[];
  separator: ',' | ';' | '\t' | '|';
  lineEnd: '\r\n' | '\n';
  macNotation: MacNotation;
  header: boolean;
  quoting: 'needed' | 'all';
  bom: boolean;
  /** Times are ISO 8601; only UTC so far. */
  timeZone: 'UTC';
  /** Whether cells a spreadsheet would run as a formula get a `'` in front. */
  guardFormulas: boolean;
}

/** Built in: `account,mac,serial,model,firmware,state,bound_at,batch`. */
export const billingPreset: ExportPreset = {
  name: 'billing',
  columns: exportFields.map((field) => ({ field, heading: field })),
  separator: ',',
  lineEnd: '\r\n',
  macNotation: 'plain',
  header: true,
  quoting: 'needed',
  bom: false,
  timeZone: 'UTC',
  guardFormulas: true,
};

/** Cells that begin so are formulas to a spreadsheet (OWASP, CSV injection), in full width too. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * Writes the rows in their order. Same rows and preset, same bytes.
 * @returns the UTF-8 file, and how many cells were guarded: their value in the file is not the stored one
 */
export function bindingsCsv(
  rows: readonly ExportRow[],
  preset: ExportPreset,
): { bytes: Uint8Array; guarded: number } {
  let guarded = 0;
  const guard = (cell: string): string => {
    if (!preset.guardFormulas || !FORMULA.test(cell)) return cell;
    guarded += 1;
    return `'${cell}`;
  };
  const records = rows.map((row) =>
    preset.columns.map(({ field }) => guard(cellOf(row, field, preset.macNotation))),
  );
  if (preset.header) records.unshift(preset.columns.map(({ heading }) => heading));
  const text = stringify(records, {
    delimiter: preset.separator,
    record_delimiter: preset.lineEnd,
    quoted: preset.quoting === 'all',
    quoted_empty: preset.quoting === 'all',
    // A lone CR or LF ends a row for many readers, and some trim blanks that are not quoted.
    quoted_match: /[\r\n]|^\s|\s$/,
    bom: preset.bom,
  });
  return { bytes: new TextEncoder().encode(text), guarded };
}

function cellOf(row: ExportRow, field: ExportField, notation: MacNotation): string {
  switch (field) {
    case 'mac':
      return formatMac(row.mac, notation);
    case 'bound_at':
      return isoTime(row.boundAt);
    case 'batch':
      return String(row.batch);
    default:
      return row[field] ?? '';
  }
}
