import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { notBuilt } from './not-built.ts';

export function bindingQuestions({ binder }: Station): BenchFacade['bindings'] {
  return { list: async () => binder.list(), page: notBuilt, ofUnit: notBuilt };
}
