import type { LogSource } from '../../main/contract/model.ts';
import { serviceWords } from '../../main/contract/preflight.ts';

/** Whose lines they are, as the screen names it. */
export const sourceWords: Record<LogSource, string> = { ...serviceWords, station: 'Station' };
