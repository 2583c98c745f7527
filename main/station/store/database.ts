/** The one database file: opening, locking, checking, migrating. The only import of the SQLite driver. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open as openFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { StationError } from '../../contract/errors.ts';
import { VAULT_FILE } from '../vault/vault-file.ts';
import { migrations } from './migrations/index.ts';
import type { Sql } from './sql.ts';

export const DATABASE_FILE = 'station.db';

export interface Database {
  /** The folder of the file; null: in memory. */
  readonly dir: string | null;
  /** Made by this opening, so nothing was ever deleted from it. */
  readonly isNew: boolean;
  readonly sql: Sql;
  /** Runs statements that give nothing back: transactions, pragmas. */
  exec(source: string): void;
  /** False after the driver itself rolled a transaction back. */
  readonly inTransaction: boolean;
  /** Whether a failed statement means the disk or the file, not the statement, is at fault. */
  isStorageFault(error: unknown): boolean;
  backup(file: string): Promise<void>;
  /** A whole copy at once, for the owner alone, on the disk when it returns. An existing file stays as it is. */
  copyTo(file: string): void;
  /** Removes the copies kept from before a change of versions below `version`. */
  removeCopiesBefore(version: number): void;
  close(): void;
}

/**
 * Opens the station's database, making folder (0700) and file (0600) when they are missing.
 *
 * @param place  the data folder, or `:memory:` for a database that ends with the process
 * @throws StationError DATA_IN_USE (another process owns it), DATABASE_NEWER, DATABASE_DAMAGED or
 *         DATA_UNUSABLE (folder missing rights or space); the file is left as it was
 */
export function openDatabase(place: { dir: string } | { memory: true }): Database {
  const file = 'dir' in place ? prepareFile(place.dir) : ':memory:';
  let driver: Driver.Database | null = null;
  try {
    driver = new Driver(file, { timeout: 0 });
    own(driver);
    check(driver, file);
    // Only now: this writes into the file, and what is refused is left as it was.
    driver.pragma('journal_mode = WAL');
    const wasVersion = migrate(driver, file);
    return databaseOver(driver, 'dir' in place ? place.dir : null, wasVersion === 0);
  } catch (error) {
    driver?.close();
    throw explained(error, file);
  }
}

function prepareFile(dir: string): string {
  const file = join(dir, DATABASE_FILE);
  let wasEmptied = false;
  try {
    const isNew = mkdirSync(dir, { recursive: true, mode: 0o700 }) !== undefined;
    wasEmptied = existsSync(file) && statSync(file).size === 0 && existsSync(join(dir, VAULT_FILE));
    // A folder that holds other people's files keeps the rights they gave it.
    if (!isNew && (existsSync(file) || readdirSync(dir).length === 0)) chmodSync(dir, 0o700);
    // SQLite gives its -wal file the rights of the database.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    throw new StationError(
      'DATA_UNUSABLE',
      `The data folder ${dir} cannot be written. Check its rights, or choose another with --data.`,
      { cause: error },
    );
  }
  // The keys of a database are made after it: one that is empty beside them has lost what it held.
  if (wasEmptied) throw damaged(file, new Error('it is empty'));
  return file;
}

/** Takes the file for this process alone; the kernel frees it however the process ends. */
function own(driver: Driver.Database): void {
  driver.pragma('locking_mode = EXCLUSIVE');
  driver.pragma('synchronous = FULL');
  // macOS: a plain fsync leaves the drive's own cache out.
  driver.pragma('fullfsync = ON');
  driver.pragma('foreign_keys = ON');
  driver.pragma('trusted_schema = OFF');
  driver.exec('BEGIN EXCLUSIVE; COMMIT');
}

function check(driver: Driver.Database, file: string): void {
  if (file === ':memory:') return;
  const result = driver.pragma('quick_check(1)', { simple: true });
  if (result !== 'ok') throw damaged(file, new Error(String(result)));
  const version = versionOf(driver);
  if (version > migrations.length) {
    throw new StationError(
      'DATABASE_NEWER',
      `The database ${file} was written by a newer version of SPA Bench. Install that version, or choose another data folder.`,
    );
  }
  const isEmpty = driver.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if ((version === 0) !== isEmpty) throw damaged(file, new Error('it is no database of ours'));
}

function versionOf(driver: Driver.Database): number {
  return Number(driver.pragma('user_version', { simple: true }));
}

/** @returns the version it had */
function migrate(driver: Driver.Database, file: string): number {
  const version = versionOf(driver);
  if (version > 0 && version < migrations.length) copyTo(driver, copyOf(file, version));
  migrations.slice(version).forEach((step, index) => {
    driver.transaction(() => {
      driver.exec(step);
      driver.pragma(`user_version = ${version + index + 1}`);
    })();
  });
  return version;
}

function copyTo(driver: Driver.Database, copy: string): void {
  if (existsSync(copy)) return;
  closeSync(openSync(copy, 'wx', 0o600));
  driver.prepare('VACUUM INTO ?').run(copy);
  const handle = openSync(copy, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** `station.db.version-N`: the database as it was before this version changed it. */
function copyOf(file: string, version: number): string {
  return `${file}.version-${version}`;
}

function databaseOver(driver: Driver.Database, dir: string | null, isNew: boolean): Database {
  return {
    dir,
    isNew,
    sql: { prepare: <Row>(source: string) => driver.prepare<unknown[], Row>(source) },
    exec: (source) => void driver.exec(source),
    get inTransaction() {
      return driver.inTransaction;
    },
    isStorageFault: (error) => {
      const code = driverCode(error);
      return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|NOMEM|READONLY|CANTOPEN)/.test(code);
    },
    backup: (file) => backUp(driver, file),
    copyTo: (file) => copyTo(driver, file),
    removeCopiesBefore: (version) => {
      if (dir === null) return;
      for (let old = 0; old < version; old += 1) {
        rmSync(copyOf(join(dir, DATABASE_FILE), old), { force: true });
      }
    },
    close: () => void driver.close(),
  };
}

/** Under a temporary name first, so that a file of that name is always a whole backup. */
async function backUp(driver: Driver.Database, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await rm(part, { force: true });
    const made = await openFile(part, 'wx', 0o600);
    await made.close();
    await driver.backup(part);
    const handle = await openFile(part, 'r+');
    await handle.sync();
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new StationError(
      'BACKUP_FAILED',
      `The backup ${file} could not be written. Check the folder and its free space.`,
      { cause: error },
    );
  }
}

function driverCode(error: unknown): string {
  return error instanceof Driver.SqliteError ? error.code : '';
}

function damaged(file: string, cause: unknown): StationError {
  return new StationError(
    'DATABASE_DAMAGED',
    `The database ${file} is damaged. Move it to a safe place and put the newest backup there instead.`,
    { cause },
  );
}

function explained(error: unknown, file: string): unknown {
  const code = driverCode(error);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new StationError(
      'DATA_IN_USE',
      `Another SPA Bench station is using ${file}. Stop it, or choose another data folder with --data.`,
      { cause: error },
    );
  }
  if (/^SQLITE_(CORRUPT|NOTADB|ERROR|SCHEMA|CONSTRAINT)/.test(code)) return damaged(file, error);
  if (code !== '') {
    return new StationError(
      'DATA_UNUSABLE',
      `The database ${file} cannot be read or written. Check the rights of its folder and the free space.`,
      { cause: error },
    );
  }
  return error;
}
