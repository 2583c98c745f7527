/** Whole copies of the database: when a person asks, and one a day by itself before the first start. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StationError } from '../contract/errors.ts';
import type { Backup } from '../contract/settings.ts';
import { type EpochMs, isoTime } from '../contract/values.ts';
import type { Clock } from './clock.ts';
import { type Log, severity } from './log.ts';
import type { Store } from './store/store.ts';

/** Automatic ones beyond these make room. */
const KEPT_AUTOMATIC = 14;
/** A little less than a day, so that tomorrow's first start is never too early for its own. */
const DUE_AFTER_MS = 20 * 3_600_000;
/** Beside each copy: `vault.json` as it was then. */
const VAULT_SUFFIX = '.vault.json';
const LAST_KEPT_AS = 'backup.last';

export interface BackupsParts {
  store: Store;
  clock: Clock;
  log: Log;
}

export class Backups {
  readonly #parts: BackupsParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: BackupsParts) {
    this.#parts = parts;
  }

  /** Those in the station's own folder, newest first. */
  async list(): Promise<Backup[]> {
    const dir = this.#ownDir();
    if (dir === null) return [];
    const names = await readdir(dir).catch(() => []);
    const found = await Promise.all(
      names.flatMap((name) => {
        const at = timeOfName(name);
        return at === null ? [] : [backupOf(join(dir, name), at)];
      }),
    );
    return found.flatMap((backup) => backup ?? []).toSorted((a, b) => b.at - a.at);
  }

  /** When the newest was made, wherever it was put; null: never. */
  async newestAt(): Promise<EpochMs | null> {
    const kept = Number(this.#parts.store.read(({ meta }) => meta.get(LAST_KEPT_AS)) ?? 0);
    const newest = Math.max(kept, (await this.list())[0]?.at ?? 0);
    return newest === 0 ? null : newest;
  }

  /**
   * @param dir  an existing folder; left out: the station's own, `backups` beside the database
   * @throws StationError DIR_MISSING, NO_DATA_FOLDER, BACKUP_FAILED
   */
  make(dir?: string): Promise<Backup> {
    return this.#inTurn(async () => {
      if (dir === undefined) return this.#make(await this.#makeOwnDir(), '');
      const isDir = await stat(dir).then(
        (found) => found.isDirectory(),
        () => false,
      );
      if (isDir) return this.#make(resolve(dir), '');
      throw new StationError(
        'DIR_MISSING',
        `There is no folder ${dir}. Make it, or choose another.`,
      );
    });
  }

  /**
   * The day's copy, when the newest is older than that and there is something to lose. Never throws: what
   * went wrong is in the log, and the bench is not kept waiting for it.
   */
  daily(): Promise<void> {
    return this.#inTurn(async () => {
      const { clock, log } = this.#parts;
      try {
        if (this.#ownDir() === null) return;
        const newest = await this.newestAt();
        if (newest === null ? !this.#hasContent() : clock.now() - newest < DUE_AFTER_MS) return;
        const { file } = await this.#make(await this.#makeOwnDir(), 'auto-');
        await this.#prune();
        log.write({ source: 'station', severity: severity.notice, msg: `Backup made: ${file}` });
      } catch (error) {
        const msg = error instanceof Error ? error.message : String(error);
        log.write({ source: 'station', severity: severity.warning, msg });
      }
    });
  }

  /** What opens the keys is another thing now: the copies of `vault.json` in the own folder follow. */
  renewVaults(): Promise<void> {
    return this.#inTurn(async () => {
      for (const { file } of await this.list()) {
        const name = basename(file).replace(/\.db$/, VAULT_SUFFIX);
        this.#parts.store.vault.renewCopy(dirname(file), name);
      }
    });
  }

  /** Resolves when what is under way is done or given up. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  async #make(dir: string, kind: '' | 'auto-'): Promise<Backup> {
    const { store, clock } = this.#parts;
    const at = clock.now();
    const name = `station-${kind}${isoTime(at).replace(/[:.]/g, '-')}`;
    const file = join(dir, `${name}.db`);
    await store.backup(file);
    // Its secrets open with this and the passphrase or key file, and with nothing else.
    store.vault.copyTo(dir, `${name}${VAULT_SUFFIX}`);
    await store.write(({ meta }) => meta.set(LAST_KEPT_AS, String(at)));
    const { size } = await stat(file);
    return { file, bytes: size, at };
  }

  async #prune(): Promise<void> {
    const automatic = (await this.list()).filter(({ file }) => file.includes('station-auto-'));
    for (const { file } of automatic.slice(KEPT_AUTOMATIC)) {
      await rm(file, { force: true });
      await rm(file.replace(/\.db$/, VAULT_SUFFIX), { force: true });
    }
  }

  #hasContent(): boolean {
    return this.#parts.store.read(
      ({ units, accounts }) => units.all().length > 0 || accounts.list().length > 0,
    );
  }

  async #makeOwnDir(): Promise<string> {
    const dir = this.#ownDir();
    if (dir === null) {
      throw new StationError('NO_DATA_FOLDER', 'This station keeps nothing on the disk.');
    }
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new StationError('BACKUP_FAILED', `The folder ${dir} cannot be made.`, { cause });
    }
    return dir;
  }

  #ownDir(): string | null {
    const { dir } = this.#parts.store;
    return dir === null ? null : join(dir, 'backups');
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** `station-auto-2025-11-22T14-02-05-123Z.db` → its time; null: no backup of ours. */
export function timeOfName(name: string): EpochMs | null {
  const found = /^station-(?:auto-)?(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)\.db$/.exec(name);
  if (found === null) return null;
  const [, day, minute, second, rest] = found;
  const at = Date.parse(`${day}:${minute}:${second}.${rest}`);
  return Number.isNaN(at) ? null : at;
}

async function backupOf(file: string, at: EpochMs): Promise<Backup | null> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? { file, bytes: found.size, at } : null;
}
