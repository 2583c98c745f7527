import { detectFormat, type ProfileFormat } from '../packed/detect.ts';
import { openProfile } from '../packed/pack.ts';
import { bad, good, type Read } from '../problem.ts';
import type { Alias } from '../rules/alias-map.ts';
import { readXmlProfile, type XmlParameter } from '../text/xml.ts';
import { readAliasedProfile } from './aliased-profile.ts';
import { type Readings, standardReadings } from './readings.ts';

/** What a unit opens a file with. */
export interface OpenWith {
  /** Of the rule's `--key`; null without one. */
  key: string | null;
  /** Of the rule's `--alias`; null without one. */
  aliases: readonly Alias[] | null;
  /** Names that are parameters; absent: every name is one. */
  known?: ReadonlySet<string>;
  readings?: Readings;
}

export interface OpenedFile {
  /** Of the bytes as they came; what was inside an encrypted file is not told. */
  format: ProfileFormat;
  usedKey: boolean;
  parameters: ReadonlyMap<string, XmlParameter>;
  ignored: readonly string[];
}

/**
 * What a unit makes of a file's bytes: decrypts, unpacks, reads, through an alias map or not. Whether a
 * plain file is taken from a rule with `--key`, the reading `keyForPlainFile` says.
 * @returns problem `not-encrypted`, and those of `openProfile`, `readXmlProfile` and `readAliasedProfile`
 */
export function openFile(
  bytes: Uint8Array,
  { key, aliases, known, readings = standardReadings }: OpenWith,
): Read<OpenedFile> {
  const format = detectFormat(bytes);
  if (key !== null && format !== 'openssl' && readings.keyForPlainFile === 'refused') {
    return bad('not-encrypted', 'The rule has a key, the file is not encrypted.');
  }
  const text = openProfile(bytes, key);
  if (!text.ok) return text;
  const names = known === undefined ? {} : { known };
  const read =
    aliases === null
      ? readXmlProfile(text.value, names)
      : readAliasedProfile(text.value, aliases, { ...names, readings });
  if (!read.ok) return read;
  const { parameters, ignored } = read.value;
  return good({ format, usedKey: format === 'openssl', parameters, ignored });
}
