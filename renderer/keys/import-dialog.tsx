import { Checkbox, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import type { KeyImport } from '../../main/contract/escrow.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { type PickedFile, pickFile, pickFiles, toBase64 } from '../ui/download.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { countOf } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { SecretField } from '../vault/secret-field.tsx';
import { ImportTrial } from './import-trial.tsx';
import { missingFiles, sortedFiles } from './words.ts';

/** Another station's export: three files and the private key, a trial, then the import. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const toast = useToast();
  const [files, setFiles] = useState<readonly PickedFile[]>([]);
  /** Held here only: neither in the page's state nor in its document. */
  const key = useRef<PickedFile | null>(null);
  const [keyName, setKeyName] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const passphrase = useRef('');
  const [trial, setTrial] = useState<KeyImport | null>(null);
  const [isConfirmed, setConfirmed] = useState(false);
  const [replace, setReplace] = useState<readonly Mac[]>([]);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  function close(): void {
    key.current = null;
    passphrase.current = '';
    onClose();
  }

  async function chooseFiles(): Promise<void> {
    const picked = await pickFiles('.p7m,.pem,.json,.p7s');
    if (picked.length === 0) return;
    setFiles(picked);
    setProblem(missingFiles(picked));
  }

  async function chooseKey(): Promise<void> {
    const picked = await pickFile('.pem,.key,.p12,.pfx');
    if (picked === null) return;
    key.current = picked;
    setKeyName(picked.name);
    setProblem(null);
  }

  async function ask(isTrial: boolean): Promise<KeyImport | null> {
    const { file, manifest, signature } = sortedFiles(files);
    const missing = missingFiles(files) ?? (key.current === null ? noKey : null);
    if (missing !== null || !file || !manifest || !signature || key.current === null) {
      setProblem(missing);
      return null;
    }
    setProblem(null);
    setBusy(true);
    try {
      return await client.keys.importFrom({
        file: toBase64(file.bytes),
        manifest: toBase64(manifest.bytes),
        signature: toBase64(signature.bytes),
        privateKey: toBase64(key.current.bytes),
        ...(passphrase.current !== '' && { passphrase: passphrase.current }),
        isTrial,
        ...(!isTrial && trial !== null && { signer: trial.signer.fingerprint }),
        ...(!isTrial && { replace: [...replace], reason }),
      });
    } catch (error) {
      setProblem(refusalText(error));
      return null;
    } finally {
      setBusy(false);
    }
  }

  async function submit(): Promise<void> {
    if (trial === null) {
      passphrase.current = field.current?.value ?? '';
      if (field.current !== null) field.current.value = '';
      setTrial(await ask(true));
      return;
    }
    if (!isConfirmed && !trial.isOwn) return setProblem(compareFirst);
    if (replace.length > 0 && reason.trim() === '') return setProblem(noReason);
    const done = await ask(false);
    if (done === null) return;
    const taken = done.units.filter((unit) => unit.isTaken).length;
    toast(`Keys of ${countOf(taken, 'unit')} were taken in.`);
    close();
  }

  return (
    <FormDialog
      title="Import keys of another station"
      closes="Do not import"
      verb={trial === null ? 'Try it' : 'Import the keys'}
      {...{ isBusy, problem }}
      onSubmit={() => void submit()}
      onClose={close}
    >
      {trial === null ? (
        <>
          <Choice
            label="Export"
            says={files.length === 0 ? 'Its three files' : files.map(({ name }) => name).join(', ')}
            verb="Choose the files…"
            onChoose={() => void chooseFiles()}
          />
          <Choice
            label="Private key"
            says={keyName ?? 'Of the certificate the export was made for; it is not kept'}
            verb="Choose the key…"
            onChoose={() => void chooseKey()}
          />
          <SecretField ref={field} label="Passphrase of the key" description="If it has one" />
        </>
      ) : (
        <>
          <ImportTrial trial={trial} replace={replace} onReplace={setReplace} />
          {replace.length > 0 && (
            <Textarea
              label="Reason"
              description="Kept with the old key in the unit’s history"
              value={reason}
              maxLength={400}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {trial.isOwn ? (
            <Note tone="info">This station made the export itself.</Note>
          ) : (
            <Checkbox
              label="This fingerprint is the one on the other station’s screen"
              checked={isConfirmed}
              onChange={(event) => setConfirmed(event.currentTarget.checked)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

const noKey = 'Choose the private key of the certificate the export was made for.';
const compareFirst = 'Compare the fingerprint with the other station’s screen, then say so.';
const noReason = 'Write why the keys here are to be replaced; it is kept.';

function Choice(props: { label: string; says: string; verb: string; onChoose: () => void }) {
  return (
    <div className="import-choice">
      <div>
        <b>{props.label}</b>
        <p className="muted">{props.says}</p>
      </div>
      <button type="button" className="button" onClick={props.onChoose}>
        {props.verb}
      </button>
    </div>
  );
}
