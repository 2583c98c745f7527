import { Modal } from '@mantine/core';
import { useCallback, useState } from 'react';
import { furtherKeys, shortcuts } from './shortcuts.ts';
import { useFrameEvent } from './use-shortcuts.ts';

/** F1: what each key does. */
export function Help() {
  const [isOpen, setOpen] = useState(false);
  useFrameEvent(
    'spa-bench:help',
    useCallback(() => setOpen(true), []),
  );
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title="Keys"
      size={640}
      centered
      closeButtonProps={{ 'aria-label': 'Close the help' }}
    >
      <dl className="help-keys">
        {[...shortcuts, ...furtherKeys].map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">
        A scan works on every screen, whatever has the focus. Print the command sheet on the Scan &
        bind screen to undo, confirm and cancel with the scanner alone.
      </p>
    </Modal>
  );
}
