import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Note } from './states.tsx';

/** A form over the screen; Mantine's own header would count as a second banner of the page. */
export function FormDialog(props: {
  title: string;
  /** What closing it means. */
  closes: string;
  verb: string;
  isBusy: boolean;
  problem: string | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, closes, verb, isBusy, problem, onSubmit, onClose, children } = props;
  return (
    <Modal.Root opened onClose={onClose} centered size={560} closeOnClickOutside={!isBusy}>
      <Modal.Overlay />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={closes} />
        </div>
        <Modal.Body>
          <form
            className="confirm"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            {problem !== null && (
              <Note tone="fail" role="alert">
                {problem}
              </Note>
            )}
            {children}
            <div className="confirm-actions">
              <button type="button" className="button" onClick={onClose}>
                {closes}
              </button>
              <button type="submit" className="button primary" disabled={isBusy}>
                {verb}
              </button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
