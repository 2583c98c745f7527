import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

/** A dialog of this screen: its heading is no banner of the page. */
export function Dialog(props: {
  title: string;
  size?: number;
  /** What closing it means. */
  closes: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Modal.Root opened onClose={props.onClose} centered size={props.size ?? 640}>
      <Modal.Overlay />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title>{props.title}</Modal.Title>
          <Modal.CloseButton aria-label={props.closes} />
        </div>
        <Modal.Body>{props.children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
