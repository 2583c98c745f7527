import { constants, crc32, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { bad, good, type Read } from '../problem.ts';

/** A full-parameter profile is 0.12 MB; thirty times that is surely no profile but a bomb. */
const MAX_PROFILE_BYTES = 4 * 1024 * 1024;

/**
 * RFC 1952: deflate, no time and no name, best compression. The system is a fixed one, for zlib writes
 * that it runs on: the same bytes for the same text everywhere.
 */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);

export function gzipProfile(plain: Uint8Array): Uint8Array {
  const packed = gzipSync(plain, { level: 9 });
  packed.set(GZIP_HEADER);
  return packed;
}

/** What many profiles begin with, compressed once. */
export interface PackedHead {
  bytes: Uint8Array;
  /** Deflate blocks that end at a whole byte and are not the last ones (RFC 1951). */
  blocks: Uint8Array;
  crc: number;
}

export function packHead(bytes: Uint8Array): PackedHead {
  const blocks = deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes, blocks, crc: crc32(bytes) };
}

/** A few lines: tables for more take longer to clear than the lines to compress. */
const TAIL = { level: 9, windowBits: 12, memLevel: 5 };

/**
 * gzip of the head and what follows it, as one member: deflate blocks of one stream may come from two
 * compressors as long as none looks back into the other's text.
 */
export function gzipBehind(head: PackedHead, tail: Uint8Array): Uint8Array {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tail, head.crc), 0);
  trailer.writeUInt32LE(head.bytes.length + tail.length, 4);
  return Buffer.concat([GZIP_HEADER, head.blocks, deflateRawSync(tail, TAIL), trailer]);
}

/** Unpacks up to 4 MiB; `bad-gzip` for damaged bytes, also when the check sum is wrong. */
export function gunzipProfile(bytes: Uint8Array): Read<Uint8Array> {
  try {
    return good(gunzipSync(bytes, { maxOutputLength: MAX_PROFILE_BYTES }));
  } catch {
    return bad('bad-gzip', 'The compressed file is damaged or larger than 4 MiB unpacked.');
  }
}
