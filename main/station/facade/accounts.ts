import { importAccounts } from '../accounts/import.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { notBuilt } from './not-built.ts';

export function accountQuestions({ store, changes }: Station): BenchFacade['accounts'] {
  return {
    list: async () => store.read(({ accounts }) => accounts.list()),
    importCsv: async ({ base64, map, secret, isDryRun }) => {
      const bytes = Buffer.from(base64, 'base64');
      const report = await importAccounts(store, {
        bytes,
        isDryRun,
        ...(map && { map }),
        ...(secret && { secret }),
      });
      if (!isDryRun) changes.publish([{ type: 'accounts' }]);
      return report;
    },
    page: notBuilt,
    get: notBuilt,
    rejectedRows: notBuilt,
    imports: notBuilt,
    takeBack: notBuilt,
    mappings: notBuilt,
    saveMapping: notBuilt,
  };
}
