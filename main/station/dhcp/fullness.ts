/** Says in time that the pool runs out: at 80 %, and again only after it was under 70 %. */
const [WARN_AT, CALM_AT] = [0.8, 0.7];

export class Fullness {
  readonly #warn: (words: string) => void;
  #isTold = false;

  constructor(warn: (words: string) => void) {
    this.#warn = warn;
  }

  look({ used, size }: { used: number; size: number }): void {
    if (used < CALM_AT * size) this.#isTold = false;
    if (this.#isTold || size === 0 || used < WARN_AT * size) return;
    this.#isTold = true;
    this.#warn(
      `The pool is nearly full: ${used} of ${size} addresses are taken. Take finished units off the bench or widen the pool.`,
    );
  }
}
