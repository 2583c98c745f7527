/**
 * Exactly-once export: each binding is in at most one live batch, batch numbers have no gaps, and a batch
 * counts only when its file is whole on the disk.
 *
 *     transaction: batch `pending`, members, bytes, path  →  file: write, flush, rename, flush  →  transaction: `live`
 *
 * A crash between the two transactions is settled at the next start by looking at the file.
 */
import { basename, dirname } from 'node:path';
import type { BatchPreview, ExportBatch, PastBatch } from '../../contract/bindings.ts';
import { StationError } from '../../contract/errors.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { StoredBatch } from '../store/batches.ts';
import type { Store, Tables } from '../store/store.ts';
import {
  checkDir,
  freeFile,
  holdsBytes,
  isReachable,
  makeOwnDir,
  removePart,
  sameFile,
  sha256Hex,
  writeWhole,
} from './batch-file.ts';
import { billingPreset, bindingsCsv, type ExportPreset } from './bindings-csv.ts';
import { asRows, previewBatch } from './preview.ts';

export interface Exporter {
  /**
   * Puts every live binding that is in no batch into a new one and writes its file into `dir`, or into the
   * station's own `exports` folder.
   * @returns all null and zero rows when nothing is open. `guarded`: cells changed against formulas
   * @throws StationError NO_SUCH_PRESET, BAD_PRESET, DIR_MISSING, EXPORT_FAILED (the batch is withdrawn), BATCH_PENDING
   */
  make(preset: string, dir?: string): Promise<ExportBatch & { guarded: number }>;
  /** What {@link make} would write now. Writes nothing. @throws StationError NO_SUCH_PRESET, BAD_PRESET */
  preview(preset: string, lines: number): Promise<BatchPreview>;
  /** Writes the same bytes again. @throws StationError NO_SUCH_BATCH, BATCH_VOID, DIR_MISSING, EXPORT_FAILED */
  again(batch: number, dir?: string): Promise<ExportBatch>;
  /** The same bytes, for a download. @throws StationError NO_SUCH_BATCH, BATCH_VOID, BATCH_PENDING */
  content(batch: number): { fileName: string; bytes: Uint8Array; sha256: string };
  /**
   * Its live bindings are open again; nothing is deleted.
   * @throws StationError NO_SUCH_BATCH, ALREADY_VOID, REASON_MISSING
   */
  voidBatch(batch: number, reason: string): Promise<PastBatch>;
  /** Live and void batches, by number. */
  list(): PastBatch[];
  /**
   * Settles what a crash left: a batch whose file is whole becomes live, one without is withdrawn and its number
   * is free again; one whose folder cannot be looked into waits. Call it once at start.
   * @returns batches that became live, and those that wait
   */
  recover(): Promise<{ live: PastBatch[]; waiting: number[] }>;
}

export interface ExporterParts {
  store: Store;
  clock: Clock;
  /** Further presets of the settings, as they are now; `billing` is always there. */
  presets?: () => readonly ExportPreset[];
}

export function createExporter({ store, clock, presets = () => [] }: ExporterParts): Exporter {
  let last: Promise<unknown> = Promise.resolve();
  /** One export at a time: a number is only given when the one before it is settled. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  function stored(batch: number): StoredBatch {
    const found = store.read((tables) => tables.batches.get(batch));
    if (found === null) throw new StationError('NO_SUCH_BATCH', `There is no batch ${batch}.`);
    return found;
  }

  async function recover(): Promise<{ live: PastBatch[]; waiting: number[] }> {
    const pending = store.read((tables) => tables.batches.list()).filter(isPending);
    const live: PastBatch[] = [];
    const waiting: number[] = [];
    for (const { number, file, sha256 } of pending) {
      if (await holdsBytes(file, sha256)) {
        await store.write((tables) => tables.batches.makeLive(number));
        live.push(pastBatch(stored(number)));
      } else if (await isReachable(dirname(file))) {
        await removePart(file);
        await store.write((tables) => tables.batches.withdraw(number));
      } else waiting.push(number);
    }
    return { live, waiting };
  }

  function presetCalled(name: string): ExportPreset {
    const all = [billingPreset, ...presets()];
    const preset = all.findLast((each) => each.name === name);
    if (!preset) {
      const known = all.map((each) => each.name).join(', ');
      throw new StationError('NO_SUCH_PRESET', `There is no preset ${name}. Known are ${known}.`);
    }
    checkPresetName(preset.name);
    return preset;
  }

  let ownDir: Promise<string> | null = null;
  /** The folder that was named, or the station's own; one in memory has its folder for this run only. */
  async function folder(dir: string | undefined): Promise<string> {
    if (dir === undefined) {
      ownDir ??= makeOwnDir(store.dir);
      return ownDir;
    }
    await checkDir(dir);
    return dir;
  }

  async function make(name: string, where?: string): Promise<ExportBatch & { guarded: number }> {
    const preset = presetCalled(name);
    const dir = await folder(where);
    const { waiting } = await recover();
    if (waiting.length > 0) {
      throw new StationError(
        'BATCH_PENDING',
        `Batch ${waiting[0]} was interrupted and its folder is out of reach. Bring the folder back, or void the batch.`,
      );
    }
    const claimed = await store.write((tables) => claim(tables, preset, dir, clock.now()));
    if (claimed === null) return { batch: null, rows: 0, file: null, sha256: null, guarded: 0 };
    const { number, file, bytes, rows, sha256, guarded } = claimed;
    try {
      await writeWhole(file, bytes);
    } catch (error) {
      await store.write((tables) => tables.batches.withdraw(number));
      throw error;
    }
    await store.write((tables) => tables.batches.makeLive(number));
    return { batch: number, rows, file, sha256, guarded };
  }

  function proved(batch: number): StoredBatch & { bytes: Uint8Array } {
    const found = stored(batch);
    if (found.state === 'void') throw new StationError('BATCH_VOID', `Batch ${batch} is void.`);
    const bytes = store.read((tables) => tables.batches.content(batch));
    if (found.state === 'pending' || bytes === null) {
      throw new StationError('BATCH_PENDING', `Batch ${batch} is not finished yet.`);
    }
    return { ...found, bytes };
  }

  async function again(batch: number, where?: string): Promise<ExportBatch> {
    const dir = await folder(where);
    const { number, preset, rows, sha256, bytes } = proved(batch);
    const present = await sameFile(dir, preset, number, sha256);
    const file = present ?? freeFile(dir, preset, number);
    if (present === null) await writeWhole(file, bytes);
    return { batch, rows, file, sha256 };
  }

  async function voidBatch(batch: number, reason: string): Promise<PastBatch> {
    const why = reason.trim();
    if (why === '') throw new StationError('REASON_MISSING', 'A void needs a reason.');
    await store.write((tables) => {
      if (stored(batch).state === 'void') {
        throw new StationError('ALREADY_VOID', `Batch ${batch} is void already.`);
      }
      tables.batches.makeVoid(batch, why, clock.now());
    });
    return pastBatch(stored(batch));
  }

  return {
    make: (preset, dir) => inTurn(() => make(preset, dir)),
    preview: async (preset, lines) => previewBatch(store, presetCalled(preset), lines),
    again: (batch, dir) => inTurn(() => again(batch, dir)),
    content: (batch) => {
      const { file, bytes, sha256 } = proved(batch);
      return { fileName: basename(file), bytes, sha256 };
    },
    voidBatch: (batch, reason) => inTurn(() => voidBatch(batch, reason)),
    recover: () => inTurn(recover),
    list: () =>
      store
        .read((tables) => tables.batches.list())
        .filter((batch) => !isPending(batch))
        .map(pastBatch),
  };
}

function checkPresetName(name: string): void {
  if (/^[0-9a-z][0-9a-z_-]{0,39}$/i.test(name)) return;
  throw new StationError(
    'BAD_PRESET',
    `The export preset "${name}" needs a name of letters, digits, - and _ only.`,
  );
}

/** First step: the batch with its members and bytes, so that nothing about it is decided later. */
function claim(tables: Tables, preset: ExportPreset, dir: string, at: EpochMs) {
  const open = tables.bindings.open();
  if (open.length === 0) return null;
  const number = tables.batches.nextNumber();
  const { bytes, guarded } = bindingsCsv(asRows(open, number), preset);
  const batch = {
    number,
    preset: preset.name,
    at,
    rows: open.length,
    file: freeFile(dir, preset.name, number),
    sha256: sha256Hex(bytes),
  };
  const members = open.map(({ id }) => id);
  tables.batches.add({ ...batch, content: bytes, members });
  return { ...batch, bytes, guarded };
}

function isPending({ state }: StoredBatch): boolean {
  return state === 'pending';
}

/** As a UI shows it; a batch that still waits for its file is never shown as live. */
function pastBatch({ number, state, ...batch }: StoredBatch): PastBatch {
  return { ...batch, batch: number, state: state === 'void' ? 'void' : 'live' };
}
