import './accounts.css';
import './match.css';
import './import.css';
import { useEffect } from 'react';
import { useMirror } from '../mirror/context.ts';
import { AccountList } from './account-list.tsx';
import { AccountFileDrop } from './file-drop.tsx';
import { keepToBench, useImportSession } from './import-session.ts';
import { ImportWizard } from './import-wizard.tsx';

/** Accounts: the list, or the import in hand (UI design, section 6.4). */
export function AccountsScreen() {
  const session = useImportSession();
  const isPractice = useMirror((mirror) => mirror.status?.isPractice ?? null);
  useEffect(() => {
    if (isPractice !== null) keepToBench(isPractice);
  }, [isPractice]);
  return (
    <>
      {session === null ? <AccountList /> : <ImportWizard session={session} />}
      <AccountFileDrop />
    </>
  );
}
