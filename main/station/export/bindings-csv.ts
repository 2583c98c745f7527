/** The file billing imports: bindings as CSV (RFC 4180). Pure. */
import { stringify } from 'csv-stringify/sync';
import type { Stage } from '../../contract/model.ts';
import { exportFields } from '../../contract/settings.ts';
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

/** A lone CR or LF ends a row for many readers, and some trim blanks that are not quoted. */
const NEEDS_QUOTES = /[\r\n]|^\s|\s$/;

/** Cells that begin so are formulas to a spreadsheet (OWASP, CSV injection), in full width too. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function isFormula(cell: string): boolean {
  return FORMULA.test(cell);
}

/** A cell of the file that is not what its value looks like, in one sentence. */
export interface CellWarning {
  kind: 'formula' | 'quotes';
  text: string;
}

/** What a person should know of a row before it is written. @param number its row in the file */
export function warningsOf(row: ExportRow, preset: ExportPreset, number: number): CellWarning[] {
  return preset.columns.flatMap(({ field, heading }): CellWarning[] => {
    const cell = cellOf(row, field, preset.macNotation);
    const place = `Row ${number}, ${heading}: "${cell.length > 40 ? `${cell.slice(0, 40)}…` : cell}"`;
    if (isFormula(cell)) {
      const what = preset.guardFormulas
        ? "would be a formula to a spreadsheet and gets a ' in front."
        : 'is a formula to a spreadsheet.';
      return [{ kind: 'formula', text: `${place} ${what}` }];
    }
    if (preset.quoting === 'all' || !needsQuotes(cell, preset.separator)) return [];
    return [{ kind: 'quotes', text: `${place} needs quotes around it.` }];
  });
}

function needsQuotes(cell: string, separator: string): boolean {
  return cell.includes(separator) || cell.includes('"') || NEEDS_QUOTES.test(cell);
}

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
    if (!preset.guardFormulas || !isFormula(cell)) return cell;
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
    quoted_match: NEEDS_QUOTES,
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
