import { bad, good, type Read } from '../problem.ts';
import { detectFormat } from './detect.ts';
import { decryptProfile, encryptProfile } from './encrypt.ts';
import { gunzipProfile, gzipBehind, gzipProfile, type PackedHead } from './gzip.ts';

/**
 * Bytes of a profile as they go to a unit: compressed first, then encrypted (guide: Compression must
 * precede encryption). With a given salt, or without a key, the same text makes the same bytes.
 * @param options.key  pass phrase of the rule's `--key`; null or absent: not encrypted
 * @param options.salt 8 bytes; random when absent
 * @param options.head what stands before the text; it is not compressed again
 */
export function packProfile(
  text: string,
  options: { gzip: boolean; key?: string | null; salt?: Uint8Array; head?: PackedHead },
): Uint8Array {
  const { gzip, key, salt, head } = options;
  const plain = Buffer.from(text, 'utf8');
  let packed: Uint8Array;
  if (head === undefined) packed = gzip ? gzipProfile(plain) : plain;
  else packed = gzip ? gzipBehind(head, plain) : Buffer.concat([head.bytes, plain]);
  return typeof key === 'string' ? encryptProfile(packed, key, salt) : packed;
}

/**
 * The XML text a unit finds in a file, going by content only: encrypted, compressed, both or neither.
 * A key given for a file that is not encrypted is not used, as units do.
 * @returns problems `needs-key`, `wrong-key`, `damaged`, `bad-gzip` or `not-a-profile`
 *          (binary, empty, or plain-text source, which units do not take as it is)
 */
export function openProfile(bytes: Uint8Array, key: string | null): Read<string> {
  const unpacked = unpack(bytes, key);
  if (!unpacked.ok) return unpacked;
  if (detectFormat(unpacked.value) !== 'xml') {
    return bad('not-a-profile', 'The file is no XML profile.');
  }
  return good(decodeText(unpacked.value));
}

/**
 * The same for people, who also keep the compiler's source compressed: XML or plain text.
 * @returns the problems of {@link openProfile}
 */
export function openSource(bytes: Uint8Array, key: string | null): Read<string> {
  const unpacked = unpack(bytes, key);
  if (!unpacked.ok) return unpacked;
  if (detectFormat(unpacked.value) === 'unknown') {
    return bad('not-a-profile', 'The file is no profile: it is empty or binary.');
  }
  return good(decodeText(unpacked.value));
}

function unpack(bytes: Uint8Array, key: string | null): Read<Uint8Array> {
  const wasEncrypted = detectFormat(bytes) === 'openssl';
  if (wasEncrypted && key === null) {
    return bad('needs-key', 'The profile is encrypted and the rule that fetched it has no key.');
  }
  const opened = wasEncrypted && key !== null ? decryptProfile(bytes, key) : good(bytes);
  if (!opened.ok) return opened;
  return detectFormat(opened.value) === 'gzip' ? gunzipProfile(opened.value) : opened;
}

/** UTF-8 where it is valid, else Latin-1, which some servers of the field write; no byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
