import { type PackedHead, packHead } from '../packed/gzip.ts';
import { bad, good, type ProfileProblem, type Read } from '../problem.ts';
import type { ProfileEntry } from '../text/entry.ts';
import { type FieldValues, fillFields, scanFields } from '../text/fields.ts';
import type { SourceEntry } from '../text/source.ts';
import { writeXmlElement, writeXmlLines, xmlStart } from '../text/xml-write.ts';
import { isOfChain, isUnitsOwn } from './chain-names.ts';
import type { Layer } from './layer.ts';
import { type LayeredEntry, mergeLayers, placeWords } from './merge.ts';

/** Parameters whose values are rules or conditions. */
const RULES = /^(?:Profile_Rule(?:_[BCD])?|Upgrade_Rule|Report_Rule|Resync_Trigger_[12])$/;

/** Layers merged once, to be filled for many units. */
export interface PreparedLayers {
  /** For a unit that is bound to an account. */
  bound: PreparedEntries;
  /** For one that is not: what names an account's field is left out, the ISP brings it later. */
  unbound: PreparedEntries;
  /** Names of `{{secret:…}}` in any of the values. */
  secretNames: readonly string[];
}

/** What is the same for every unit; each name once. */
export interface FixedPart {
  /** What any file of the unit may hold. */
  entries: readonly ProfileEntry[];
  /** The start of a profile with these, written and compressed once. */
  head: PackedHead;
  /** What steers the unit through the chain: for its last file alone. */
  chain: readonly ProfileEntry[];
}

/** Merged entries: those that are the same for every unit, and those with a field in the value. */
export class PreparedEntries {
  /** All but the unit's own key and directory, in the order of first mention. */
  readonly all: readonly LayeredEntry[];
  readonly varying: readonly LayeredEntry[];
  #fixed: Read<FixedPart> | null = null;

  constructor(entries: readonly LayeredEntry[]) {
    this.all = entries.filter(({ name }) => !isUnitsOwn(name));
    this.varying = this.all.filter(hasField);
  }

  /** Made when first asked for. @returns the problems of the writer */
  get fixed(): Read<FixedPart> {
    this.#fixed ??= fixedPart(this.all.filter((entry) => !hasField(entry)));
    return this.#fixed;
  }
}

function hasField({ value }: { value: string | null }): boolean {
  return value?.includes('{{') === true;
}

function fixedPart(layered: readonly LayeredEntry[]): Read<FixedPart> {
  const all = layered.map(plainEntry);
  const chain = all.filter(({ name }) => isOfChain(name));
  const entries = all.filter(({ name }) => !isOfChain(name));
  const steering = writeXmlLines(chain);
  if (!steering.ok) return steering;
  const lines = writeXmlLines(entries);
  if (!lines.ok) return lines;
  const head = packHead(Buffer.from(`${xmlStart}${lines.value}`, 'latin1'));
  return good({ entries, head, chain });
}

export function prepareLayers(layers: readonly Layer[]): PreparedLayers {
  const bound = mergeLayers(layers);
  const hasAccount = bound.some(({ value }) => fieldsOf(value).some(isOfAccount));
  const unbound = hasAccount ? mergeLayers(layers, namesAccount) : bound;
  const prepared = new PreparedEntries(bound);
  // What an account's field replaces may name a password, too: it is given while there is no account.
  const secrets = [...bound, ...(hasAccount ? unbound : [])]
    .flatMap(({ value }) => fieldsOf(value))
    .filter((name) => name.startsWith('secret:'));
  return {
    bound: prepared,
    unbound: hasAccount ? new PreparedEntries(unbound) : prepared,
    secretNames: [...new Set(secrets.map((name) => name.slice('secret:'.length)))],
  };
}

function fieldsOf(value: string | null): string[] {
  return value !== null && hasField({ value })
    ? scanFields(value).uses.map(({ name }) => name)
    : [];
}

function isOfAccount(name: string): boolean {
  return name.startsWith('account.');
}

/**
 * @returns entries that can be written; problems of `fillFields` and of the writer, with file, line and
 *          column, and a sentence that names parameter and layer
 */
export function fillEntries(
  entries: readonly LayeredEntry[],
  values: FieldValues,
): Read<ProfileEntry[]> {
  const filled: ProfileEntry[] = [];
  for (const entry of entries) {
    const one = fillEntry(entry, values);
    if (!one.ok) return placed(one.problem, entry);
    filled.push(one.value);
  }
  return good(filled);
}

function fillEntry(entry: LayeredEntry, values: FieldValues): Read<ProfileEntry> {
  const { name, value } = entry;
  const plain = plainEntry(entry);
  if (value?.includes('{{') === true) {
    const filled = fillFields(value, values, { escape: 'none', isRule: RULES.test(name) });
    if (!filled.ok) return filled;
    plain.value = filled.value.text;
  }
  const written = writeXmlElement(plain);
  return written.ok ? good(plain) : written;
}

function placed({ kind, message }: ProfileProblem, { name, valueFrom }: LayeredEntry): Read<never> {
  const { file, line, column } = valueFrom;
  return bad(kind, `${placeWords(valueFrom)}, ${name}: ${message}`, { file, line, column });
}

function plainEntry({ name, value, access }: LayeredEntry): ProfileEntry {
  return access === undefined ? { name, value } : { name, value, access };
}

function namesAccount({ value }: SourceEntry): boolean {
  return fieldsOf(value).some(isOfAccount);
}
