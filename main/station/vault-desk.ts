/** The vault as people meet it: unlocked, locked, opened another way; and what the station keeps in it. */
import { StationError } from '../contract/errors.ts';
import type { VaultStatus } from '../contract/vault.ts';
import { type Log, severity } from './log.ts';
import { newStationSecret } from './provisioning/unit-keys.ts';
import type { Store } from './store/store.ts';

const SECRET = 'station.secret';

export interface VaultDeskParts {
  store: Store;
  log: Log;
  /** Stops every service. */
  stop(): Promise<void>;
  /** The keys open: what lies in clear outside of the database is sealed. */
  onOpen(): Promise<void>;
  /** What opens the keys is another thing now. */
  onWays(): Promise<void>;
  /** Locked and open are news. */
  onState(): void;
}

export class VaultDesk {
  readonly #parts: VaultDeskParts;

  constructor(parts: VaultDeskParts) {
    this.#parts = parts;
  }

  /** What the status says; null: open. */
  get whyLocked(): string | null {
    return this.#parts.store.vault.whyLocked;
  }

  /** @throws StationError STORE_LOCKED */
  refuseLocked(): void {
    this.#parts.store.vault.refuseLocked();
  }

  /** Says in the log what a person should know who started it so. */
  noteAtStart(hasPassphraseFile: boolean): void {
    const { isLocked, whyLocked, ways } = this.#parts.store.vault;
    if (isLocked && whyLocked !== null) this.#say(whyLocked, severity.warning);
    if (!hasPassphraseFile || ways.some(({ kind }) => kind === 'passphrase')) return;
    this.#say('The passphrase file is not used: no passphrase opens these keys.', severity.warning);
  }

  /** From which bootstrap passphrases come; read each time, so that locking takes it too. @throws StationError STORE_LOCKED */
  stationSecret(): string {
    this.refuseLocked();
    const secret = this.#parts.store.read(({ meta }) => meta.secret(SECRET));
    if (secret === null) throw new Error('The station has no secret yet.');
    return secret;
  }

  async status(): Promise<VaultStatus> {
    const { vault } = this.#parts.store;
    const { isLocked, whyLocked: why, id, ways } = vault;
    return { isLocked, why, id, ways, hasSystem: await vault.hasSystem() };
  }

  /** @throws StationError as `Vault.unlock` */
  async unlock(passphrase: string | null): Promise<VaultStatus> {
    const { vault } = this.#parts.store;
    if (!vault.isLocked) return this.status();
    try {
      await vault.unlock(passphrase);
    } catch (error) {
      const isWrong = error instanceof StationError && error.code === 'WRONG_PASSPHRASE';
      if (isWrong) this.#say('A wrong passphrase was tried on the keys.', severity.warning);
      throw error;
    }
    await openSecrets(this.#parts.store);
    await this.#parts.onOpen();
    this.#say('The keys are unlocked.');
    this.#parts.onState();
    return this.status();
  }

  /** From its first line on nothing can be built; what runs ends after. */
  async lock(): Promise<VaultStatus> {
    const { store, stop, onState } = this.#parts;
    if (!store.vault.isLocked) {
      store.vault.lock();
      this.#say('The keys were locked; the station stops serving.');
      onState();
    }
    await stop();
    return this.status();
  }

  /** @throws StationError as `Vault.setPassphrase` */
  async setPassphrase(passphrase: string, isBeside: boolean): Promise<VaultStatus> {
    await this.#parts.store.vault.setPassphrase(passphrase, isBeside);
    return this.#changed('a passphrase', isBeside);
  }

  /** @throws StationError as `Vault.setKeyFile` */
  async setKeyFile(file: string | undefined, isBeside: boolean): Promise<VaultStatus> {
    this.#parts.store.vault.setKeyFile(file, isBeside);
    return this.#changed('a key file', isBeside);
  }

  /** @throws StationError as `Vault.setSystem` */
  async setSystem(isBeside: boolean): Promise<VaultStatus> {
    await this.#parts.store.vault.setSystem(isBeside);
    return this.#changed('the keyring of this computer', isBeside);
  }

  async #changed(what: string, isBeside: boolean): Promise<VaultStatus> {
    await this.#parts.onWays().catch(() => {
      const words =
        'The copies of vault.json beside the backups could not be renewed; make a new backup.';
      this.#say(words, severity.warning);
    });
    this.#say(`From now on ${what} opens the keys${isBeside ? ', too' : ', and nothing else'}.`);
    return this.status();
  }

  #say(msg: string, level: number = severity.notice): void {
    this.#parts.log.write({ source: 'station', severity: level, msg });
  }
}

/** Once the vault is open: seals what is still plain, and makes the secret a new station needs. */
export async function openSecrets(store: Store): Promise<void> {
  if (store.vault.isLocked) return;
  store.sealRows();
  await store.write(({ meta }) => {
    if (meta.secret(SECRET) === null) meta.setSecret(SECRET, newStationSecret());
  });
}
