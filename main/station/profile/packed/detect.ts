/** What a file holds, whatever its name (guide: the unit inspects the header of the file). */
export type ProfileFormat = 'xml' | 'gzip' | 'openssl' | 'plain-text' | 'unknown';

const SALTED = 'Salted__';

/**
 * Tells a file's format from its first bytes: gzip's magic, openssl's `Salted__`, `<` after blanks
 * and an optional UTF-8 byte order mark, else printable text (the compiler's source, which units do
 * not take as it is). Empty and binary bytes, the SPC compiler's output among them, are `unknown`.
 */
export function detectFormat(bytes: Uint8Array): ProfileFormat {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096));
  if (head.toString('latin1', 0, SALTED.length) === SALTED) return 'openssl';
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (text.startsWith('<')) return 'xml';
  return text !== '' && isText(head, text) ? 'plain-text' : 'unknown';
}

/** Printable, and what is not ASCII is UTF-8, or Latin-1 with letters among ASCII. */
function isText(head: Buffer, latin1: string): boolean {
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(latin1)) return false;
  const strange = latin1.match(/[\x80-\xff]/g)?.length ?? 0;
  if (strange === 0) return true;
  // A character may be cut in two where the head ends.
  if (
    !head
      .toString('utf8')
      .replace(/\ufffd{1,3}$/, '')
      .includes('\ufffd')
  )
    return true;
  return !/[\x80-\x9f]/.test(latin1) && strange * 4 < latin1.length;
}
