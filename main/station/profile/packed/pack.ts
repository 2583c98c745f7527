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
 * @returns problems `needs-key`, `wrong-key`, `damaged`, `bad-gzip`, `wrong-order` or `not-a-profile`
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
 * The same for people, who also keep the compiler's source, compressed or in the UTF-16 of some editors.
 * @returns the problems of {@link openProfile}, and `empty`
 */
export function openSource(bytes: Uint8Array, key: string | null): Read<string> {
  if (detectFormat(bytes) === 'openssl' && key === null) {
    return bad('needs-key', 'The file is encrypted; its key is needed.');
  }
  const unpacked = unpack(bytes, key);
  if (!unpacked.ok) return unpacked;
  const text = decodeText(unpacked.value);
  if (text.trim() === '') return bad('empty', 'The file is empty.');
  if (text.includes('\0')) {
    const message =
      'The file is binary, as the vendor’s compiler makes it; only units read that. Take its source.';
    return bad('not-a-profile', message);
  }
  return good(text);
}

function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

function unpack(bytes: Uint8Array, key: string | null): Read<Uint8Array> {
  const wasEncrypted = detectFormat(bytes) === 'openssl';
  if (wasEncrypted && key === null) {
    return bad('needs-key', 'The profile is encrypted and the rule that fetched it has no key.');
  }
  const opened = wasEncrypted && key !== null ? decryptProfile(bytes, key) : good(bytes);
  if (!opened.ok) return opened;
  if (detectFormat(opened.value) !== 'gzip') return opened;
  const unpacked = gunzipProfile(opened.value);
  if (unpacked.ok && detectFormat(unpacked.value) === 'openssl') {
    const message =
      'It was encrypted first and then compressed; units want it the other way round.';
    return bad('wrong-order', message);
  }
  return unpacked;
}

/**
 * UTF-16 with its mark, UTF-8 where it is valid, else Latin-1, which some servers of the field write; no
 * byte order mark.
 */
export function decodeText(bytes: Uint8Array): string {
  const wide = utf16Of(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
