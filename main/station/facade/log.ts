import type { LogLine } from '../../contract/model.ts';
import type { Station } from '../station.ts';
import type { LogFound } from '../store/log-find.ts';
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
    find: async ({ look = Number.POSITIVE_INFINITY, ...asked }) => {
      // Older lines are kept already: whoever goes on need not wait for those that come meanwhile.
      if (asked.beforeId === undefined) await station.log.settled();
      const { last } = asked;
      let lines: LogLine[] = [];
      let next: number | null = asked.beforeId ?? Number.MAX_SAFE_INTEGER;
      let [looked, left] = [0, 0];
      // Piece by piece: a look through a million lines must hold up no packet.
      while (next !== null && lines.length < last && looked < look) {
        const part = { ...asked, last: last - lines.length, beforeId: next };
        const found: LogFound = station.store.read(({ log }) => log.find(part));
        lines = [...found.lines, ...lines];
        next = found.nextBeforeId;
        looked += found.looked;
        left = found.left;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { lines, nextBeforeId: next, looked, left };
    },
  };
}
