import { useState } from 'react';
import { Banner } from '../ui/states.tsx';
import { UnlockDialog } from './unlock-dialog.tsx';

/** Nothing can be built: said over every screen, with the way out. */
export function LockedNotice({ why }: { why: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Banner
      tone="fail"
      icon="lock"
      title="The keys are locked."
      actions={
        <button type="button" className="button" onClick={() => setOpen(true)}>
          Unlock the keys
        </button>
      }
    >
      The station serves nothing until they are unlocked. Lists, scanning and binding still work.
      {isOpen && <UnlockDialog why={why} onClose={() => setOpen(false)} />}
    </Banner>
  );
}
