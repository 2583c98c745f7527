/** The account list with everything that changes it, one import or undoing after the other. */
import type { ImportReport, PastImport } from '../../contract/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { importAccounts } from './import.ts';
import { type AccountFile, readAccountFile } from './read.ts';
import { rejectedCsv, rejectedFileName } from './rejected.ts';
import { finishTakingBack, takeBack } from './take-back.ts';

export interface AccountBook {
  /** Writes nothing. @throws as `importAccounts` */
  tryFile(file: AccountFile): Promise<ImportReport>;
  /** @throws as `importAccounts`, and STORE_LOCKED */
  importFile(file: AccountFile): Promise<ImportReport>;
  /** The rows `importFile` would leave out. @throws as `importAccounts` */
  rejectedRows(file: AccountFile): Promise<{ fileName: string; csv: string }>;
  /** @throws as `takeBack`, and STORE_LOCKED */
  takeBack(number: number): Promise<PastImport>;
  /** Resolves when what was asked for so far, and what a crash left half undone, is settled. */
  settled(): Promise<void>;
}

export function createAccountBook({ store, clock }: { store: Store; clock: Clock }): AccountBook {
  let last: Promise<unknown> = Promise.resolve();
  /** Two files at once would overtake each other account by account. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }
  // A fault of the disk shows itself at the next change; the undoing goes on at the next one then.
  void inTurn(() => finishTakingBack(store)).catch(() => undefined);

  return {
    tryFile: (file) => importAccounts(store, file, { at: clock.now(), isDryRun: true }),
    importFile: (file) =>
      inTurn(async () => {
        // Half a list would be worse than none: its passwords could not be kept.
        store.vault.refuseLocked();
        await finishTakingBack(store);
        return importAccounts(store, file, { at: clock.now() });
      }),
    rejectedRows: async (file) => ({
      fileName: rejectedFileName(file.fileName),
      csv: await rejectedCsv(await readAccountFile(store, file)),
    }),
    takeBack: (number) =>
      inTurn(async () => {
        store.vault.refuseLocked();
        return takeBack(store, number, clock.now());
      }),
    settled: () => inTurn(async () => undefined),
  };
}
