import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { notBuilt } from './not-built.ts';

export function backupQuestions(_station: Station): BenchFacade['backups'] {
  return { list: notBuilt, make: notBuilt };
}
