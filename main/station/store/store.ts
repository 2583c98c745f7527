/**
 * What the station remembers. One process owns it; what a resolved `write` promised is on the disk.
 *
 * Changes asked for at nearly the same time share one transaction and so one flush of the disk: a burst
 * of 250 leases costs a handful of flushes, not 250.
 */
import { StationError } from '../../contract/errors.ts';
import { Vault, type VaultOptions } from '../vault/vault.ts';
import { setAsideDamaged } from './damaged-rows.ts';
import { type Database, openDatabase } from './database.ts';
import { sealedWith, sealRows } from './seal-rows.ts';
import { type Tables, tablesOf } from './tables.ts';

export type { Tables } from './tables.ts';

export interface Store {
  /** The data folder; null: everything ends with the process. */
  readonly dir: string | null;
  /** What the secrets are sealed with. Callers of the tables see them plain, or the error STORE_LOCKED. */
  readonly vault: Vault;
  /** What was found damaged when it was opened and what became of it, in sentences; mostly empty. */
  readonly damage: readonly string[];
  /** Rises with every group of changes that {@link write} asked for. */
  readonly version: number;
  /** After the vault was opened: seals what an older version left plain, when that could not be done before. */
  sealRows(): void;
  /**
   * Queues a change and commits it with the others of this moment. Each change is a savepoint: one that
   * throws is undone and rejected alone. Changes run in the order they were asked for.
   * @returns what `change` gave back, once it is durable
   * @throws whatever `change` threw; StationError STORE_FAILED when the disk refused the whole group
   */
  write<T>(change: (tables: Tables) => T): Promise<T>;
  /**
   * The same for what a loss of power may take: lines of the log. A group of such changes alone costs no flush of
   * the disk. Nothing is lost when the process ends, and what {@link write} promises later covers these, too.
   */
  writeSoon<T>(change: (tables: Tables) => T): Promise<T>;
  /** Sees everything committed, nothing that only waits. `query` must not change anything. */
  read<T>(query: (tables: Tables) => T): T;
  /**
   * A whole copy, while the station runs. Replaces an earlier file of that name. Its secrets are sealed.
   * @throws StationError BACKUP_FAILED, or STORE_LOCKED while there are plain ones
   */
  backup(file: string): Promise<void>;
  /** Commits what is queued, then lets the file go. Later writes are refused. */
  close(): Promise<void>;
}

/** How the vault of a data folder is opened; left out: by what `vault.json` says. */
export type KeyOptions = Pick<VaultOptions, 'keyFile' | 'passphraseFile' | 'scrypt' | 'delayMs'>;

/**
 * Opens the store of a data folder, or one in memory for tests. Its vault may be locked.
 * @throws as `openDatabase`, and as {@link Vault} when a new one cannot be made
 */
export function openStore(options: ({ dir: string } & KeyOptions) | { memory: true }): Store {
  const database = openDatabase(options);
  if (!('dir' in options)) return storeOver(database);
  try {
    const vault = new Vault({ ...options, sealedWith: sealedWith(database) });
    return storeOver(database, vault);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** How long a group may wait for more changes while sockets keep bringing them. */
const GATHER_MS = 10;

interface Queued {
  mustLast: boolean;
  run(tables: Tables): void;
  /** Called after the commit, or with the fault that prevented it. */
  settle(fault: StationError | null): void;
}

/** A store over an open database; {@link openStore} is the usual way. */
export function storeOver(database: Database, vault = Vault.memory()): Store {
  const tables = tablesOf(database.sql, vault);
  sealRows(database, vault);
  const damage = setAsideDamaged(database, Date.now());
  let queue: Queued[] = [];
  let isClosed = false;
  const backups = new Set<Promise<void>>();

  let version = 0;
  let isLasting = true;
  function setLasting(isWanted: boolean): void {
    if (isWanted === isLasting) return;
    // In WAL mode NORMAL leaves the flush to the next one that needs it.
    database.exec(`PRAGMA synchronous = ${isWanted ? 'FULL' : 'NORMAL'}`);
    isLasting = isWanted;
  }

  function flush(): void {
    const group = queue;
    queue = [];
    if (group.length === 0) return;
    const mustLast = group.some((queued) => queued.mustLast);
    setLasting(mustLast);
    if (mustLast) version += 1;
    const fault = commitGroup(database, tables, group);
    for (const queued of group) queued.settle(fault);
  }

  /** Lets the event loop take in every waiting packet before the disk makes all of them wait. */
  function gather(seen: number, since: number): void {
    setImmediate(() => {
      const isGrowing = queue.length > seen;
      if (isGrowing && performance.now() - since < GATHER_MS) gather(queue.length, since);
      else flush();
    });
  }

  function enqueue<T>(change: (tables: Tables) => T, mustLast: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      if (isClosed) {
        reject(new StationError('STORE_CLOSED', 'The station is stopping.'));
        return;
      }
      queue.push({ mustLast, ...queuedChange(change, resolve, reject) });
      if (queue.length === 1) gather(1, performance.now());
    });
  }

  return {
    dir: database.dir,
    get version() {
      return version;
    },
    vault,
    damage,
    sealRows: () => sealRows(database, vault),
    write: (change) => enqueue(change, true),
    writeSoon: (change) => enqueue(change, false),
    read: (query) => query(tables),
    backup: async (file) => {
      if (sealedWith(database) === null) vault.refuseLocked();
      const running = database.backup(file).finally(() => backups.delete(running));
      backups.add(running);
      return running;
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      flush();
      await Promise.allSettled(backups);
      database.close();
    },
  };
}

function queuedChange<T>(
  change: (tables: Tables) => T,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Omit<Queued, 'mustLast'> {
  let outcome: { value: T } | { error: unknown } | null = null;
  return {
    run: (tables) => {
      try {
        outcome = { value: change(tables) };
      } catch (error) {
        outcome = { error };
        throw error;
      }
    },
    settle: (fault) => {
      if (fault !== null || outcome === null) reject(fault);
      else if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.value);
    },
  };
}

/** @returns null when the group is durable (without those that threw), else why nothing of it is. */
function commitGroup(
  database: Database,
  tables: Tables,
  group: readonly Queued[],
): StationError | null {
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const queued of group) {
      database.exec('SAVEPOINT change');
      try {
        queued.run(tables);
      } catch (error) {
        if (database.isStorageFault(error) || !database.inTransaction) throw error;
        database.exec('ROLLBACK TO change');
      }
      database.exec('RELEASE change');
    }
    database.exec('COMMIT');
    return null;
  } catch (error) {
    rollBack(database);
    return new StationError(
      'STORE_FAILED',
      'The station could not write to its data folder. Check the free space and rights of the disk.',
      { cause: error },
    );
  }
}

function rollBack(database: Database): void {
  try {
    if (database.inTransaction) database.exec('ROLLBACK');
  } catch {
    // Still inside: the next group's BEGIN fails, is reported, and brings us here again.
  }
}
