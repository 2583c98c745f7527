import { useState } from 'react';
import type {
  KeyOverview,
  KeyScope,
  MadeKeyExport,
  Recipient,
} from '../../main/contract/escrow.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { pickFiles, toBase64 } from '../ui/download.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { countOf } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { MadeFiles, saveAll } from './made-files.tsx';
import { RecipientList } from './recipient-list.tsx';
import { ScopeField } from './scope-field.tsx';
import { names } from './words.ts';

interface Certificate {
  name: string;
  base64: string;
  words: Recipient;
}

/** Keys for the ISP: of which units, for whose certificates; then the three files. */
export function ExportDialog(props: { overview: KeyOverview; onClose: () => void }) {
  const { overview, onClose } = props;
  const client = useClient();
  const isAllOut = overview.notExported === 0;
  const [scope, setScope] = useState<KeyScope>({ kind: isAllOut ? 'all' : 'new' });
  const [certificates, setCertificates] = useState<readonly Certificate[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<MadeKeyExport | null>(null);

  async function add(): Promise<void> {
    setProblem(null);
    try {
      const picked = await pickFiles('.pem,.crt,.cer,.der,application/x-x509-ca-cert');
      const files = picked.map(({ name, bytes }) => ({ name, base64: toBase64(bytes) }));
      if (files.length === 0) return;
      const told = await client.keys.recipients({ files });
      const read = files.flatMap((file, at) => {
        const words = told[at];
        return words === undefined ? [] : [{ ...file, words }];
      });
      setCertificates((now) => {
        const known = new Set(now.map(({ words }) => words.fingerprint));
        return [...now, ...read.filter(({ words }) => !known.has(words.fingerprint))];
      });
    } catch (error) {
      setProblem(refusalText(error));
    }
  }

  async function make(): Promise<void> {
    const unfit = certificates.find(({ words }) => words.problem !== null);
    if (certificates.length === 0) return setProblem('Add the ISP’s certificate first.');
    if (unfit !== undefined) {
      return setProblem(`${unfit.words.subject} cannot be a recipient. Remove it first.`);
    }
    setProblem(null);
    setBusy(true);
    try {
      const files = certificates.map(({ name, base64 }) => ({ name, base64 }));
      setMade(await client.keys.exportFor({ scope, certificates: files }));
    } catch (error) {
      setProblem(refusalText(error));
    }
    setBusy(false);
  }

  if (made !== null) {
    return (
      <FormDialog
        title="The keys are exported"
        closes="Close"
        verb="Save the three files"
        {...{ isBusy: false, problem, onClose }}
        onSubmit={() => saveAll(made.files)}
      >
        <Note tone="ok" role="status">
          The keys of {countOf(made.units, 'unit')}, for {names(made.recipients)}. Give all three
          files to the ISP.
        </Note>
        <MadeFiles files={made.files} dir={made.dir} />
      </FormDialog>
    );
  }
  return (
    <FormDialog
      title="Export keys for the ISP"
      closes="Do not export"
      verb={isBusy ? 'Encrypting' : 'Export the keys'}
      {...{ isBusy, problem, onClose }}
      onSubmit={() => void make()}
    >
      <ScopeField {...{ overview, scope }} isDisabled={isBusy} onChange={setScope} />
      <RecipientList
        recipients={certificates.map(({ words }) => words)}
        isDisabled={isBusy}
        onAdd={() => void add()}
        onRemove={(fingerprint) =>
          setCertificates((now) => now.filter(({ words }) => words.fingerprint !== fingerprint))
        }
      />
    </FormDialog>
  );
}
