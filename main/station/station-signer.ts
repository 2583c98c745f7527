/** The key the station signs manifests with: made once, sealed in the store, its certificate open. */
import { X509Certificate } from 'node:crypto';
import type { CertificateWords } from '../contract/escrow.ts';
import type { Clock } from './clock.ts';
import { wordsOf } from './escrow/recipients.ts';
import { newSigningKey, type SigningKey } from './escrow/signing.ts';
import type { Store, Tables } from './store/store.ts';

const SIGNING_KEY = 'station.signing-key';
const SIGNING_CERTIFICATE = 'station.signing-certificate';

export type Signer = CertificateWords & { pem: string };

export class StationSigner {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Whose signature stands under the manifests. @throws StationError STORE_LOCKED */
  async show(): Promise<Signer> {
    return asSigner((await this.key()).certificate);
  }

  /** The same while the keys are locked; null: none was made. */
  known(): Signer | null {
    const pem = this.#store.read(({ meta }) => meta.get(SIGNING_CERTIFICATE));
    return pem === null ? null : asSigner(pem);
  }

  /** @throws StationError STORE_LOCKED */
  async key(): Promise<SigningKey> {
    const { vault } = this.#store;
    vault.refuseLocked();
    const known = this.#store.read(kept);
    if (known !== null) return known;
    const made = await newSigningKey(this.#clock.now());
    return this.#store.write((tables) => {
      const meanwhile = kept(tables);
      if (meanwhile !== null) return meanwhile;
      tables.meta.setSecret(SIGNING_KEY, made.privateKey);
      tables.meta.set(SIGNING_CERTIFICATE, made.certificate);
      return made;
    });
  }
}

function kept({ meta }: Tables): SigningKey | null {
  const privateKey = meta.secret(SIGNING_KEY);
  const certificate = meta.get(SIGNING_CERTIFICATE);
  return privateKey === null || certificate === null ? null : { privateKey, certificate };
}

function asSigner(pem: string): Signer {
  return { ...wordsOf(new X509Certificate(pem)), pem };
}
