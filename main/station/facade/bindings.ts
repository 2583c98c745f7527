import { StationError } from '../../contract/errors.ts';
import { formatMac } from '../../contract/values.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function bindingQuestions({ binder, store }: Station): BenchFacade['bindings'] {
  return {
    list: async () => binder.list(),
    page: async (query) => store.read(({ bindings }) => bindings.page(query)),
    ofUnit: async ({ mac }) => {
      const row = store.read(({ bindings }) => bindings.row(mac));
      if (row !== null) return row;
      throw new StationError('NOT_BOUND', `${formatMac(mac)} is not bound to an account.`);
    },
  };
}
