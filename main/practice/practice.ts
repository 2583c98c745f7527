import { StationError } from '../contract/errors.ts';
import type { BenchFacade } from '../station/facade/index.ts';
import type { StationFacade } from '../station/router.ts';

const notBuilt = async (): Promise<never> => {
  throw new StationError('NOT_BUILT', 'not built');
};

export function withPractice(bench: BenchFacade): StationFacade {
  return Object.assign(bench, {
    practice: { begin: notBuilt, end: notBuilt, shelf: notBuilt },
  });
}
