import { pickFile } from '../ui/download.ts';
import { changeImport, openFile } from './import-session.ts';

/** As billing programs name what they write. */
const ACCEPT = '.csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values';

/** Asks for the account file and opens it; nothing happens when none is chosen. */
export async function chooseFile(): Promise<void> {
  try {
    const picked = await pickFile(ACCEPT);
    if (picked !== null) await openFile(picked.name, new Blob([picked.bytes]));
  } catch {
    const problem = 'The file could not be read. Copy it to this computer, then try again.';
    changeImport({ problem });
  }
}
