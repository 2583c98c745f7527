import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingPreset, bindingsCsv, type ExportPreset, type ExportRow } from './bindings-csv.ts';

const row: ExportRow = {
  account: '00123',
  mac: '000e08aabbcc',
  serial: '88012BA01234',
  model: 'SPA942',
  firmware: '6.1.5(a)',
  state: 'VERIFIED',
  boundAt: Date.UTC(2026, 10, 22, 13, 31),
  batch: 7,
};
const text = (rows: ExportRow[], change: Partial<ExportPreset> = {}) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bindingsCsv(rows, { ...billingPreset, ...change }).bytes,
  );

it('billing gets its columns in their order, times in UTC, leading zeros kept', () => {
  expect(text([row])).toBe(
    'account,mac,serial,model,firmware,state,bound_at,batch\r\n' +
      '00123,000e08aabbcc,88012BA01234,SPA942,6.1.5(a),VERIFIED,2026-11-22T13:31:00.000Z,7\r\n',
  );
});

it('a preset chooses columns, headings, signs and notation', () => {
  const preset: Partial<ExportPreset> = {
    columns: [
      { field: 'mac', heading: 'MAC address' },
      { field: 'serial', heading: 'S/N' },
    ],
    ...{ separator: ';', lineEnd: '\n', macNotation: 'colon-upper', quoting: 'all', bom: true },
  };
  expect(text([{ ...row, serial: null }], preset)).toBe(
    '\ufeff"MAC address";"S/N"\n"00:0E:08:AA:BB:CC";""\n',
  );
  expect(text([row], { header: false, columns: [{ field: 'batch', heading: '' }] })).toBe('7\r\n');
});

describe('a cell a spreadsheet would run is made text, and counted', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['+49123', "'+49123"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['\n=1', "'\n=1"],
    ['\uff1d1+1', "'\uff1d1+1"],
    ['=HYPERLINK("http://x","a,b")', '\'=HYPERLINK("http://x","a,b")'],
    ['a=1', 'a=1'],
    ["'=1", "'=1"],
    [' =1', ' =1'],
    ['', ''],
    ['a\rb', 'a\rb'],
    ['a\nb', 'a\nb'],
    ['say "hi", then', 'say "hi", then'],
    ['Jürgen ☎ 日本', 'Jürgen ☎ 日本'],
  ])('%j', (serial, expected) => {
    const { bytes, guarded } = bindingsCsv([{ ...row, serial }], billingPreset);
    const [, cells] = parse(Buffer.from(bytes), { record_delimiter: '\r\n' }) as string[][];
    expect(cells?.[2]).toBe(expected);
    expect(guarded).toBe(serial === expected ? 0 : 1);
  });

  it('unless the preset wants values as they are', () => {
    expect(text([{ ...row, account: '+49' }], { guardFormulas: false })).toContain('\r\n+49,');
  });
});

it('whatever the values are, the file reads back to them', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 });
  const nasty = fc.oneof(cell, fc.stringMatching(/^["',;\r\n 0=]{0,6}$/));
  const presets = fc.record({
    separator: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
    quoting: fc.constantFrom('needed' as const, 'all' as const),
  });
  fc.assert(
    fc.property(nasty, nasty, nasty, presets, (account, serial, model, change) => {
      const file = text([{ ...row, account, serial, model }], { ...change, guardFormulas: false });
      const options = { delimiter: change.separator, record_delimiter: '\r\n' };
      const [, cells] = parse(file, options) as string[][];
      expect([cells?.[0], cells?.[2], cells?.[3]]).toEqual([account, serial, model]);
    }),
    { numRuns: 2000 },
  );
});
