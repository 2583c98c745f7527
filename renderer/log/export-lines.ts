/** Lines of the log as a file. They were masked before they were stored, so nothing secret is in them. Pure. */
import type { LogLine } from '../../main/contract/model.ts';
import { formatMac, isoTime } from '../../main/contract/values.ts';
import { gradeOf } from './grade.ts';

export const exportForms = [
  { id: 'text', word: 'Text', extension: 'txt', mime: 'text/plain' },
  { id: 'csv', word: 'CSV', extension: 'csv', mime: 'text/csv' },
  { id: 'json', word: 'JSON lines', extension: 'jsonl', mime: 'application/x-ndjson' },
] as const;
export type ExportForm = (typeof exportForms)[number]['id'];

export function exportLines(lines: readonly LogLine[], form: ExportForm): string {
  if (form === 'json') return lines.map((line) => `${JSON.stringify(jsonOf(line))}\n`).join('');
  if (form === 'text') return lines.map((line) => `${cellsOf(line).join('  ')}\n`).join('');
  const heading = ['time', 'severity', 'source', 'unit', 'address', 'message'];
  return [heading, ...lines.map(cellsOf)]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

function cellsOf({ at, severity, source, mac, address, msg }: LogLine): string[] {
  const unit = mac === null ? '-' : formatMac(mac);
  return [isoTime(at), gradeOf(severity).word, source, unit, address ?? '-', msg];
}

function jsonOf({ at, severity, source, mac, address, msg, raw }: LogLine) {
  return { time: isoTime(at), severity, source, mac, address, msg, ...(raw !== null && { raw }) };
}

/** Whatever a unit wrote stays text: no formula for the spreadsheet that opens it. */
function quoted(cell: string): string {
  const text = /^[=+@\t\r-]./.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
