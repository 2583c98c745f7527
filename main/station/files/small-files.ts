/**
 * Small files of the served folder, read whole: one that changes meanwhile cannot be sent half old,
 * half new, and a shelf of units asking for the same file costs one read.
 */
import { createHash } from 'node:crypto';
import { openDiskFile } from './disk-file.ts';

/** Larger files are read piece by piece while they are sent. */
const SMALL_BYTES = 256 * 1024;
const HELD_BYTES = 16 * 1024 * 1024;

/** A file as the folder found it. */
export interface FoundFile {
  filePath: string;
  /** For {@link openDiskFile}. */
  place: string;
  sizeBytes: number;
  modifiedMs: number;
  /** Changes whenever the file's content may have changed. */
  version: string;
  /** False: only the letters' case differed from what was asked for. */
  isExact: boolean;
  /** The number of the device it lies on. */
  device: number;
}

export interface SmallFile {
  bytes: Uint8Array;
  /** Hex. */
  sha256: string;
}

export class SmallFiles {
  /** By path; the order is that of last use. */
  readonly #held = new Map<string, SmallFile & { version: string }>();
  #heldBytes = 0;

  /** Whether a file of this size would still find room without pushing another out. */
  hasRoomFor(sizeBytes: number): boolean {
    return sizeBytes <= SMALL_BYTES && this.#heldBytes + sizeBytes <= HELD_BYTES;
  }

  /** @returns null when the file is large, or cannot be read as it was found */
  async read(found: FoundFile): Promise<SmallFile | null> {
    const { filePath, sizeBytes, version } = found;
    if (sizeBytes > SMALL_BYTES) return null;
    const held = this.#held.get(filePath);
    if (held !== undefined) this.#drop(filePath);
    const file = held?.version === version ? held : await readWhole(found);
    if (file === null) return null;
    this.#held.set(filePath, { ...file, version });
    this.#heldBytes += file.bytes.length;
    for (const oldest of this.#held.keys()) {
      if (this.#heldBytes <= HELD_BYTES) break;
      this.#drop(oldest);
    }
    return file;
  }

  #drop(filePath: string): void {
    this.#heldBytes -= this.#held.get(filePath)?.bytes.length ?? 0;
    this.#held.delete(filePath);
  }
}

async function readWhole({ filePath, place, sizeBytes }: FoundFile): Promise<SmallFile | null> {
  const opened = await openDiskFile(filePath, place);
  if (!opened.ok) return null;
  try {
    if (opened.file.sizeBytes !== sizeBytes) return null;
    const bytes = await opened.file.read(0, sizeBytes);
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch {
    // It changed under our hands; the piecewise path says so to the client.
    return null;
  } finally {
    await opened.file.close();
  }
}
