import { IconFileImport } from '@tabler/icons-react';
import { FileDrop } from '../ui/file-drop.tsx';
import { openFile } from './import-session.ts';

/** While the accounts are shown, a file dropped anywhere on the window is imported. */
export function AccountFileDrop() {
  return (
    <FileDrop
      icon={<IconFileImport size={56} />}
      title="Drop the account file"
      says="Nothing is written before you have seen a trial run."
      onFiles={([file]) => {
        if (file !== undefined) void openFile(file.name, file);
      }}
    />
  );
}
