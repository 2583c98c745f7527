/** Batches and their files: exactly once, whole or not at all. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { undoUnit } from '../../main/station/binding/undo.ts';
import { sha256Hex } from '../../main/station/export/batch-file.ts';
import { createExporter, type Exporter } from '../../main/station/export/batches.ts';
import { billingPreset } from '../../main/station/export/bindings-csv.ts';
import { openStore, type Store } from '../../main/station/store/store.ts';

const AT = Date.UTC(2026, 10, 22, 13, 31);
const clock = { now: () => AT, monotonicMs: () => 0 };
let dir: string;
let store: Store;
let exporter: Exporter;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-export-'));
  store = openStore({ memory: true });
  exporter = createExporter({ store, clock });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const macOf = (n: number) => `000e08${n.toString(16).padStart(6, '0')}`;

async function bind(...numbers: number[]): Promise<void> {
  await store.write((t) => {
    for (const n of numbers) {
      const account = `00${n}`;
      const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
      t.accounts.save({ account, ...texts, allowed: 9, isClosed: false });
      const facts = { serial: '=S', model: 'SPA942', firmware: null, stage: 'VERIFIED' } as const;
      t.bindings.add({ account, mac: macOf(n), ...facts, boundAt: AT, seat: 'cli' });
    }
  });
}

const macsIn = (file: string | null) =>
  (parse(readFileSync(file ?? ''), { columns: true }) as { mac: string }[]).map((r) => r.mac);
const states = () => store.read((t) => t.bindings.list()).map((b) => [b.state, b.batch]);

describe('a batch', () => {
  it('holds every open binding once, under a number without gaps', async () => {
    await bind(1, 2);
    const first = await exporter.make('billing', dir);
    expect(first).toMatchObject({ batch: 1, rows: 2, file: join(dir, 'billing-000001.csv') });
    expect(first.guarded).toBe(2);
    expect(macsIn(first.file)).toEqual([macOf(1), macOf(2)]);
    expect(sha256Hex(readFileSync(first.file ?? ''))).toBe(first.sha256);
    await bind(3);
    const second = await exporter.make('billing', dir);
    expect(macsIn(second.file)).toEqual([macOf(3)]);
    expect(states()).toEqual([
      ['exported', 1],
      ['exported', 1],
      ['exported', 2],
    ]);
    expect(readdirSync(dir).sort()).toEqual(['billing-000001.csv', 'billing-000002.csv']);
  });

  it('is not made when nothing is open', async () => {
    const nothing = { batch: null, rows: 0, file: null, sha256: null };
    expect(await exporter.make('billing', dir)).toMatchObject(nothing);
    expect([readdirSync(dir), exporter.list()]).toEqual([[], []]);
  });

  it('asked for twice at once is made once', async () => {
    await bind(1);
    const both = await Promise.all([exporter.make('billing', dir), exporter.make('billing', dir)]);
    expect(both.map((b) => b.batch)).toEqual([1, null]);
  });

  it('never replaces a file that is there', async () => {
    writeFileSync(join(dir, 'billing-000001.csv'), 'theirs');
    await bind(1);
    const { file } = await exporter.make('billing', dir);
    expect(file).toBe(join(dir, 'billing-000001-2.csv'));
    expect(readFileSync(join(dir, 'billing-000001.csv'), 'utf8')).toBe('theirs');
  });

  it('needs a known preset and a folder with its full path', async () => {
    await bind(1);
    const refused = (preset: string, where: string) => expect(exporter.make(preset, where)).rejects;
    await refused('nope', dir).toMatchObject({ code: 'NO_SUCH_PRESET' });
    await refused('billing', join(dir, 'no')).toMatchObject({ code: 'DIR_MISSING' });
    await refused('billing', '.').toMatchObject({ code: 'DIR_MISSING' });
    expect(states()).toEqual([['bound', null]]);
  });

  it('never gets a name that leads out of the folder', async () => {
    const presets = () => [{ ...billingPreset, name: '../x' }];
    const wild = createExporter({ store, clock, presets });
    await expect(wild.make('../x', dir)).rejects.toMatchObject({ code: 'BAD_PRESET' });
  });

  it('whose file cannot be written is withdrawn, and its number used again', async () => {
    await bind(1);
    // A folder where the temporary file would go makes the writing fail.
    mkdirSync(join(dir, '.billing-000001.csv.part'));
    await expect(exporter.make('billing', dir)).rejects.toMatchObject({ code: 'EXPORT_FAILED' });
    expect(states()).toEqual([['bound', null]]);
    rmSync(join(dir, '.billing-000001.csv.part'), { recursive: true });
    expect(await exporter.make('billing', dir)).toMatchObject({ batch: 1 });
  });
});

describe('again', () => {
  it('gives the same bytes, whatever happened to the bindings since', async () => {
    await bind(1);
    const made = await exporter.make('billing', dir);
    const bytes = readFileSync(made.file ?? '');
    await store.write((t) => t.bindings.end(1, 'released', AT));
    rmSync(made.file ?? '');
    const again = await exporter.again(1, dir);
    expect(again).toEqual({ batch: 1, rows: 1, file: made.file, sha256: made.sha256 });
    expect(readFileSync(again.file ?? '').equals(bytes)).toBe(true);
    expect(await exporter.again(1, dir)).toEqual(again);
    expect(readdirSync(dir)).toEqual(['billing-000001.csv']);
  });

  it('leaves another file of that name alone', async () => {
    await bind(1);
    const { file } = await exporter.make('billing', dir);
    writeFileSync(file ?? '', 'edited');
    expect(await exporter.again(1, dir)).toMatchObject({
      file: join(dir, 'billing-000001-2.csv'),
    });
    expect(readFileSync(file ?? '', 'utf8')).toBe('edited');
  });

  it('needs a live batch', async () => {
    await expect(exporter.again(9, dir)).rejects.toMatchObject({ code: 'NO_SUCH_BATCH' });
    await bind(1);
    await exporter.make('billing', dir);
    await exporter.voidBatch(1, 'wrong');
    await expect(exporter.again(1, dir)).rejects.toMatchObject({ code: 'BATCH_VOID' });
  });
});

describe('void', () => {
  it('opens the live bindings again, for a later batch with a new number', async () => {
    await bind(1, 2);
    await exporter.make('billing', dir);
    await store.write((t) => t.bindings.end(2, 'released', AT));
    expect(await exporter.voidBatch(1, ' sent twice ')).toMatchObject({
      ...{ batch: 1, state: 'void', voidReason: 'sent twice' },
    });
    expect(states()).toEqual([
      ['bound', null],
      ['released', null],
    ]);
    const later = await exporter.make('billing', dir);
    expect(later.batch).toBe(2);
    expect(macsIn(later.file)).toEqual([macOf(1)]);
    expect(exporter.list().map((b) => b.state)).toEqual(['void', 'live']);
  });

  it('needs a batch, a reason, and happens once', async () => {
    await bind(1);
    await exporter.make('billing', dir);
    await expect(exporter.voidBatch(9, 'x')).rejects.toMatchObject({ code: 'NO_SUCH_BATCH' });
    await expect(exporter.voidBatch(1, '  ')).rejects.toMatchObject({ code: 'REASON_MISSING' });
    await exporter.voidBatch(1, 'x');
    await expect(exporter.voidBatch(1, 'x')).rejects.toMatchObject({ code: 'ALREADY_VOID' });
  });

  it('makes undo possible again, which the batch forbade', async () => {
    await bind(1);
    await exporter.make('billing', dir);
    const undo = () => store.write((t) => undoUnit(t, macOf(1), AT));
    expect(await undo()).toMatchObject({ ok: false, code: 'EXPORTED' });
    await exporter.voidBatch(1, 'x');
    expect(await undo()).toMatchObject({ ok: true });
  });
});

describe('after a crash between the steps', () => {
  const content = new TextEncoder().encode('the file');
  const file = () => join(dir, 'billing-000001.csv');
  async function leavePending(): Promise<void> {
    await bind(1);
    const batch = { number: 1, preset: 'billing', at: AT, rows: 1, file: file() };
    const sha256 = sha256Hex(content);
    await store.write((t) => t.batches.add({ ...batch, sha256, content, members: [1] }));
  }

  it('a batch with its whole file counts', async () => {
    await leavePending();
    expect([states(), exporter.list()]).toEqual([[['bound', null]], []]);
    writeFileSync(file(), content);
    expect((await exporter.recover()).live).toMatchObject([{ batch: 1, file: file() }]);
    expect(states()).toEqual([['exported', 1]]);
  });

  it('a batch without it is withdrawn, and what was half written goes', async () => {
    await leavePending();
    writeFileSync(join(dir, '.billing-000001.csv.part'), 'the f');
    expect(await exporter.recover()).toEqual({ live: [], waiting: [] });
    expect(readdirSync(dir)).toEqual([]);
    expect(await exporter.make('billing', dir)).toMatchObject({ batch: 1, rows: 1 });
  });

  it('a batch on a drive that was pulled out waits, and may be voided', async () => {
    await leavePending();
    writeFileSync(file(), content);
    renameSync(dir, `${dir}.out`);
    expect((await exporter.recover()).waiting).toEqual([1]);
    const other = mkdtempSync(join(tmpdir(), 'spa-bench-export-'));
    await bind(2);
    await expect(exporter.make('billing', other)).rejects.toMatchObject({ code: 'BATCH_PENDING' });
    renameSync(`${dir}.out`, dir);
    expect(await exporter.make('billing', other)).toMatchObject({ batch: 2, rows: 1 });
    expect(existsSync(file())).toBe(true);
    rmSync(other, { recursive: true });
  });
});
