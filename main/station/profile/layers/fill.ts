import { good, type Read } from '../problem.ts';
import type { ProfileEntry } from '../text/entry.ts';
import { type FieldValues, fillFields, scanFields } from '../text/fields.ts';
import type { SourceEntry } from '../text/source.ts';
import type { Layer } from './layer.ts';
import { type LayeredEntry, mergeLayers, placeWords } from './merge.ts';

/** Layers merged once, to be filled for many units. */
export interface PreparedLayers {
  /** For a unit that is bound to an account. */
  bound: readonly LayeredEntry[];
  /** For one that is not: what names an account's field is left out, the ISP brings it later. */
  unbound: readonly LayeredEntry[];
  /** Names of `{{secret:…}}` in any of the values. */
  secretNames: readonly string[];
}

export function prepareLayers(layers: readonly Layer[]): PreparedLayers {
  const bound = mergeLayers(layers);
  const names = bound.flatMap(({ value }) => scanFields(value ?? '').uses.map(({ name }) => name));
  const secrets = names.filter((name) => name.startsWith('secret:'));
  return {
    bound,
    unbound: names.some((name) => name.startsWith('account.'))
      ? mergeLayers(layers, namesAccount)
      : bound,
    secretNames: [...new Set(secrets.map((name) => name.slice('secret:'.length)))],
  };
}

/** @returns the problems of `fillFields`, naming parameter, layer and line */
export function fillEntries(
  entries: readonly LayeredEntry[],
  values: FieldValues,
): Read<ProfileEntry[]> {
  const filled: ProfileEntry[] = [];
  for (const entry of entries) {
    const one = fillEntry(entry, values);
    if (!one.ok) return one;
    filled.push(one.value);
  }
  return good(filled);
}

function fillEntry(entry: LayeredEntry, values: FieldValues): Read<ProfileEntry> {
  const { name, value, access, valueFrom } = entry;
  const plain: ProfileEntry = access === undefined ? { name, value } : { name, value, access };
  if (value === null || !value.includes('{{')) return good(plain);
  const filled = fillFields(value, values, { escape: 'none' });
  if (filled.ok) return good({ ...plain, value: filled.value.text });
  const message = `${placeWords(valueFrom)}, ${name}: ${filled.problem.message}`;
  return { ok: false, problem: { ...filled.problem, message } };
}

function namesAccount({ value }: SourceEntry): boolean {
  return scanFields(value ?? '').uses.some(({ name }) => name.startsWith('account.'));
}
