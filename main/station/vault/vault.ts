/**
 * The data key of a data folder: 256 random bits under which every secret in the database is sealed. It lies in
 * `vault.json`, wrapped once per way to open it (key file, passphrase, the system's own store), and in this
 * process while the vault is open. Another way in wraps the same data key anew; nothing else is written.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { makeKeyFile, readPassphraseFile } from './key-file.ts';
import { inMemory, lockedBecause, vaultMissing, vaultOther } from './locked.ts';
import { openByKeyFile, openByPassphraseFile, readOrWhy } from './openings.ts';
import { KEY_BYTES, openText, type Place, type Sealing, sealText } from './seal.ts';
import {
  type ScryptCost,
  type VaultFile,
  type Wrap,
  wrapOf,
  writeVaultFile,
} from './vault-file.ts';
import {
  idOf,
  type SystemStore,
  unwrapWithPassphrase,
  unwrapWithSystem,
  usualScrypt,
  wrapWithKeyFile,
  wrapWithPassphrase,
  wrapWithSystem,
} from './wraps.ts';
import { WrongTries } from './wrong-tries.ts';

/** The key file's usual place, in the data folder. */
export const KEY_FILE = 'vault.key';
export const SHORTEST_PASSPHRASE = 12;

export interface VaultOptions {
  /** The data folder; null: a data key that ends with the process. */
  dir: string | null;
  /** The id of the data key the database is sealed with; null: with none yet. */
  sealedWith: string | null;
  /** In place of the one `vault.json` names; of a new vault: where it is made. */
  keyFile?: string | undefined;
  /** Where the passphrase stands on the first line, so that nobody has to type it. */
  passphraseFile?: string | undefined;
  /** For tests: a cost that does not take half a second. */
  scrypt?: ScryptCost | undefined;
  /** What the first wrong passphrase costs; each further one twice that, to 32 times. */
  delayMs?: number | undefined;
}

export class Vault implements Sealing {
  readonly #options: VaultOptions;
  #system: SystemStore | null = null;
  #dataKey: Buffer | null = null;
  #file: VaultFile | null = null;
  #why: StationError | null = null;
  #keyFile: string | undefined;
  /** Nothing but the way in is missing. */
  #isWhole: boolean;
  #isTrying = false;
  readonly #wrongTries: WrongTries;
  /** Made just now: nobody has chosen yet how it opens. */
  readonly isNew: boolean;

  /**
   * Opens it where a key file lets it; a new one is made for a database that is not sealed yet.
   * @throws StationError KEY_FILE_… or VAULT_NOT_WRITTEN when a new one cannot be made. What keeps an old one
   *         shut is no error here, see {@link whyLocked}.
   */
  constructor(options: VaultOptions) {
    this.#options = options;
    this.#keyFile = options.keyFile;
    this.#wrongTries = new WrongTries(options.delayMs);
    this.#isWhole = this.#load();
    this.isNew = this.#isWhole && this.#file === null;
    if (!this.isNew) return;
    const dataKey = randomBytes(KEY_BYTES);
    if (options.dir !== null) {
      const path = options.keyFile ?? KEY_FILE;
      const wrap = wrapWithKeyFile(dataKey, makeKeyFile(this.#pathOf(path)), path);
      this.#write({ version: 1, id: idOf(dataKey), wraps: [wrap] });
    }
    this.#dataKey = dataKey;
    this.#why = null;
  }

  /** For a store in memory. */
  static memory(): Vault {
    return new Vault({ dir: null, sealedWith: null });
  }

  get isLocked(): boolean {
    return this.#dataKey === null;
  }

  /** One or two sentences: why it is locked and what to do; null while it is open. */
  get whyLocked(): string | null {
    return this.#dataKey === null ? (this.#why?.message ?? '') : null;
  }

  /** @throws StationError STORE_LOCKED while it is locked */
  refuseLocked(): void {
    this.#opened();
  }

  /** Of the data key; null in memory, or while it cannot be known. */
  get id(): string | null {
    if (this.#dataKey !== null) return idOf(this.#dataKey);
    return this.#file?.id ?? null;
  }

  /** How it opens; of a key file where it lies. */
  get ways(): { kind: Wrap['kind']; file: string | null }[] {
    return (this.#file?.wraps ?? []).map((wrap) => ({
      kind: wrap.kind,
      file: wrap.kind === 'key-file' ? this.#pathOf(this.#keyFile ?? wrap.file) : null,
    }));
  }

  /** Whether {@link setSystem} can work: on this computer, started as it was. */
  async hasSystem(): Promise<boolean> {
    return (await this.#system?.isAvailable().catch(() => false)) ?? false;
  }

  seal(place: Place, plain: string): string {
    return sealText(this.#opened(), place, plain);
  }

  open(place: Place, sealed: string): string {
    return openText(this.#opened(), place, sealed);
  }

  /**
   * Tries what takes time and needs no person: passphrase file, and the host's store of the system's own. A new
   * vault whose key file nobody asked for opens that way from now on.
   * @param system  null: the host has none
   * @throws StationError of a new vault, when the passphrase file cannot be used
   */
  async connect(system: SystemStore | null): Promise<void> {
    this.#system = system;
    const { dir, passphraseFile } = this.#options;
    if (this.isLocked) {
      if (this.#isWhole) await this.#openByOthers();
      return;
    }
    if (!this.isNew || dir === null) return;
    if (passphraseFile !== undefined) {
      await this.setPassphrase(readPassphraseFile(passphraseFile), false);
    } else if (this.#keyFile === undefined && (await this.hasSystem())) {
      await this.setSystem();
    }
  }

  /**
   * @param passphrase  null: by key file or system, once more
   * @throws StationError WRONG_PASSPHRASE after a wait that grows, UNLOCK_BUSY, NO_PASSPHRASE (it opens another
   *         way), or what still keeps it shut
   */
  async unlock(passphrase: string | null): Promise<void> {
    if (!this.isLocked) return;
    if (this.#isTrying) {
      throw new StationError('UNLOCK_BUSY', 'Another try is under way. Wait for its answer.');
    }
    this.#isTrying = true;
    try {
      this.#isWhole = this.#load();
      if (!this.isLocked) return;
      if (!this.#isWhole) throw this.#locked();
      if (passphrase !== null) await this.#openBy(passphrase);
      else await this.#openByOthers();
      if (this.isLocked) throw this.#locked();
    } finally {
      this.#isTrying = false;
    }
  }

  /** Forgets the data key. What is under way with it ends as if it had never been open. */
  lock(): void {
    if (this.#options.dir === null) throw new StationError('NO_DATA_FOLDER', inMemory);
    this.#dataKey?.fill(0);
    this.#dataKey = null;
    this.#why = lockedBecause('The keys were locked by hand.');
  }

  /**
   * @param isBeside  the other ways stay: whoever has one of them needs no passphrase
   * @throws StationError STORE_LOCKED, PASSPHRASE_SHORT, VAULT_NOT_WRITTEN
   */
  async setPassphrase(passphrase: string, isBeside: boolean): Promise<void> {
    if (passphrase.length < SHORTEST_PASSPHRASE) {
      throw new StationError(
        'PASSPHRASE_SHORT',
        `A passphrase needs at least ${SHORTEST_PASSPHRASE} characters; four or five words are easy to remember.`,
      );
    }
    const cost = this.#options.scrypt ?? usualScrypt;
    const wrap = await this.#withCopy((key) => wrapWithPassphrase(key, passphrase, cost));
    this.#replace(wrap, isBeside);
  }

  /**
   * @param file  made when it is not there; left out: the usual place in the data folder
   * @throws StationError STORE_LOCKED, KEY_FILE_…, VAULT_NOT_WRITTEN
   */
  setKeyFile(file: string | undefined, isBeside: boolean): void {
    const dataKey = this.#opened();
    const path = file === undefined ? KEY_FILE : resolve(file);
    this.#replace(wrapWithKeyFile(dataKey, makeKeyFile(this.#pathOf(path)), path), isBeside);
    this.#keyFile = undefined;
  }

  /** @throws StationError STORE_LOCKED, NO_SYSTEM_STORE, VAULT_NOT_WRITTEN */
  async setSystem(isBeside = false): Promise<void> {
    this.#opened();
    const system = this.#system;
    if (system === null || !(await this.hasSystem())) {
      throw new StationError(
        'NO_SYSTEM_STORE',
        'This system keeps no secrets for programs (on Linux: no keyring is open). Use a passphrase or a key file.',
      );
    }
    const wrap = await this.#withCopy(async (key) => {
      const made = await wrapWithSystem(key, system);
      if ((await unwrapWithSystem(made, idOf(key), system)) === null)
        throw new Error('not the same');
      return made;
    }).catch((cause: unknown) => {
      const message = 'The system did not keep the key. Use a passphrase or a key file.';
      throw new StationError('NO_SYSTEM_STORE', message, { cause });
    });
    this.#replace(wrap, isBeside);
  }

  /** The wraps as they are now, for beside a backup. They open with what opens this vault, and not without. */
  copyTo(dir: string, name: string): void {
    if (this.#file !== null) writeVaultFile(dir, this.#file, name);
  }

  /** A copy made earlier, so that what opens the vault now opens it, too. Another vault's is left alone. */
  renewCopy(dir: string, name: string): void {
    const copy = readOrWhy(dir, name);
    if (copy === null || copy instanceof StationError) return;
    if (copy.id === this.#file?.id) this.copyTo(dir, name);
  }

  /** @returns false: it stays shut whatever is tried, until files are put back */
  #load(): boolean {
    const { dir, sealedWith } = this.#options;
    if (dir === null) return true;
    const file = readOrWhy(dir);
    if (file instanceof StationError) return this.#shut(file);
    this.#file = file;
    if (file === null) return sealedWith === null || this.#shut(vaultMissing(dir));
    if (sealedWith !== null && sealedWith !== file.id)
      return this.#shut(vaultOther(dir, sealedWith));
    this.#openByKeyFile(file);
    return true;
  }

  #shut(why: StationError): false {
    this.#take(why);
    return false;
  }

  /** The data key while something is awaited: locking zeroes the one that is in use. */
  async #withCopy<T>(work: (dataKey: Buffer) => Promise<T>): Promise<T> {
    const copy = Buffer.from(this.#opened());
    try {
      return await work(copy);
    } finally {
      copy.fill(0);
    }
  }

  #openByKeyFile(file: VaultFile): void {
    const wrap = wrapOf(file, 'key-file');
    if (wrap !== null)
      this.#take(openByKeyFile(file.id, wrap, this.#pathOf(this.#keyFile ?? wrap.file)));
    else if (wrapOf(file, 'passphrase') !== null) {
      this.#take(lockedBecause('The keys are locked with a passphrase.'));
    } else {
      this.#take(lockedBecause('The keys are kept by the system of another user or computer.'));
    }
  }

  /** What needs no person. */
  async #openByOthers(): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    const system = wrapOf(file, 'system');
    if (system !== null && this.#system !== null) {
      const dataKey = await unwrapWithSystem(system, file.id, this.#system);
      if (dataKey !== null) this.#take(dataKey);
    }
    const wrap = wrapOf(file, 'passphrase');
    const { passphraseFile } = this.#options;
    if (!this.isLocked || wrap === null || passphraseFile === undefined) return;
    this.#take(await openByPassphraseFile(file.id, wrap, passphraseFile));
  }

  async #openBy(passphrase: string): Promise<void> {
    const file = this.#file;
    const wrap = wrapOf(file, 'passphrase');
    if (file === null || wrap === null) {
      throw new StationError('NO_PASSPHRASE', `No passphrase is set here. ${this.#why?.message}`);
    }
    const dataKey = await unwrapWithPassphrase(wrap, file.id, passphrase);
    if (dataKey === null) await this.#wrongTries.refuse();
    else {
      this.#wrongTries.forget();
      this.#take(dataKey);
    }
  }

  /** The data key, or why there is none. */
  #take(found: Buffer | StationError): void {
    this.#dataKey = found instanceof StationError ? null : found;
    this.#why = found instanceof StationError ? found : null;
  }

  #replace(wrap: Wrap, isBeside: boolean): void {
    const dataKey = this.#opened();
    const others = this.#file?.wraps.filter(({ kind }) => kind !== wrap.kind) ?? [];
    this.#write({ version: 1, id: idOf(dataKey), wraps: isBeside ? [...others, wrap] : [wrap] });
    const ours = this.#pathOf(KEY_FILE);
    const isUsed = this.ways.some(({ file }) => file === ours);
    // One that a person put elsewhere is theirs; ours would only open what it no longer should.
    if (!isUsed && existsSync(ours)) rmSync(ours, { force: true });
  }

  #write(file: VaultFile): void {
    const { dir } = this.#options;
    if (dir === null) throw new StationError('NO_DATA_FOLDER', inMemory);
    writeVaultFile(dir, file);
    this.#file = file;
  }

  #pathOf(file: string): string {
    return resolve(this.#options.dir ?? '.', file);
  }

  #opened(): Buffer {
    if (this.#dataKey === null) throw this.#locked();
    return this.#dataKey;
  }

  #locked(): StationError {
    return this.#why ?? lockedBecause('The keys are locked.');
  }
}
