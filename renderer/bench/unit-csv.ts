import type { Unit } from '../../main/contract/model.ts';
import { formatMac, isoTime } from '../../main/contract/values.ts';
import { tileStateOf } from '../units/tile-state.ts';

const columns: readonly [heading: string, cell: (unit: Unit) => string | null][] = [
  ['mac', ({ mac }) => formatMac(mac)],
  ['model', ({ model }) => model],
  ['serial', ({ serial }) => serial],
  ['address', ({ address }) => address],
  ['firmware', ({ firmware }) => firmware],
  ['state', (unit) => tileStateOf(unit).word],
  ['stage', ({ stage }) => stage],
  ['since', ({ since }) => isoTime(since)],
  ['account', ({ account }) => account],
  ['reason', ({ reason, attention }) => reason?.text ?? attention],
];

/** A list of units for a person: comma, CRLF, no secrets; cells that a spreadsheet would run are disarmed. */
export function unitsCsv(units: readonly Unit[]): string {
  const rows = [
    columns.map(([heading]) => heading),
    ...units.map((unit) => columns.map(([, cell]) => quoted(cell(unit) ?? ''))),
  ];
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
