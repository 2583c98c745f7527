/** The images' bytes: `firmware` in the data folder, a file per content. */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StationError } from '../../contract/errors.ts';

const PIECE_BYTES = 256 * 1024;

export class ImageFolder {
  readonly #dataDir: string | null;
  #dir: Promise<string> | null = null;

  /** @param dataDir null: a station in memory, whose images end with it */
  constructor(dataDir: string | null) {
    this.#dataDir = dataDir;
  }

  /** Where an image's bytes are, or would be. */
  async fileOf(sha256: string): Promise<string> {
    return join(await this.#open(), `${sha256}.bin`);
  }

  /** A file in the making, to be {@link ImagePart.keep kept} or dropped. @throws StationError IMAGE_NOT_WRITTEN */
  async begin(name: string): Promise<ImagePart> {
    const file = join(await this.#open(), `${name}.part`);
    const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => {
      throw notWritten(cause);
    });
    return new ImagePart(file, handle);
  }

  /** @returns what is wrong with it, in words; null: it is there, in its whole length */
  async problemOf(sha256: string, bytes: number): Promise<string | null> {
    const found = await stat(await this.fileOf(sha256)).catch(() => null);
    if (found === null || !found.isFile())
      return 'Its file is missing. Remove it, then add it again';
    if (found.size === bytes) return null;
    return 'Its file has another length. Remove it, then add it again';
  }

  /** The SHA-256 of what lies on the disk now; null: it cannot be read. */
  async hashOf(sha256: string): Promise<string | null> {
    const handle = await open(await this.fileOf(sha256), 'r').catch(() => null);
    if (handle === null) return null;
    const hash = createHash('sha256');
    const piece = new Uint8Array(PIECE_BYTES);
    try {
      for (;;) {
        const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, null);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(piece.subarray(0, bytesRead));
      }
    } catch {
      return null;
    } finally {
      await handle.close();
    }
  }

  async remove(sha256: string): Promise<void> {
    await rm(await this.fileOf(sha256), { force: true });
  }

  /** What a station in memory kept is gone with it. */
  async close(): Promise<void> {
    const dir = await this.#dir?.catch(() => null);
    if (this.#dataDir === null && dir) await rm(dir, { recursive: true, force: true });
  }

  #open(): Promise<string> {
    this.#dir ??= this.#make().catch((cause: unknown) => {
      this.#dir = null;
      throw notWritten(cause);
    });
    return this.#dir;
  }

  async #make(): Promise<string> {
    if (this.#dataDir === null) return mkdtemp(join(tmpdir(), 'spa-bench-firmware-'));
    const dir = join(this.#dataDir, 'firmware');
    await mkdir(dir, { recursive: true, mode: 0o700 });
    // What a crash left half-way is no image.
    const names = await readdir(dir);
    for (const name of names.filter((each) => each.endsWith('.part'))) await rm(join(dir, name));
    return dir;
  }
}

/** One image as it arrives: written and hashed piece by piece. */
export class ImagePart {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  bytes = 0;

  constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /** @throws StationError IMAGE_NOT_WRITTEN */
  async add(piece: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < piece.length; ) {
        const { bytesWritten } = await this.#handle.write(piece, at);
        at += bytesWritten;
      }
    } catch (cause) {
      throw notWritten(cause);
    }
    this.#hash.update(piece);
    this.bytes += piece.length;
  }

  /** Hex, of all that was added; nothing can be added any more. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  /** Flushes, renames, flushes the folder: durable when this resolves. @throws StationError IMAGE_NOT_WRITTEN */
  async keep(file: string, dir: string): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#file, file);
      await syncDir(dir);
    } catch (cause) {
      throw notWritten(cause);
    }
  }

  async drop(): Promise<void> {
    await this.#handle.close().catch(() => undefined); // closed already where keeping it failed
    await rm(this.#file, { force: true });
  }
}

function notWritten(cause: unknown): StationError {
  return new StationError(
    'IMAGE_NOT_WRITTEN',
    'The image could not be written to the data folder. Check the free space and rights of the disk, then add it again.',
    { cause },
  );
}

/** Windows cannot open a folder to flush it, and flushes the name with the file. */
async function syncDir(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
