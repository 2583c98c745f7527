import { lineIndex } from '../problem.ts';
import type { ProfileEntry } from '../text/entry.ts';
import { effectiveEntries, type SourceEntry } from '../text/source.ts';
import { type Layer, layerName } from './layer.ts';

/** Where in which layer something was said. */
export interface LayerPlace {
  layer: Layer;
  file: string;
  /** Both from 1, of the value. */
  line: number;
  column: number;
}

/** One parameter of the merged layers; every value knows who said it. */
export interface LayeredEntry extends ProfileEntry {
  valueFrom: LayerPlace;
  /** null: no layer says anything about access. */
  accessFrom: LayerPlace | null;
}

/**
 * Merges layers as if a unit took one after another: a value replaces the one before, `<X/>` keeps it,
 * access is kept where a later layer says none (guide: Parameters).
 *
 * @param layers in their order, later ones winning; only what could be read of a broken one counts
 * @param skips  entries to leave out, so that what an earlier layer said stays
 * @returns each parameter once, in the order of first mention
 */
export function mergeLayers(
  layers: readonly Layer[],
  skips: (entry: SourceEntry) => boolean = () => false,
): LayeredEntry[] {
  const merged = new Map<string, LayeredEntry>();
  for (const layer of layers) {
    const places = new Map<string, ReturnType<typeof lineIndex>>();
    for (const entry of effectiveEntries(layer.source.entries)) {
      if (skips(entry)) continue;
      const { file, xmlName: name, value, access } = entry;
      const index = places.get(file.name) ?? lineIndex(file.text);
      places.set(file.name, index);
      const at = entry.valueAt?.start ?? entry.nameAt.start;
      const place: LayerPlace = { layer, file: file.name, ...index(at) };
      const before = merged.get(name);
      const isKept = value === null && before !== undefined;
      const shown = access ?? before?.access;
      merged.set(name, {
        name,
        value: isKept ? before.value : value,
        ...(shown === undefined ? {} : { access: shown }),
        valueFrom: isKept ? before.valueFrom : place,
        accessFrom: access === undefined ? (before?.accessFrom ?? null) : place,
      });
    }
  }
  return [...merged.values()];
}

/**
 * Entries that follow each other in one file, as a unit takes them: of one name the last counts, and
 * what it does not say stays as it was said before.
 */
export function asOneFile(entries: readonly ProfileEntry[]): ProfileEntry[] {
  const merged = new Map<string, ProfileEntry>();
  for (const { name, value, access } of entries) {
    const before = merged.get(name);
    const shown = access ?? before?.access;
    const kept = value ?? before?.value ?? null;
    merged.set(name, { name, value: kept, ...(shown !== undefined && { access: shown }) });
  }
  return [...merged.values()];
}

/** `Model SPA962 version 12, line 3`: for messages. */
export function placeWords({ layer, line }: LayerPlace): string {
  const version = layer.version === null ? '' : ` version ${layer.version}`;
  return `${layerName(layer)}${version}, line ${line}`;
}
