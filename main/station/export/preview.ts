/** What the next batch would be, made by the very code that writes it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BatchPreview } from '../../contract/bindings.ts';
import type { StoredBinding } from '../store/bindings.ts';
import type { Store } from '../store/store.ts';
import {
  bindingsCsv,
  type CellWarning,
  type ExportPreset,
  type ExportRow,
  warningsOf,
} from './bindings-csv.ts';

/** Bindings looked at in one go; the services share this thread. */
const PIECE = 1000;
/** Sentences of each kind; the rest is counted. */
const SHOWN_WARNINGS = 5;

/** The rows of a file; `state` is the stage the unit had proved when it was bound. */
export function asRows(bindings: readonly StoredBinding[], batch: number): ExportRow[] {
  return bindings.map((binding) => ({ ...binding, state: binding.stage, batch }));
}

/** @param lines how many lines of the file, its heading among them */
export async function previewBatch(
  store: Store,
  preset: ExportPreset,
  lines: number,
): Promise<BatchPreview> {
  const { batch, summary, first } = store.read((tables) => ({
    batch: tables.batches.nextNumber(),
    summary: tables.bindings.openSummary(),
    first: tables.bindings.open(lines),
  }));
  const { bytes } = bindingsCsv(asRows(first, batch), preset);
  const text = new TextDecoder().decode(bytes);
  return {
    batch,
    ...summary,
    columns: preset.columns.map(({ field, heading }) => ({ field, heading })),
    lines: text.split(preset.lineEnd).slice(0, -1).slice(0, lines),
    warnings: await warnings(store, preset, batch),
  };
}

/** Of every open binding, in turns: a first batch may be as long as the list. */
async function warnings(store: Store, preset: ExportPreset, batch: number): Promise<string[]> {
  const found: Record<CellWarning['kind'], { texts: string[]; more: number }> = {
    formula: { texts: [], more: 0 },
    quotes: { texts: [], more: 0 },
  };
  let row = preset.header ? 2 : 1;
  for (let afterId = 0; ; ) {
    const some = store.read(({ bindings }) => bindings.open(PIECE, afterId));
    for (const each of asRows(some, batch)) {
      for (const { kind, text } of warningsOf(each, preset, row)) {
        if (found[kind].texts.length < SHOWN_WARNINGS) found[kind].texts.push(text);
        else found[kind].more += 1;
      }
      row += 1;
    }
    const last = some.at(-1);
    if (last === undefined || some.length < PIECE) break;
    afterId = last.id;
    await nextTurn();
  }
  return [
    ...shown(found.formula, 'formulas to a spreadsheet'),
    ...shown(found.quotes, 'values that need quotes'),
  ];
}

function shown({ texts, more }: { texts: string[]; more: number }, what: string): string[] {
  return more === 0 ? texts : [...texts, `And ${more} more ${what}.`];
}
