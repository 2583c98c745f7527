import type { AccountDetail } from '../../contract/accounts.ts';
import { StationError } from '../../contract/errors.ts';
import { createAccountBook } from '../accounts/book.ts';
import type { AccountFile } from '../accounts/read.ts';
import type { Station } from '../station.ts';
import type { AccountImport } from '../store/imports.ts';
import type { Tables } from '../store/store.ts';
import type { BenchFacade } from './index.ts';

export function accountQuestions({ store, clock, changes }: Station): BenchFacade['accounts'] {
  const book = createAccountBook({ store, clock });
  return {
    list: async () => store.read(({ accounts }) => accounts.list()),
    page: async (query) => store.read(({ accounts }) => accounts.page(query)),
    get: async ({ account }) => store.read((tables) => detailOf(tables, account)),
    importCsv: async ({ isDryRun, ...file }) => {
      if (isDryRun) return book.tryFile(asFile(file));
      const report = await book.importFile(asFile(file));
      changes.publish([{ type: 'accounts' }]);
      return report;
    },
    rejectedRows: (file) => book.rejectedRows(asFile(file)),
    imports: async () => store.read(({ accounts }) => accounts.imports.list()),
    takeBack: async ({ import: number }) => {
      const past = await book.takeBack(number);
      changes.publish([{ type: 'accounts' }]);
      return past;
    },
    mappings: async () => store.read(({ accounts }) => accounts.imports.mappings()),
    saveMapping: async (mapping) =>
      store.write(({ accounts: { imports } }) => {
        imports.saveMapping(mapping);
        return imports.mappings();
      }),
  };
}

type AskedFile = Omit<Parameters<BenchFacade['accounts']['importCsv']>[0], 'isDryRun'>;

function asFile({ base64, ...file }: AskedFile): AccountFile {
  return { ...file, bytes: Buffer.from(base64, 'base64') };
}

/** @throws StationError NO_SUCH_ACCOUNT */
function detailOf({ accounts, bindings }: Tables, number: string): AccountDetail {
  const account = accounts.get(number);
  const record = accounts.record(number);
  if (account === null || record === null) {
    throw new StationError('NO_SUCH_ACCOUNT', `Account ${number} is not on the list.`);
  }
  return {
    ...account,
    userId: record.userId,
    displayName: record.displayName,
    secrets: accounts.secretNames(number),
    bindings: bindings.ofAccount(number),
    history: accounts.imports.ofAccount(number).flatMap(historyOf),
  };
}

/** Newest first: what an import did, and before it, if so, that it was taken back. */
function historyOf(each: AccountImport): AccountDetail['history'] {
  const source = `import ${each.import} (${each.fileName})`;
  const done = {
    at: each.at,
    text: each.isAdded ? `Added by ${source}` : `${changeOf(each)} by ${source}`,
  };
  if (each.undoneAt === null) return [done];
  return [{ at: each.undoneAt, text: `Import ${each.import} was taken back` }, done];
}

/** `Name and work order changed`, in the words of the screens. */
function changeOf({ fields }: AccountImport): string {
  const words = fields.map((field) => field.replaceAll('_', ' '));
  const last = words.pop() ?? '';
  const list = words.length === 0 ? last : `${words.join(', ')} and ${last}`;
  return `${list.charAt(0).toUpperCase()}${list.slice(1)} changed`;
}
