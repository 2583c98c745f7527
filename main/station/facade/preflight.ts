import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { notBuilt } from './not-built.ts';

export function preflightQuestions(_station: Station): BenchFacade['preflight'] {
  return { checks: notBuilt, probe: notBuilt, fix: notBuilt };
}
