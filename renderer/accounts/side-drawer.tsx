import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

/**
 * What is known of one thing of a list, beside the list. Esc closes it; the focus goes back to where
 * it came from. Its heading is no page header, unlike that of Mantine's own drawer.
 */
export function SideDrawer(props: {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
}) {
  return (
    <Drawer.Root opened={props.isOpen} onClose={props.onClose} position="right" size={560}>
      <Drawer.Overlay />
      <Drawer.Content>
        <div className="drawer-head">
          <Drawer.Title>{props.title}</Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </div>
        <Drawer.Body>{props.children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
