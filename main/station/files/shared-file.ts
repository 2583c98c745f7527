/**
 * One file read by many at once, such as a firmware image by a shelf of units: opened once, and a piece that one
 * has read is there for the others. Made for readers that go through it from its beginning in equal steps.
 */
import { type DiskFile, openDiskFile } from './disk-file.ts';

/** Pieces held of one file: units that start together stay about that near to one another. */
const PIECES_HELD = 32;

interface Shared {
  file: DiskFile;
  /** By position; the order is that of last use. */
  pieces: Map<number, Promise<Uint8Array>>;
  users: number;
}

export class SharedFiles {
  readonly #open = new Map<string, Shared>();

  /** As {@link openDiskFile}; each user closes its own. */
  async open(filePath: string, place?: string): ReturnType<typeof openDiskFile> {
    const opened = await openDiskFile(filePath, place);
    if (!opened.ok) return opened;
    const { file } = opened;
    const before = this.#open.get(filePath);
    const isSame = before?.file.version === file.version;
    if (before !== undefined && isSame) {
      await file.close();
      // The others may have gone while it was being closed.
      if (this.#open.get(filePath) === before)
        return { ok: true, file: this.#join(filePath, before) };
      return this.open(filePath, place);
    }
    const shared: Shared = { file, pieces: new Map(), users: 0 };
    this.#open.set(filePath, shared);
    return { ok: true, file: this.#join(filePath, shared) };
  }

  #join(filePath: string, shared: Shared): DiskFile {
    shared.users += 1;
    let isClosed = false;
    const { file } = shared;
    return {
      sizeBytes: file.sizeBytes,
      modifiedMs: file.modifiedMs,
      version: file.version,
      read: (position, length) => readPiece(shared, position, length),
      close: async () => {
        if (isClosed) return;
        isClosed = true;
        shared.users -= 1;
        if (shared.users > 0) return;
        if (this.#open.get(filePath) === shared) this.#open.delete(filePath);
        await file.close();
      },
    };
  }
}

function readPiece(
  { file, pieces }: Shared,
  position: number,
  length: number,
): Promise<Uint8Array> {
  // At the end the file looks whether it changed, for each reader anew.
  if (position + length >= file.sizeBytes) return file.read(position, length);
  const before = pieces.get(position);
  if (before !== undefined) pieces.delete(position);
  const piece = before ?? file.read(position, length);
  pieces.set(position, piece);
  if (before === undefined) {
    // Who waits for it hears of the failure; the next one tries again.
    piece.catch(() => pieces.delete(position));
    const [oldest] = pieces.size > PIECES_HELD ? pieces.keys() : [];
    if (oldest !== undefined) pieces.delete(oldest);
  }
  return piece;
}
