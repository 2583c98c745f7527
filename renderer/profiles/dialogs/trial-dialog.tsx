import { useState } from 'react';
import type { Trial } from '../../../main/contract/profiles.ts';
import { formatMac, type Mac } from '../../../main/contract/values.ts';
import { useClient } from '../../mirror/context.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { Note } from '../../ui/states.tsx';
import type { EditingSession } from '../draft/editing-session.ts';
import { UnitPicker } from '../side/unit-picker.tsx';
import { templateName } from '../template-words.ts';
import { Dialog } from './dialog.tsx';

/** Serves what is written to one unit for ten minutes; everybody else gets what is published. */
export function TrialDialog(props: {
  session: EditingSession;
  mac: Mac | null;
  onBegun: (trial: Trial) => void;
  onClose: () => void;
}) {
  const { session, onBegun, onClose } = props;
  const client = useClient();
  const [mac, setMac] = useState(props.mac);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function begin(chosen: Mac): Promise<void> {
    setBusy(true);
    try {
      const texts = session.texts();
      onBegun(await client.profiles.beginTrial({ ...session.ref, mac: chosen, texts }));
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog title="Serve this draft to one unit" size={520} closes="Close" onClose={onClose}>
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          if (mac === null) setProblem('Choose a unit of the bench first.');
          else void begin(mac);
        }}
      >
        <p>
          For ten minutes files for this unit are made with the draft of {templateName(session.ref)}
          . Its tile says Trial meanwhile. Then let it go through the chain: Provision again.
        </p>
        <UnitPicker
          label="Unit"
          hasVisibleLabel
          isBenchOnly
          mac={mac}
          onPick={(picked) => {
            setMac(picked);
            setProblem(null);
          }}
        />
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Do not serve it
          </button>
          <button type="submit" className="button primary" disabled={isBusy}>
            {mac === null ? 'Serve the draft' : `Serve it to ${formatMac(mac).slice(9)}`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
