import { Modal, Textarea } from '@mantine/core';
import { createContext, type ReactNode, useContext, useRef, useState } from 'react';

/** A question for what cannot be undone. Its buttons repeat the verb; never "OK" and "Cancel". */
export interface Question {
  title: string;
  body: ReactNode;
  /** On the button that does it: `Void batch 142`. */
  verb: string;
  /** On the button that does not: `Keep it`. */
  keep: string;
  tone?: 'danger' | 'usual';
  /** Asks for a reason, kept with what is done; this is its label. */
  needsReason?: string;
}

export type Answer = { reason: string } | null;
type Ask = (question: Question) => Promise<Answer>;

const ConfirmContext = createContext<Ask | null>(null);

/** @returns a function that asks; null: the person keeps things as they are */
export function useConfirm(): Ask {
  const ask = useContext(ConfirmContext);
  if (ask === null) throw new Error('A view stands outside the frame.');
  return ask;
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const answer = useRef<(answer: Answer) => void>(() => undefined);
  const ask: Ask = (next) =>
    new Promise((resolve) => {
      answer.current = resolve;
      setQuestion(next);
    });
  function close(given: Answer): void {
    answer.current(given);
    setQuestion(null);
  }
  return (
    <ConfirmContext value={ask}>
      {children}
      {question !== null && <ConfirmDialog question={question} onAnswer={close} />}
    </ConfirmContext>
  );
}

function ConfirmDialog(props: { question: Question; onAnswer: (answer: Answer) => void }) {
  const { question, onAnswer } = props;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  function submit(): void {
    if (question.needsReason !== undefined && reason.trim() === '') {
      setMissing(true);
      field.current?.focus();
      return;
    }
    onAnswer({ reason: reason.trim() });
  }
  return (
    <Modal
      opened
      onClose={() => onAnswer(null)}
      title={question.title}
      centered
      size={480}
      closeButtonProps={{ 'aria-label': question.keep }}
    >
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div>{question.body}</div>
        {question.needsReason !== undefined && (
          <Textarea
            ref={field}
            data-autofocus
            label={question.needsReason}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={
              isMissing && reason.trim() === '' ? 'Write a short reason; it is kept.' : undefined
            }
            maxLength={400}
            autosize
            minRows={2}
          />
        )}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={() => onAnswer(null)}>
            {question.keep}
          </button>
          <button
            type="submit"
            className={`button ${question.tone === 'danger' ? 'danger solid' : 'primary'}`}
            data-autofocus={question.needsReason === undefined ? true : undefined}
          >
            {question.verb}
          </button>
        </div>
      </form>
    </Modal>
  );
}
