import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function pinQuestions({ pins }: Station): BenchFacade['pins'] {
  return {
    make: ({ accounts, hours }) => pins.make(accounts, hours),
    list: async () => pins.list(),
    withdraw: ({ id }) => pins.withdraw(id),
  };
}
