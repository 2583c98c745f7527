import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Note } from '../ui/states.tsx';

export interface WantedName {
  commonName: string;
  bits: 1024 | 2048;
}

/** Asks for the name and the length of the key of a server certificate. */
export function NameDialog(props: {
  title: string;
  verb: string;
  /** What is to be known first. */
  children: ReactNode;
  /** @returns why it was refused, or null */
  onDo: (wanted: WantedName) => Promise<string | null>;
  onClose: () => void;
}) {
  const { title, verb, children, onDo, onClose } = props;
  const [commonName, setName] = useState('');
  const [bits, setBits] = useState<WantedName['bits']>(2048);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    if (commonName.trim() === '') {
      setProblem('Type the full name of the server, such as prov.example.net.');
      return;
    }
    setBusy(true);
    const refused = await onDo({ commonName: commonName.trim(), bits });
    setBusy(false);
    if (refused === null) onClose();
    else setProblem(refused);
  }

  return (
    <FormDialog
      {...{ title, verb, isBusy, problem, onClose }}
      closes="Keep it as it is"
      onSubmit={() => void submit()}
    >
      {children}
      <TextInput
        label="Common name"
        description="The server’s full name as the rules say it; a / and more may follow"
        placeholder="prov.example.net"
        value={commonName}
        maxLength={64}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Key length"
        value={String(bits)}
        data={[
          { value: '2048', label: '2048 bits' },
          { value: '1024', label: '1024 bits, for old firmware' },
        ]}
        onChange={(event) => setBits(event.currentTarget.value === '1024' ? 1024 : 2048)}
      />
      {bits === 1024 && (
        <Note tone="warn">
          Too short for anything but units whose firmware takes no longer key.
        </Note>
      )}
    </FormDialog>
  );
}
