/** A file from elsewhere as a template: only what it says otherwise than the factory. */
import { StationError } from '../../contract/errors.ts';
import type { ProfileFormat } from '../../contract/profiles.ts';
import { visible } from '../log.ts';
import { openSource } from '../profile/packed/pack.ts';
import type { Read } from '../profile/problem.ts';
import { convertProfile } from '../profile/text/convert.ts';
import { scanProfile, withoutMark } from '../profile/text/scan.ts';
import { effectiveEntries, problemOf, type SourceEntry } from '../profile/text/source.ts';
import type { Catalogue, Parameter } from '../profile/values/catalogue.ts';
import { readBool } from '../profile/values/plain-values.ts';

export interface FileFromElsewhere {
  name: string;
  bytes: Uint8Array;
}

export interface TemplateFromFile {
  text: string;
  taken: number;
  same: number;
  notes: string[];
}

/** What a unit says of itself when it is read back; nothing anybody can set (device facts 11.3). */
const STATUS =
  /^(?:Product_Name|Software_Version|Hardware_Version|Serial_Number|MAC_Address|Client_Certificate|Customization|Current_.*|Host_Name|Primary__DNS|Secondary__DNS|Elapsed_Time|Broadcast_.*|RTP_.*_(?:Sent|Recv)|SIP_.*_(?:Sent|Recv)|External_IP|Hook_State_\d+_|Registration_State_\d+_|Last_.*|Next_.*|Mapped_.*|Call_\d+_.*)$/;

/**
 * Reads a unit's own `spacfg.xml`, a sample of the vendor's compiler, or any profile, packed or not.
 *
 * @param files the first is read; the others are what its `import` lines name
 * @param key   opens an encrypted file
 * @throws StationError BAD_PROFILE with name and place
 */
export function templateFromFile(
  files: readonly FileFromElsewhere[],
  options: { to: ProfileFormat; catalogue: Catalogue; key: string | null },
): TemplateFromFile {
  const { to, catalogue, key } = options;
  const texts = files.map(({ name: given, bytes }) => {
    const name = visible(given);
    return { name, text: withoutMark(valueOrThrow(name, openSource(bytes, key))) };
  });
  const [main = { name: '', text: '' }, ...others] = texts;
  const source = scanProfile(main, new Map(others.map(({ name, text }) => [name, text])));
  const [broken] = source.problems;
  if (broken) {
    const { line, column, message, file } = problemOf(broken);
    const place = `${file ?? main.name}, line ${line}, column ${column}`;
    throw new StationError('BAD_PROFILE', `${place}: ${message}`);
  }
  const all = effectiveEntries(source.entries);
  const settable = all.filter(
    ({ xmlName }) => !STATUS.test(xmlName) || catalogue.byXmlName(xmlName),
  );
  const taken = settable.filter((entry) => isOtherwise(entry, catalogue));
  const nested = source.elements.filter(({ place }) => place === 'nested');
  const written = convertProfile(
    { ...source, entries: taken, elements: [], comments: [] },
    to,
    catalogue,
  );
  return {
    text: valueOrThrow(main.name, written).text,
    taken: taken.length,
    same: settable.length - taken.length,
    notes: [
      ...valueOrThrow(main.name, written).notes,
      ...nested.map(({ name }) => `${name} holds elements and is left out.`),
      ...noteOn(all.length - settable.length, 'fields with the state of the unit are left out.'),
    ],
  };
}

function valueOrThrow<T>(name: string, read: Read<T>): T {
  if (read.ok) return read.value;
  throw new StationError('BAD_PROFILE', `${name}: ${read.problem.message}`);
}

function isOtherwise(entry: SourceEntry, catalogue: Catalogue): boolean {
  const known = catalogue.byXmlName(entry.xmlName);
  if (known === undefined) return true;
  const hasOtherAccess = entry.access !== undefined && entry.access !== known.userAccess;
  return hasOtherAccess || (entry.value !== null && !isDefault(entry.value, known));
}

function isDefault(value: string, { default: factory, type }: Parameter): boolean {
  if (value === factory) return true;
  const isOn = type === 'Bool' ? readBool(value) : null;
  return isOn !== null && isOn === readBool(factory);
}

function noteOn(count: number, words: string): string[] {
  return count === 0 ? [] : [`${count} ${words}`];
}
