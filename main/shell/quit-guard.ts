import type { MessageBoxOptions } from 'electron';
import type { StationReport } from './station-report.ts';

export interface QuitGuardParts {
  report(): StationReport;
  /** Shows the question; true: quit. */
  ask(warning: MessageBoxOptions): Promise<boolean>;
  quit(): void;
}

/** Asks before quitting cuts something off; a person who said yes is not asked again. */
export class QuitGuard {
  readonly #parts: QuitGuardParts;
  #isAllowed = false;
  #isAsking = false;

  constructor(parts: QuitGuardParts) {
    this.#parts = parts;
  }

  /**
   * Whether closing or quitting may go on now. If not, the person is being asked, and `quit` follows
   * when they want it.
   */
  mayEnd(): boolean {
    const warning = this.#isAllowed ? null : quitWarning(this.#parts.report());
    if (warning === null) return true;
    if (!this.#isAsking) {
      this.#isAsking = true;
      void this.#parts.ask(warning).then((isYes) => {
        this.#isAsking = false;
        if (!isYes) return;
        this.#isAllowed = true;
        this.#parts.quit();
      });
    }
    return false;
  }
}

export const QUIT = 0;
const KEEP_RUNNING = 1;

/** What is asked; null: nothing would be lost. */
export function quitWarning({ unitsInWork, hasHalfPair }: StationReport): MessageBoxOptions | null {
  if (unitsInWork === 0 && !hasHalfPair) return null;
  const units =
    unitsInWork === 1
      ? '1 unit is still being provisioned.'
      : `${unitsInWork} units are still being provisioned.`;
  const half = 'One half of a pair is scanned; the other is missing.';
  const details = [
    ...(unitsInWork > 0 ? ['Units stop where they are, and go on after the next start.'] : []),
    ...(hasHalfPair ? ['The half pair is dropped after its time.'] : []),
  ];
  const what = [...(unitsInWork > 0 ? [units] : []), ...(hasHalfPair ? [half] : [])].join(' ');
  return {
    type: 'warning',
    title: 'SPA Bench',
    message: `${what} Quit and stop the station?`,
    detail: details.join(' '),
    buttons: ['Quit', 'Keep running'],
    defaultId: KEEP_RUNNING,
    cancelId: KEEP_RUNNING,
    noLink: true,
  };
}
