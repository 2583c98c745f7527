/**
 * Firmware images for simulated units, which know no real one: a line that says the version and the hash of
 * what follows, so that a unit notices every byte that is not as it was.
 */
import { createHash } from 'node:crypto';

const FORM = /^SPA Bench practice image ([^\s]{1,40}) sha256=([0-9a-f]{64})\n/;
const LONGEST_HEAD = 200;

/** An image that makes a simulated unit that version. */
export function practiceImage(version: string, content: Uint8Array): Buffer {
  const head = `SPA Bench practice image ${version} sha256=${sha256Of(content)}\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), content]);
}

/** The version of an image that is whole and as it was made; undefined for anything else. */
export function versionOfImage(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, LONGEST_HEAD)).toString('latin1');
  const [line = '', version, sha256] = FORM.exec(head) ?? [];
  return sha256 === sha256Of(bytes.subarray(line.length)) ? version : undefined;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
