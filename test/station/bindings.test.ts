/** The list of bindings and the accounts, part by part, and the batches, as a UI asks for them. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from './desk-kit.ts';

let desk: Desk;
let dir: string;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-desk-'));
  desk = await openDesk({
    dir,
    accounts: [
      { account: '10-1', name: 'Novák, Jana', workOrder: 'WO-1', allowed: 2 },
      { account: '10-2', name: 'Café Merkur', workOrder: 'WO-2' },
      { account: '10-3', name: '=SUM(A1)', workOrder: 'wo-2' },
      { account: '10-4', name: 'Übrig', isClosed: true, userId: 'sip4' },
    ],
    units: [
      { n: 1, serial: '88012BA01234' },
      { n: 2, serial: '=1+1', model: 'SPA962' },
      { n: 3, serial: 'a,b' },
      { n: 4 },
    ],
    settings: {
      presets: [
        {
          name: 'erp',
          columns: [{ field: 'mac', heading: 'CPE_MAC' }, { field: 'serial' }, { field: 'batch' }],
          separator: ';',
          lineEnd: 'lf',
          macNotation: 'dash-upper',
          bom: true,
          guardFormulas: false,
        },
      ],
    },
  });
});
afterEach(async () => {
  await desk.close();
  rmSync(dir, { recursive: true, force: true });
});

const part = { search: '', offset: 0, limit: 100, isDescending: false };
async function bind(n: number, account: string): Promise<void> {
  await desk.ask.scans.submit({ seat: 'screen', text: desk.mac(n) });
  desk.pass(1000);
  const { verdict } = await desk.ask.scans.submit({ seat: 'screen', text: account });
  expect(verdict).toBe('bound');
  desk.pass(1000);
}
type Query = Partial<Parameters<Desk['ask']['bindings']['page']>[0]>;
async function found(query: Query): Promise<string[]> {
  const page = await desk.ask.bindings.page({ ...part, filter: 'all', sort: 'boundAt', ...query });
  expect(page.total).toBe(page.rows.length);
  return page.rows.map(({ mac }) => mac.slice(-1));
}

describe('the list of bindings', () => {
  beforeEach(async () => {
    await bind(1, '10-1');
    await bind(2, '10-1');
    await bind(3, '10-2');
  });

  it.each<[string, Query, string[]]>([
    ['a MAC with colons', { search: '00:0E:08:00:00:02' }, ['2']],
    ['a part of a MAC', { search: '00:00:03' }, ['3']],
    ['a MAC in pairs of bytes', { search: '000e.0800.0001' }, ['1']],
    ['a MAC without signs', { search: '000E08000001' }, ['1']],
    ['a serial', { search: '88012ba' }, ['1']],
    ['an account', { search: '10-2' }, ['3']],
    ['a name in other case', { search: 'NOVÁK' }, ['1', '2']],
    ['a model', { search: 'spa962' }, ['2']],
    ['two words', { search: 'jana 962' }, ['2']],
    ['nothing of it', { search: 'jana merkur' }, []],
    ['% as a sign like any other', { search: '%' }, []],
    ['a work order', { workOrder: 'WO-1' }, ['1', '2']],
    ['a model chosen', { model: 'SPA942' }, ['1', '3']],
    ['all at once', { model: 'SPA942', workOrder: 'WO-1', search: 'jana', filter: 'open' }, ['1']],
    ['newest first', { isDescending: true }, ['3', '2', '1']],
    ['by name', { sort: 'name' }, ['3', '1', '2']],
    ['by serial', { sort: 'serial' }, ['1', '2', '3']],
  ])('is found by %s', async (_name, query, macs) => {
    expect(await found(query)).toEqual(macs);
  });

  it('is found by time', async () => {
    const { rows } = await desk.ask.bindings.page({ ...part, filter: 'all', sort: 'boundAt' });
    expect(await found({ since: rows[1]?.boundAt })).toEqual(['2', '3']);
  });

  it('follows a name that changes', async () => {
    const file = { fileName: 'a.csv', base64: btoa('account,name\n10-1,Brown\n'), isDryRun: false };
    await desk.ask.accounts.importCsv(file);
    expect(await found({ search: 'brown' })).toEqual(['1', '2']);
    expect(await found({ search: 'jana' })).toEqual([]);
  });

  it('comes in parts', async () => {
    const page = await desk.ask.bindings.page({
      ...{ ...part, filter: 'all', sort: 'mac', offset: 1, limit: 1 },
    });
    expect(page.rows.map(({ mac }) => mac)).toEqual([desk.mac(2)]);
    expect(page).toMatchObject({ total: 3, counts: { all: 3, open: 3, exported: 0 } });
    expect(page.rows[0]).toMatchObject({
      ...{ name: 'Novák, Jana', workOrder: 'WO-1', devices: 2, allowed: 2, state: 'bound' },
    });
  });

  it('is filtered by what became of it', async () => {
    await desk.ask.exports.make({ preset: 'billing' });
    await bind(4, '10-3');
    await desk.ask.units.release({ mac: desk.mac(1) });
    expect(await found({ filter: 'exported' })).toEqual(['2', '3']);
    expect(await found({ filter: 'open' })).toEqual(['4']);
    expect(await found({ filter: 'ended' })).toEqual(['1']);
    expect(await found({ filter: 'voided' })).toEqual([]);
    await desk.ask.exports.void({ batch: 1, reason: 'wrong plan' });
    expect(await found({ filter: 'voided' })).toEqual(['1', '2', '3']);
    expect(await found({ filter: 'open', sort: 'name' })).toEqual(['4', '3', '2']);
    const { counts } = await desk.ask.bindings.page({ ...part, filter: 'all', sort: 'mac' });
    expect(counts).toEqual({ all: 4, open: 3, exported: 0, voided: 3, ended: 1 });
  });

  it('gives the binding of one unit, or says that there is none', async () => {
    expect(await desk.ask.bindings.ofUnit({ mac: desk.mac(2) })).toMatchObject({ account: '10-1' });
    const none = desk.ask.bindings.ofUnit({ mac: desk.mac(4) });
    await expect(none).rejects.toMatchObject({ code: 'NOT_BOUND' });
  });
});

describe('the account list', () => {
  const page = (query: Partial<Parameters<Desk['ask']['accounts']['page']>[0]>) =>
    desk.ask.accounts.page({ ...part, sort: 'account', ...query });
  const numbers = async (query: Parameters<typeof page>[0]) =>
    (await page(query)).rows.map(({ account }) => account);

  it('is counted, filtered, searched and sorted', async () => {
    await bind(3, '10-2');
    expect(await page({})).toMatchObject({
      total: 4,
      counts: { all: 4, open: 2, full: 1, closed: 1 },
    });
    expect(await numbers({ status: 'full' })).toEqual(['10-2']);
    expect(await numbers({ search: 'wo-2' })).toEqual(['10-2', '10-3']);
    expect(await numbers({ search: 'wo-2', status: 'open' })).toEqual(['10-3']);
    expect(await numbers({ search: 'ÜBRIG' })).toEqual(['10-4']);
    expect(await numbers({ search: 'sip4' })).toEqual(['10-4']);
    expect(await numbers({ sort: 'devices', isDescending: true, limit: 1 })).toEqual(['10-2']);
    expect(await numbers({ sort: 'name', offset: 1, limit: 2 })).toEqual(['10-2', '10-1']);
    await desk.ask.scans.undo({ seat: 'screen' });
    expect(await page({ search: 'merkur' })).toMatchObject({ total: 1, rows: [{ devices: 0 }] });
  });

  it('opens to one account, with its past and without its secrets', async () => {
    const text = 'account,name,password\n10-2,Merkur,hunter2\n';
    const file = { fileName: 'new.csv', base64: btoa(text), isDryRun: false };
    await bind(3, '10-2');
    await desk.ask.accounts.importCsv(file);
    await desk.ask.units.release({ mac: desk.mac(3) });
    await bind(4, '10-2');
    const detail = await desk.ask.accounts.get({ account: '10-2' });
    expect(detail).toMatchObject({
      ...{ status: 'full', secrets: ['password'] },
      bindings: [
        { mac: desk.mac(4), state: 'bound' },
        { mac: desk.mac(3), state: 'released' },
      ],
      history: [{ text: 'Name and password changed by import 1 (new.csv)' }],
    });
    expect(JSON.stringify(detail)).not.toContain('hunter2');
    const nobody = desk.ask.accounts.get({ account: 'x' });
    await expect(nobody).rejects.toMatchObject({ code: 'NO_SUCH_ACCOUNT' });
  });

  it('keeps matches of headings by name', async () => {
    const first = { name: 'Billing', map: { account: 'KdNr' }, secret: [] };
    await desk.ask.accounts.saveMapping({ ...first, map: { account: 'Nr' } });
    expect(await desk.ask.accounts.saveMapping(first)).toEqual([first]);
    expect(await desk.ask.accounts.mappings()).toEqual([first]);
  });

  it('announces an import and its undoing', async () => {
    const file = { fileName: 'new.csv', base64: btoa('account\n77\n'), isDryRun: false };
    const { import: number } = await desk.ask.accounts.importCsv(file);
    expect(await desk.ask.accounts.imports()).toMatchObject([
      { import: 1, fileName: 'new.csv', added: 1, canTakeBack: true },
    ]);
    await desk.ask.accounts.takeBack({ import: number ?? 0 });
    expect(desk.changes().filter(({ type }) => type === 'accounts')).toHaveLength(2);
    expect(await page({})).toMatchObject({ total: 4 });
  });
});

describe('the next batch', () => {
  const preview = (preset: string, lines = 5) => desk.ask.exports.preview({ preset, lines });

  it.each(['billing', 'erp'])('%s begins as the preview said', async (preset) => {
    await bind(1, '10-1');
    await bind(2, '10-1');
    const shown = await preview(preset);
    const { file } = await desk.ask.exports.make({ preset });
    const text = readFileSync(file ?? '', 'utf8').replace(/^\ufeff/, '');
    expect(text.trimEnd().split(/\r?\n/)).toEqual(shown.lines);
    expect(shown).toMatchObject({ batch: 1, rows: 2, accounts: 1 });
    expect(await preview(preset)).toMatchObject({
      ...{ batch: 2, rows: 0, accounts: 0, firstBoundAt: null, warnings: [] },
    });
  });

  it('warns of formulas and of values that need quotes', async () => {
    await bind(2, '10-1');
    await bind(3, '10-2');
    expect((await preview('billing')).warnings).toEqual([
      `Row 2, serial: "=1+1" would be a formula to a spreadsheet and gets a ' in front.`,
      'Row 3, serial: "a,b" needs quotes around it.',
    ]);
    expect((await preview('erp')).warnings).toEqual([
      'Row 2, serial: "=1+1" is a formula to a spreadsheet.',
    ]);
    expect((await preview('erp', 2)).lines).toEqual([
      'CPE_MAC;serial;batch',
      '00-0E-08-00-00-02;=1+1;1',
    ]);
    await expect(preview('nope')).rejects.toMatchObject({ code: 'NO_SUCH_PRESET' });
  });

  it("goes to the station's own folder, and can be downloaded as it was written", async () => {
    await bind(1, '10-1');
    const made = await desk.ask.exports.make({ preset: 'billing' });
    expect(made.file).toBe(join(dir, 'exports', 'billing-000001.csv'));
    expect((statSync(join(dir, 'exports')).mode & 0o777).toString(8)).toBe('700');
    const { fileName, base64, sha256 } = await desk.ask.exports.content({ batch: 1 });
    const bytes = Buffer.from(base64, 'base64');
    expect([fileName, sha256]).toEqual(['billing-000001.csv', made.sha256]);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(readFileSync(made.file ?? '').equals(bytes)).toBe(true);
    expect(await desk.ask.exports.again({ batch: 1 })).toEqual(made);
    await desk.ask.exports.void({ batch: 1, reason: 'x' });
    const content = desk.ask.exports.content({ batch: 1 });
    await expect(content).rejects.toMatchObject({ code: 'BATCH_VOID' });
  });

  it('takes the place of a void one, as long as it is live itself', async () => {
    const replacements = async () =>
      (await desk.ask.exports.list()).map(({ state, replacedBy }) => [state, replacedBy]);
    await bind(1, '10-1');
    await desk.ask.exports.make({ preset: 'billing' });
    await desk.ask.exports.void({ batch: 1, reason: 'x' });
    expect(await replacements()).toEqual([['void', null]]);
    const before = desk.changes().length;
    await desk.ask.exports.make({ preset: 'billing' });
    const told = desk.changes().slice(before);
    expect(told.flatMap((each) => (each.type === 'batch' ? [each.batch.batch] : []))).toEqual([
      1, 2,
    ]);
    expect(await replacements()).toEqual([
      ['void', 2],
      ['live', null],
    ]);
    await desk.ask.exports.void({ batch: 2, reason: 'y' });
    await desk.ask.exports.make({ preset: 'billing' });
    expect(await replacements()).toEqual([
      ['void', 3],
      ['void', 3],
      ['live', null],
    ]);
  });
});
