import type { Station } from '../station.ts';
import { listModels } from '../units/models.ts';
import type { BenchFacade } from './index.ts';

export function settingsQuestions(station: Station): BenchFacade['settings'] {
  return {
    read: async () => station.settingsAnswer(),
    change: (patch) => station.changeSettings(patch),
    compiler: ({ again }) => station.compiler.show(again),
    models: async () => listModels(station.settings.current.models),
  };
}
