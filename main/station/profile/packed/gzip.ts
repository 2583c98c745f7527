import { gunzipSync, gzipSync } from 'node:zlib';
import { bad, good, type Read } from '../problem.ts';

/** A full-parameter profile is 0.12 MB; ten times that is surely no profile but a bomb. */
const MAX_PROFILE_BYTES = 4 * 1024 * 1024;

/** gzip with its header (RFC 1952), no time and no name: the same bytes for the same text. */
export function gzipProfile(plain: Uint8Array): Uint8Array {
  const packed = gzipSync(plain, { level: 9 });
  packed.fill(0, 4, 8);
  packed[9] = 3; // zlib writes the system it runs on; a fixed value keeps the bytes the same everywhere
  return packed;
}

/** Unpacks up to 4 MiB; `bad-gzip` for damaged bytes, also when the check sum is wrong. */
export function gunzipProfile(bytes: Uint8Array): Read<Uint8Array> {
  try {
    return good(gunzipSync(bytes, { maxOutputLength: MAX_PROFILE_BYTES }));
  } catch {
    return bad('bad-gzip', 'The compressed file is damaged or larger than 4 MiB unpacked.');
  }
}
