import { PasswordInput } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ProfileFormat, TemplateStage } from '../../../main/contract/profiles.ts';
import { useClient } from '../../mirror/context.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { type PickedFile, pickFiles, readFile, toBase64 } from '../../ui/download.ts';
import { countOf } from '../../ui/format.ts';
import { Note } from '../../ui/states.tsx';
import { stageWords } from '../template-words.ts';
import { Dialog } from './dialog.tsx';

/** What a file came to. */
interface Imported {
  text: string;
  taken: number;
  same: number;
  notes: string[];
}

const MOST_BYTES = 5_000_000;

/** A profile from elsewhere as the text of the draft: what it says otherwise than the factory. */
export function ImportDialog(props: {
  stage: TemplateStage;
  model: string;
  format: ProfileFormat;
  /** Dropped on the screen. */
  files: readonly File[];
  onTake: (text: string) => void;
  onClose: () => void;
}) {
  const { stage, model, format, onTake, onClose } = props;
  const client = useClient();
  const [files, setFiles] = useState<readonly PickedFile[]>([]);
  // Not in the state of the page, and not in the document either.
  const key = useRef<HTMLInputElement>(null);
  const [imported, setImported] = useState<Imported | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [dropped] = useState(props.files);

  async function take(read: Promise<readonly PickedFile[]>): Promise<void> {
    try {
      const next = await read;
      if (next.length === 0) return;
      const tooLong = next.find(({ bytes }) => bytes.length > MOST_BYTES);
      setImported(null);
      setProblem(tooLong ? `${tooLong.name} is longer than 5 MB: it is no profile.` : null);
      setFiles(tooLong ? [] : next);
    } catch {
      setProblem('The file could not be read. Copy it to this computer, then try again.');
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was dropped is read once
  useEffect(() => {
    if (dropped.length > 0) void take(Promise.all(dropped.map(readFile)));
  }, [dropped]);

  async function read(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const typed = key.current?.value ?? '';
      const named = files.map(({ name, bytes }) => ({ name, base64: toBase64(bytes) }));
      setImported(
        await client.profiles.fromFile({
          files: named,
          to: format,
          model,
          ...(typed === '' ? {} : { key: typed }),
        }),
      );
    } catch (error) {
      setImported(null);
      setProblem(refusalText(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Import a file into ${stageWords[stage]}`} closes="Close" onClose={onClose}>
      <form
        className="confirm"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (imported === null) void read();
          else onTake(imported.text);
        }}
      >
        <p>
          A file read back from a unit (spacfg.xml), a sample of the vendor’s compiler, or a
          profile. What it says as the factory does is left out.
        </p>
        <div className="import-files">
          <button
            type="button"
            className="button"
            data-autofocus
            onClick={() => void take(pickFiles('.xml,.txt,.cfg,.src,.conf,text/plain,text/xml'))}
          >
            <IconFileImport size={18} aria-hidden /> Choose files
          </button>
          <span className="muted">
            {files.length === 0
              ? 'Or drop them on the screen. Files it imports come along.'
              : files.map(({ name }) => name).join(', ')}
          </span>
        </div>
        <PasswordInput
          label="Key"
          description="Only for an encrypted file. It is used once and not kept."
          autoComplete="off"
          ref={key}
          maxLength={200}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
        />
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        {imported !== null && <Result imported={imported} stage={stage} />}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Leave the draft as it is
          </button>
          <button type="submit" className="button primary" disabled={isBusy || files.length === 0}>
            {imported === null ? 'Read the file' : 'Put it into the draft'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Result({ imported, stage }: { imported: Imported; stage: TemplateStage }) {
  const { taken, same, notes } = imported;
  return (
    <Note tone={taken > 0 ? 'ok' : 'warn'} role="status">
      <b>{countOf(taken, 'parameter')} taken.</b>{' '}
      {same > 0 &&
        `${countOf(same, 'is as the factory has it', 'are as the factory has them')}, so left out. `}
      It replaces the text of {stageWords[stage]}; Undo brings that back.
      {notes.length > 0 && (
        <ul className="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Note>
  );
}
