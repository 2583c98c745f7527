import { StationError } from '../../contract/errors.ts';

const FIRST_MS = 1000;
const LARGEST_DOUBLING = 5;

/** Wrong passphrases: each is answered later than the one before, 1 s to 32 s. */
export class WrongTries {
  readonly #firstMs: number;
  #count = 0;

  constructor(firstMs = FIRST_MS) {
    this.#firstMs = firstMs;
  }

  /** @throws StationError WRONG_PASSPHRASE, after the wait */
  async refuse(): Promise<never> {
    const ms = this.#firstMs * 2 ** Math.min(this.#count, LARGEST_DOUBLING);
    this.#count += 1;
    await new Promise((done) => setTimeout(done, ms));
    throw new StationError(
      'WRONG_PASSPHRASE',
      'That is not the passphrase. Check Caps Lock and the keyboard layout, then try again.',
    );
  }

  forget(): void {
    this.#count = 0;
  }
}
