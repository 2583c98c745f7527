/** Long work in short turns: the services share this thread, and a packet must not wait for a file. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Well below the 50 ms nobody may be kept waiting; what is done between two looks at it comes on top. */
const TURN_MS = 10;

/** Between two pieces of work: `if (pace.isDue()) await pace.rest()`. */
export interface Pace {
  isDue(): boolean;
  /** Lets everything that waits have its turn. */
  rest(): Promise<void>;
}

export function createPace(turnMs = TURN_MS): Pace {
  let since = performance.now();
  return {
    isDue: () => performance.now() - since >= turnMs,
    rest: async () => {
      await nextTurn();
      since = performance.now();
    },
  };
}
