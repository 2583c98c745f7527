import { detectFormat } from '../station/profile/packed/detect.ts';
import { openProfile } from '../station/profile/packed/pack.ts';
import { bad, good, type Read } from '../station/profile/problem.ts';
import { readXmlProfile, type XmlProfile } from '../station/profile/text/xml.ts';
import type { Fault } from './faults.ts';

/**
 * What a unit makes of a file's bytes.
 *
 * A rule with `--key` fetches an encrypted file: a plain one is refused. The guide is silent here and
 * real units may be milder; the strict reading is the one that shows a station which forgot to encrypt.
 */
export function openAsUnit(
  bytes: Uint8Array,
  key: string | null,
  faults: ReadonlySet<Fault>,
): Read<XmlProfile> {
  if (key !== null && detectFormat(bytes) !== 'openssl') {
    return bad('not-encrypted', 'The rule has a key, the file is not encrypted.');
  }
  const phrase = key !== null && faults.has('wrong-key') ? `${key}-wrong` : key;
  const text = openProfile(bytes, phrase);
  if (!text.ok) return text;
  const profile = readXmlProfile(text.value);
  if (!profile.ok || !faults.has('long-syslog')) return profile;
  const parameters = new Map(profile.value.parameters);
  const syslog = parameters.get('Syslog_Server');
  if (syslog && 'value' in syslog && syslog.value === '') parameters.delete('Syslog_Server');
  return good({ ...profile.value, parameters });
}
