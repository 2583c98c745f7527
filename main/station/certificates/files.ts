/**
 * The certificate files of a data folder: `certificates/NAME` beside the database, readable by their
 * owner only, each whole or as it was, private keys in them sealed. A station without a folder keeps them in memory.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { writeSecretFile } from '../secret-file.ts';
import { type KeySealing, keyIn, sealKeysIn } from './sealed-keys.ts';

/**
 * `server.pem`: key, certificate and its chain in one file, so that they change together.
 * `request.key`, `request.csr`: what waits for its answer.
 */
export const certificateFileNames = [
  'server.pem',
  'request.key',
  'request.csr',
  'client-root.pem',
  'server-root.pem',
  'practice-ca.pem',
] as const;
export type CertificateFileName = (typeof certificateFileNames)[number];

export interface CertificateFiles {
  /** The folder, as people may look for it; null: in memory. */
  readonly dir: string | null;
  /** As it lies there, its key sealed; null: it is not there. @throws StationError CERTIFICATES_UNREADABLE */
  read(name: CertificateFileName): string | null;
  /** The private key in it, PEM; null: none. @throws StationError STORE_LOCKED, SEAL_BROKEN, as `read` */
  readKey(name: CertificateFileName): string | null;
  /** Seals the keys in it. Durable when it resolves. @throws StationError STORE_LOCKED, CERTIFICATES_NOT_WRITTEN */
  write(name: CertificateFileName, text: string): Promise<void>;
  remove(name: CertificateFileName): Promise<void>;
  /** @throws StationError STORE_LOCKED while no key can be written or read */
  refuseLocked(): void;
  /** Keys an older version left in clear are sealed, its half-written files removed. @returns how many */
  sealPlainKeys(): Promise<number>;
}

type Folder = Pick<CertificateFiles, 'dir' | 'read' | 'write' | 'remove'> & {
  /** What a stop in the middle of a write left behind. */
  removeDrafts(): Promise<void>;
};

export function openCertificateFiles(
  dataDir: string | null,
  sealing: KeySealing,
): CertificateFiles {
  const folder = dataDir === null ? inMemory() : onDisk(join(dataDir, 'certificates'));
  const { dir, read, remove } = folder;
  return {
    ...{ dir, read, remove },
    readKey: (name) => keyIn(read(name) ?? '', name, sealing),
    write: async (name, text) => folder.write(name, sealKeysIn(text, name, sealing)),
    refuseLocked: () => sealing.refuseLocked(),
    sealPlainKeys: async () => {
      await folder.removeDrafts();
      let count = 0;
      for (const name of certificateFileNames) {
        const text = read(name) ?? '';
        const sealed = sealKeysIn(text, name, sealing);
        if (sealed === text) continue;
        await folder.write(name, sealed);
        count += 1;
      }
      return count;
    },
  };
}

function onDisk(dir: string): Folder {
  return {
    dir,
    read: (name) => {
      try {
        return readFileSync(join(dir, name), 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
        const text = `The file certificates/${name} of the data folder cannot be read. Check its rights.`;
        throw new StationError('CERTIFICATES_UNREADABLE', text, { cause });
      }
    },
    write: (name, text) => writeCertificateFile(join(dir, name), text, dir),
    remove: (name) => rm(join(dir, name), { force: true }),
    removeDrafts: async () => {
      const names = await readdir(dir).catch(() => []);
      const drafts = names.filter((name) => /\.[0-9a-f-]{36}\.new$/.test(name));
      for (const name of drafts) await rm(join(dir, name), { force: true });
    },
  };
}

/** @throws StationError CERTIFICATES_NOT_WRITTEN */
export async function writeCertificateFile(
  file: string,
  text: string,
  dir?: string,
): Promise<void> {
  try {
    if (dir !== undefined) mkdirSync(dir, { recursive: true, mode: 0o700 });
    await writeSecretFile(file, text);
  } catch (cause) {
    const message = `The file ${file} cannot be written. Check the free space and rights of its folder.`;
    throw new StationError('CERTIFICATES_NOT_WRITTEN', message, { cause });
  }
}

function inMemory(): Folder {
  const files = new Map<CertificateFileName, string>();
  return {
    dir: null,
    read: (name) => files.get(name) ?? null,
    write: async (name, text) => void files.set(name, text),
    remove: async (name) => void files.delete(name),
    removeDrafts: async () => undefined,
  };
}
