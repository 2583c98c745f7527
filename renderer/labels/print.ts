/**
 * Printing, from anywhere on the page: what is asked for waits here until the page's `LabelsHost`
 * takes it. The print itself is the system's, of a part of the page that shows on paper only.
 */
import type { Unit } from '../../main/contract/model.ts';
import type { NewPin } from '../../main/contract/pins.ts';
import { saveFile } from '../ui/download.ts';
import { isBarcodeText, loadBars } from './bars.ts';
import { commandCodes } from './commands.ts';
import { type LabelLayout, type LabelSettings, layoutLabel } from './label.ts';
import { zplOf } from './zpl.ts';

export type PrintRequest =
  | { kind: 'none' }
  /** The dialog is open for these. */
  | { kind: 'choose'; units: readonly Unit[] }
  /** On its way to the system's printing. */
  | { kind: 'labels'; units: readonly Unit[]; labels: LabelSettings }
  | { kind: 'commands' }
  | { kind: 'codes'; codes: readonly NewPin[] };

let request: PrintRequest = { kind: 'none' };
const listeners = new Set<() => void>();

export const printRequest = (): PrintRequest => request;

export function subscribePrinting(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setPrintRequest(next: PrintRequest): void {
  request = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog for labels of these units; nothing without any. */
export function printLabels(units: readonly Unit[]): void {
  if (units.length > 0) setPrintRequest({ kind: 'choose', units });
}

/** Prints the sheet of command barcodes, A5. */
export function printCommandSheet(): void {
  setPrintRequest({ kind: 'commands' });
}

/** Prints one-time codes, a slip for each account. */
export function printCodes(codes: readonly NewPin[]): void {
  setPrintRequest({ kind: 'codes', codes });
}

/** Hands the labels to the person as one ZPL file. */
export function saveZpl(units: readonly Unit[], labels: LabelSettings): void {
  const text = units.map((unit) => zplOf(layoutLabel(unit, labels))).join('');
  saveFile(zplFileName(units), 'application/octet-stream', text);
}

function zplFileName([first, ...more]: readonly Unit[]): string {
  if (first === undefined || more.length > 0) return `labels-${more.length + 1}.zpl`;
  return `label-${first.mac.toUpperCase()}.zpl`;
}

/** Loads all a print shows, so that no paper comes out without its bars or in another type. */
export async function readyToPrint(layouts: readonly LabelLayout[]): Promise<void> {
  const texts = layouts.flatMap(({ parts }) =>
    parts.filter(({ kind }) => kind === 'barcode').map(({ text }) => text),
  );
  const wanted = [...texts, ...commandCodes.map(({ text }) => text)].filter(isBarcodeText);
  const fonts = ['700 16px "Inter Variable"', '400 16px "JetBrains Mono Variable"'];
  await Promise.all([
    ...wanted.map((text) => loadBars(text)),
    ...fonts.map((font) => document.fonts.load(font)),
  ]);
}
