import type { PowerSaveBlocker } from 'electron';

/** Keeps the computer from falling asleep while the station serves; the screen may go dark. */
export class Awake {
  readonly #blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  #id: number | null = null;

  constructor(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>) {
    this.#blocker = blocker;
  }

  set(isServing: boolean): void {
    if (isServing && this.#id === null) {
      this.#id = this.#blocker.start('prevent-app-suspension');
    } else if (!isServing && this.#id !== null) {
      this.#blocker.stop(this.#id);
      this.#id = null;
    }
  }
}
