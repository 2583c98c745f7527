import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function backupQuestions({ backups }: Station): BenchFacade['backups'] {
  return { list: () => backups.list(), make: ({ dir }) => backups.make(dir) };
}
