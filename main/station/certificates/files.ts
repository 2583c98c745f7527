/**
 * The certificate files of a data folder: `certificates/NAME` beside the database, readable by their
 * owner only, each whole or as it was. A station without a folder keeps them in memory.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { writeSecretFile } from '../secret-file.ts';

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
  /** @returns null when it is not there. @throws StationError CERTIFICATES_UNREADABLE */
  read(name: CertificateFileName): string | null;
  /** Durable when it resolves. @throws StationError CERTIFICATES_NOT_WRITTEN */
  write(name: CertificateFileName, text: string): Promise<void>;
  remove(name: CertificateFileName): Promise<void>;
}

export function openCertificateFiles(dataDir: string | null): CertificateFiles {
  return dataDir === null ? inMemory() : onDisk(join(dataDir, 'certificates'));
}

function onDisk(dir: string): CertificateFiles {
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

function inMemory(): CertificateFiles {
  const files = new Map<CertificateFileName, string>();
  return {
    dir: null,
    read: (name) => files.get(name) ?? null,
    write: async (name, text) => void files.set(name, text),
    remove: async (name) => void files.delete(name),
  };
}
