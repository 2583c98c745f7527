import './accounts.css';
import './import.css';
import { AccountList } from './account-list.tsx';
import { FileDrop } from './file-drop.tsx';
import { useImportSession } from './import-session.ts';
import { ImportWizard } from './import-wizard.tsx';

/** Accounts: the list, or the import in hand (UI design, section 6.4). */
export function AccountsScreen() {
  const session = useImportSession();
  return (
    <>
      {session === null ? <AccountList /> : <ImportWizard session={session} />}
      <FileDrop />
    </>
  );
}
