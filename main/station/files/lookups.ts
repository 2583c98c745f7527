/**
 * Work on the disk that may never end, such as on a network's share that is gone: nobody waits for it for ever, and never
 * is so much under way in one place that the others' waits for it (Node has four hands for all of them).
 */

/** Looks and reads under way in one folder at a time. */
const MOST_IN_ONE_PLACE = 2;
const LONGEST_MS = 5_000;

export class Lookups {
  readonly #under = new Map<string, { running: number; waiting: (() => void)[] }>();
  readonly #longestMs: number;

  constructor(longestMs = LONGEST_MS) {
    this.#longestMs = longestMs;
  }

  /**
   * @param place  a folder whose disk may be another than its neighbours'
   * @returns what `look` finds; null when that took too long, or others' do
   */
  async look<Found>(place: string, look: () => Promise<Found | null>): Promise<Found | null> {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const tooLong = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, this.#longestMs, null);
    });
    const looked = this.#turn(place).then(async () => {
      try {
        return isOver ? null : await look();
      } finally {
        this.#leave(place);
      }
    });
    try {
      return await Promise.race([looked, tooLong]);
    } finally {
      isOver = true;
      clearTimeout(timer);
    }
  }

  async #turn(place: string): Promise<void> {
    const here = this.#under.get(place) ?? { running: 0, waiting: [] };
    this.#under.set(place, here);
    if (here.running < MOST_IN_ONE_PLACE) here.running += 1;
    else await new Promise<void>((resolve) => here.waiting.push(resolve));
  }

  #leave(place: string): void {
    const here = this.#under.get(place);
    if (here === undefined) return;
    const next = here.waiting.shift();
    if (next !== undefined) next();
    else if (--here.running === 0) this.#under.delete(place);
  }
}

/** All work on files that are served goes through these. */
export const diskHands = new Lookups();
