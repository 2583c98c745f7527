import { StationError } from '../contract/errors.ts';
import type { BenchFacade } from '../station/facade/index.ts';
import type { StationFacade } from '../station/router.ts';

/** One station and no practice bench beside it: for the guided tour and for tests. */
export function withoutPractice(bench: BenchFacade): StationFacade {
  const refuse = async (): Promise<never> => {
    throw new StationError('NO_PRACTICE', 'There is no practice bench here.');
  };
  return Object.assign(bench, { practice: { begin: refuse, end: refuse, shelf: refuse } });
}
