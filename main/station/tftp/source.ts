/** The two places a transfer's bytes come from: memory, and a file read ahead in pieces. */
import type { FileAnswer } from '../files/answer.ts';
import type { DiskFile } from '../files/disk-file.ts';
import type { SharedFiles } from '../files/shared-file.ts';
import { toNetascii } from './netascii.ts';
import type { BlockSource } from './transfer.ts';

/** A block source with something to give back when the transfer is over. */
export interface OpenSource extends BlockSource {
  /** Bytes as they will go out; null when that shows only on the way (netascii from disk). */
  readonly sizeBytes: number | null;
  close(): Promise<void>;
}

const DISK_PIECE_BYTES = 64 * 1024;

/**
 * Opens what an answer offers. `onBytes` and `onFailure` are called for files on disk only, never
 * from inside `at`.
 * @returns the source, which the caller closes, or why the file on disk cannot be read.
 */
export async function openSource(
  answer: Extract<FileAnswer, { kind: 'bytes' | 'disk' }>,
  isNetascii: boolean,
  files: SharedFiles,
  on: Pick<DiskSourceOptions, 'onBytes' | 'onFailure'>,
): Promise<{ ok: true; source: OpenSource } | { ok: false; reason: string }> {
  if (answer.kind === 'bytes') {
    const bytes = isNetascii ? toNetascii(answer.bytes) : answer.bytes;
    return { ok: true, source: sourceFromBytes(bytes) };
  }
  const opened = await files.open(answer.filePath, answer.place);
  if (!opened.ok) return opened;
  const options = { isNetascii, pieceBytes: DISK_PIECE_BYTES, ...on };
  return { ok: true, source: sourceFromDisk(opened.file, options) };
}

/** Bytes in memory. */
export function sourceFromBytes(bytes: Uint8Array): OpenSource {
  return {
    sizeBytes: bytes.length,
    at: (offset, length) => bytes.subarray(offset, offset + length),
    release: () => undefined,
    close: () => Promise.resolve(),
  };
}

/** What a disk source needs besides the file. */
export interface DiskSourceOptions {
  isNetascii: boolean;
  /** How much to read at once, and to have ready. */
  pieceBytes: number;
  onBytes: () => void;
  onFailure: (error: unknown) => void;
}

/**
 * A file, read one piece ahead of what is asked for. Holds what is not released and at most two
 * pieces more, doubled by netascii at worst; pieces are kept as they were read, for others may have them too.
 */
export function sourceFromDisk(file: DiskFile, options: DiskSourceOptions): OpenSource {
  const { isNetascii, pieceBytes, onBytes, onFailure } = options;
  const held: Uint8Array[] = [];
  let heldFrom = 0;
  let heldTo = 0;
  let readUpTo = 0;
  let isReading = false;
  let isClosed = false;

  async function readOn(): Promise<void> {
    isReading = true;
    try {
      const length = Math.min(pieceBytes, file.sizeBytes - readUpTo);
      const read = await file.read(readUpTo, length);
      readUpTo += length;
      const piece = isNetascii ? toNetascii(read) : read;
      held.push(piece);
      heldTo += piece.length;
    } catch (error) {
      if (!isClosed) onFailure(error);
      return; // no further reading
    }
    isReading = false;
    if (!isClosed) onBytes();
  }

  /** Within what is held; most often within one piece, and then no byte is copied. */
  function bytesAt(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, heldTo);
    const parts: Uint8Array[] = [];
    let from = heldFrom;
    for (const piece of held) {
      const to = from + piece.length;
      if (to > offset && from < end) {
        const part = piece.subarray(Math.max(0, offset - from), Math.min(end, to) - from);
        if (part.length === end - offset) return part;
        parts.push(part);
      }
      from = to;
    }
    return Buffer.concat(parts);
  }

  return {
    sizeBytes: isNetascii ? null : file.sizeBytes,
    at(offset, length) {
      const isAllRead = readUpTo >= file.sizeBytes;
      const isShort = heldTo < offset + length;
      if (!isAllRead && !isReading && heldTo < offset + length + pieceBytes) void readOn();
      return isShort && !isAllRead ? null : bytesAt(offset, length);
    },
    release(offset) {
      for (let [first] = held; first !== undefined; [first] = held) {
        if (heldFrom + first.length > offset) return;
        heldFrom += first.length;
        held.shift();
      }
    },
    async close() {
      isClosed = true;
      held.length = 0;
      await file.close();
    },
  };
}
