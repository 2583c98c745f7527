/** Taking an import back: accounts it added go, those it changed are as they were. */
import type { PastImport } from '../../contract/accounts.ts';
import { StationError } from '../../contract/errors.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { ImportedAccount } from '../store/imports.ts';
import type { Store, Tables } from '../store/store.ts';

/** Accounts per transaction, so that leases and scans need not wait for a long import. */
const CHUNK_ACCOUNTS = 100;

/**
 * Decides in one transaction that the import counts as taken back, then restores its accounts in steps, see
 * {@link finishTakingBack}.
 * @throws StationError NO_SUCH_IMPORT, ALREADY_TAKEN_BACK or IMPORT_IN_USE
 */
export async function takeBack(store: Store, number: number, at: EpochMs): Promise<PastImport> {
  await store.write(({ accounts: { imports } }) => {
    const past = imports.get(number);
    if (past === null) throw new StationError('NO_SUCH_IMPORT', `There is no import ${number}.`);
    if (past.isTakenBack) {
      throw new StationError('ALREADY_TAKEN_BACK', `Import ${number} is taken back already.`);
    }
    if (!past.canTakeBack) {
      throw new StationError(
        'IMPORT_IN_USE',
        `Import ${number} stays: one of its accounts has been bound since, or changed by a later import. Correct the file and import it again.`,
      );
    }
    imports.beginUndo(number, at);
  });
  await finishTakingBack(store);
  const past = store.read(({ accounts }) => accounts.imports.get(number));
  if (past === null) throw new Error(`import ${number} is gone`);
  return past;
}

/**
 * Brings every undoing that has begun to its end; after a crash too. An account that is bound in between, which
 * a scan may do at any moment, is left as the import made it: nothing bound is ever lost.
 */
export async function finishTakingBack(store: Store): Promise<void> {
  const begun = store.read(({ accounts }) => accounts.imports.begun());
  for (const number of begun) {
    let isDone = false;
    while (!isDone) isDone = await store.write((tables) => restoreSome(tables, number));
  }
}

/** @returns whether nothing is left to restore */
function restoreSome(tables: Tables, number: number): boolean {
  const { imports } = tables.accounts;
  const some = imports.toRestore(number, CHUNK_ACCOUNTS);
  for (const change of some) {
    restore(tables, change);
    imports.markRestored(number, change.account);
  }
  if (some.length > 0) return false;
  imports.endUndo(number);
  return true;
}

function restore({ accounts, bindings }: Tables, change: ImportedAccount): void {
  const { account, before, secrets } = change;
  if (before === null) {
    if (bindings.ofAccount(account).length === 0) accounts.remove(account);
    return;
  }
  if (bindings.liveOfAccount(account).length > before.record.allowed) return;
  accounts.save(before.record, before.changedAt);
  for (const [field, value] of Object.entries(secrets)) accounts.saveSecret(account, field, value);
}
