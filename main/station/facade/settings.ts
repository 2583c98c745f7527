import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { notBuilt } from './not-built.ts';

export function settingsQuestions(station: Station): BenchFacade['settings'] {
  return { read: async () => station.settingsAnswer(), change: notBuilt, models: notBuilt };
}
