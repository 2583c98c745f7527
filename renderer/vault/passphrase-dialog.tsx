import { Checkbox, Modal } from '@mantine/core';
import { useRef, useState } from 'react';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { SecretField } from './secret-field.tsx';

/** Lets a passphrase open the keys, typed twice. */
export function PassphraseDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const toast = useToast();
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [isBeside, setBeside] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function store(): Promise<void> {
    const passphrase = first.current?.value ?? '';
    const again = second.current?.value ?? '';
    for (const field of [first, second]) if (field.current !== null) field.current.value = '';
    if (passphrase === '' || passphrase !== again) {
      setProblem('The two are not the same. Type it twice.');
      first.current?.focus();
      return;
    }
    setBusy(true);
    try {
      await client.vault.setPassphrase({ passphrase, isBeside });
      toast('The passphrase opens the keys from now on.');
      onClose();
    } catch (refusal) {
      setProblem(refusalText(refusal));
      setBusy(false);
      first.current?.focus();
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title="Set a passphrase"
      centered
      size={480}
      closeButtonProps={{ 'aria-label': 'Keep it as it is' }}
    >
      <form
        className="confirm"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void store();
        }}
      >
        <p>
          It is asked for after every start of the station. Nobody can recover it: without it the
          keys are lost.
        </p>
        <SecretField
          ref={first}
          label="New passphrase"
          description="At least 12 characters; four or five words are easy to remember."
          isFirst
        />
        <SecretField ref={second} label="The same again" />
        <Checkbox
          label="What opens the keys now still does"
          description="Then the passphrase is for backups on another computer, and not asked for here."
          checked={isBeside}
          onChange={(event) => setBeside(event.currentTarget.checked)}
        />
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Keep it as it is
          </button>
          <button type="submit" className="button primary" disabled={isBusy}>
            Set the passphrase
          </button>
        </div>
      </form>
    </Modal>
  );
}
