import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function logQuestions(station: Station): BenchFacade['log'] {
  return {
    list: async ({ mac, last, afterId, beforeId }) => {
      await station.log.settled();
      const part = {
        last,
        ...(mac && { mac }),
        ...(afterId !== undefined && { afterId }),
        ...(beforeId !== undefined && { beforeId }),
      };
      return station.store.read(({ log }) => log.list(part));
    },
  };
}
