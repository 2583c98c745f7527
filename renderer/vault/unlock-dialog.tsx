import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { SecretField } from './secret-field.tsx';

/** Opens the keys by their passphrase, or by a key file or keyring that is there again. */
export function UnlockDialog({ why, onClose }: { why: string; onClose: () => void }) {
  const client = useClient();
  const toast = useToast();
  const field = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: ['settings', 'vault', why],
    queryFn: () => client.vault.status(),
  });
  const ways = data?.ways ?? [];
  const takesPassphrase = ways.some(({ kind }) => kind === 'passphrase');
  const hasOthers = data !== undefined && (!takesPassphrase || ways.length > 1);

  async function unlock(passphrase: string | null): Promise<void> {
    if (field.current !== null) field.current.value = '';
    setBusy(true);
    setProblem(null);
    try {
      await client.vault.unlock(passphrase === null ? {} : { passphrase });
      toast('The keys are unlocked.');
      onClose();
    } catch (refusal) {
      setProblem(refusalText(refusal));
      setBusy(false);
      field.current?.focus();
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title="Unlock the keys"
      centered
      size={480}
      closeButtonProps={{ 'aria-label': 'Leave them locked' }}
    >
      <form
        className="confirm"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          const passphrase = field.current?.value ?? '';
          if (passphrase !== '') void unlock(passphrase);
        }}
      >
        <p>{why}</p>
        {takesPassphrase && <SecretField ref={field} label="Passphrase" isFirst />}
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        {isBusy && <p className="muted">Trying. After a wrong passphrase this takes longer.</p>}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Leave them locked
          </button>
          {hasOthers && (
            <button
              type="button"
              className={takesPassphrase ? 'button' : 'button primary'}
              disabled={isBusy}
              onClick={() => void unlock(null)}
            >
              Look for the key again
            </button>
          )}
          {takesPassphrase && (
            <button type="submit" className="button primary" disabled={isBusy}>
              Unlock
            </button>
          )}
        </div>
      </form>
    </Modal>
  );
}
