/** An export preset as an example of its file, and what is wrong with one. Pure. */
import { exportFields, type Preset, presetSchema } from '../../main/contract/settings.ts';
import { formatMac } from '../../main/contract/values.ts';

export type ExportField = (typeof exportFields)[number];

/** Built in, always there, never changed. */
export const billingPreset: Preset = {
  name: 'billing',
  columns: exportFields.map((field) => ({ field, heading: field })),
  separator: ',',
  lineEnd: 'crlf',
  macNotation: 'plain',
  header: true,
  quoting: 'needed',
  bom: false,
  guardFormulas: true,
};

export const fieldWords: Record<ExportField, string> = {
  account: 'Account',
  mac: 'MAC',
  serial: 'Serial number',
  model: 'Model',
  firmware: 'Firmware',
  state: 'State',
  bound_at: 'Bound at',
  batch: 'Batch',
};

const samples: readonly Record<ExportField, string>[] = [
  {
    account: '10-448213',
    mac: '000e084f1a92',
    serial: 'FLT00F204711',
    model: 'SPA962',
    firmware: '6.1.5a',
    state: 'bound',
    bound_at: '2026-11-22T13:02:11.000Z',
    batch: '143',
  },
  {
    account: '=10448214',
    mac: '000e0860e561',
    serial: '',
    model: 'SPA-2102; gray',
    firmware: '5.2.13',
    state: 'bound',
    bound_at: '2026-11-22T13:02:40.000Z',
    batch: '143',
  },
];

/** Cells that begin so are formulas to a spreadsheet. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** The first lines of a file with invented bindings, as the station would write them; no line ends. */
export function exampleLines(preset: Preset): string[] {
  const rows = samples.map((sample) =>
    preset.columns.map(({ field }) => {
      const value = field === 'mac' ? formatMac(sample.mac, preset.macNotation) : sample[field];
      return preset.guardFormulas && FORMULA.test(value) ? `'${value}` : value;
    }),
  );
  if (preset.header) rows.unshift(preset.columns.map(({ heading }) => heading));
  return rows.map((cells) => cells.map((cell) => quoted(cell, preset)).join(preset.separator));
}

function quoted(cell: string, { separator, quoting }: Preset): string {
  const isNeeded = cell.includes(separator) || /["\r\n]|^\s|\s$/.test(cell);
  return quoting === 'all' || isNeeded ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export type PresetProblems = { name?: string; columns?: string; headings: Record<number, string> };

/** @param others  names of the other presets; `billing` is one of them */
export function presetProblems(preset: Preset, others: readonly string[]): PresetProblems {
  const problems: PresetProblems = { headings: {} };
  const name = presetSchema.shape.name.safeParse(preset.name);
  if (!name.success) problems.name = 'Up to 40 letters, digits, - and _.';
  else if (others.some((other) => other.toLowerCase() === preset.name.toLowerCase())) {
    problems.name = `${preset.name} is there already.`;
  }
  if (preset.columns.length === 0) problems.columns = 'At least one column.';
  preset.columns.forEach(({ heading }, at) => {
    if (heading.trim() === '') problems.headings[at] = 'A heading.';
    else if (heading.length > 80) problems.headings[at] = '80 characters at most.';
  });
  return problems;
}

export function isFine({ name, columns, headings }: PresetProblems): boolean {
  return name === undefined && columns === undefined && Object.keys(headings).length === 0;
}

/** The columns with the one at `at` moved by `by` places; the same at either end. */
export function moved<T>(columns: readonly T[], at: number, by: 1 | -1): T[] {
  const next = [...columns];
  const [column] = next.splice(at, 1);
  if (column === undefined) return next;
  next.splice(Math.max(0, Math.min(next.length, at + by)), 0, column);
  return next;
}

/** A name that is free: `billing-copy`, `billing-copy-2`. */
export function freeName(base: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  for (let n = 1; ; n += 1) {
    const name = `${base.slice(0, 36)}${n === 1 ? '' : `-${n}`}`;
    if (!lower.has(name.toLowerCase())) return name;
  }
}
