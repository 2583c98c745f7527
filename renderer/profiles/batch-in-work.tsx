import { Autocomplete, Modal } from '@mantine/core';
import { useState } from 'react';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { fixedWords } from '../settings/fixed-words.ts';
import { useToast } from '../ui/toast.tsx';
import { newRef } from './new-ref.ts';

/** Which batch counts for units provisioned now; chosen and cleared where its template is. */
export function BatchInWork({ known }: { known: readonly string[] }) {
  const client = useClient();
  const toast = useToast();
  const batch = useMirror((mirror) => mirror.settings?.values.batch ?? null);
  const fixed = useMirror(({ settings }) => settings && fixedWords(settings, 'batch'));
  const [isOpen, setOpen] = useState(false);

  async function change(next: string | null): Promise<string | null> {
    try {
      await client.settings.change({ batch: next });
      toast(next === null ? 'No batch is in work.' : `Batch ${next} is in work.`, {
        undo: () => void change(batch),
      });
      return null;
    } catch (error) {
      return refusalText(error);
    }
  }

  return (
    <div className="batch-in-work">
      <p>
        <span className="muted">In work: </span>
        <b>{batch ?? 'none'}</b>
      </p>
      {fixed !== null ? (
        <span className="muted">{fixed}.</span>
      ) : (
        <>
          <button type="button" className="button small" onClick={() => setOpen(true)}>
            {batch === null ? 'Choose' : 'Change'}
            <span className="hidden"> the batch in work</span>
          </button>
          {batch !== null && (
            <button
              type="button"
              className="button small"
              onClick={() =>
                void change(null).then((why) => why !== null && toast(why, { tone: 'fail' }))
              }
            >
              Clear<span className="hidden"> the batch in work</span>
            </button>
          )}
        </>
      )}
      {isOpen && <BatchDialog known={known} onChoose={change} onClose={() => setOpen(false)} />}
    </div>
  );
}

function BatchDialog(props: {
  known: readonly string[];
  onChoose: (batch: string) => Promise<string | null>;
  onClose: () => void;
}) {
  const { known, onChoose, onClose } = props;
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function choose(): Promise<void> {
    const ref = newRef('batch', text);
    const why = typeof ref === 'string' ? ref : await onChoose(ref.key);
    setProblem(why);
    if (why === null) onClose();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="The batch in work"
      size={440}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="confirm"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void choose();
        }}
      >
        <p>Its template counts for every unit provisioned from now on, until another is chosen.</p>
        <Autocomplete
          data-autofocus
          label="Batch"
          description="One that has a template, or any other name"
          // Once it is written, the list would only hide the buttons.
          data={known.filter((each) => each !== text.trim())}
          value={text}
          maxLength={40}
          error={problem}
          onChange={(next) => {
            setText(next);
            setProblem(null);
          }}
        />
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Keep it as it is
          </button>
          <button type="submit" className="button primary">
            Take it into work
          </button>
        </div>
      </form>
    </Modal>
  );
}
