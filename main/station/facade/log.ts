import type { LogLine } from '../../contract/model.ts';
import type { Station } from '../station.ts';
import type { LogFind, LogTable } from '../store/log.ts';
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
    find: async ({ text, last, beforeId }) => {
      await station.log.settled();
      let lines: LogLine[] = [];
      let next: number | null = beforeId ?? Number.MAX_SAFE_INTEGER;
      // Piece by piece: a look through a million lines must hold up no packet.
      while (next !== null && lines.length < last) {
        const part: LogFind = { text, last: last - lines.length, beforeId: next };
        const found: ReturnType<LogTable['find']> = station.store.read(({ log }) => log.find(part));
        lines = [...found.lines, ...lines];
        next = found.nextBeforeId;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { lines, nextBeforeId: next };
    },
  };
}
