import { useState } from 'react';
import type { FileSet, KeyOverview, KeyScope } from '../../main/contract/escrow.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { countOf } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { macTail } from '../units/names.ts';
import { MadeFiles, saveAll } from './made-files.tsx';
import { ScopeField } from './scope-field.tsx';

/** The units' later profiles as one archive for the ISP's server. */
export function FileSetDialog(props: { overview: KeyOverview; onClose: () => void }) {
  const { overview, onClose } = props;
  const client = useClient();
  const [scope, setScope] = useState<KeyScope>({ kind: 'all' });
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<FileSet | null>(null);

  async function make(): Promise<void> {
    setProblem(null);
    setBusy(true);
    try {
      setMade(await client.keys.fileSet({ scope }));
    } catch (error) {
      setProblem(refusalText(error));
    }
    setBusy(false);
  }

  const archive = made?.archive ?? null;
  return (
    <FormDialog
      title="Files for the ISP’s server"
      closes={made === null ? 'Do not make them' : 'Close'}
      verb={archive !== null ? 'Save the archive' : isBusy ? 'Building' : 'Make the archive'}
      {...{ isBusy, problem, onClose }}
      onSubmit={() => (archive === null ? void make() : saveAll([archive]))}
    >
      {made === null && (
        <>
          <p>
            One profile per unit, made of the published templates, under the unit’s own key, at the
            path its permanent rule leads to. Beside them settings for nginx and Apache.
          </p>
          <ScopeField {...{ overview, scope }} isDisabled={isBusy} onChange={setScope} />
        </>
      )}
      {made !== null && (
        <Note tone={made.files === 0 ? 'warn' : 'ok'} role="status">
          {made.files === 0
            ? 'No unit has a file.'
            : `${countOf(made.files, 'profile')} for ${made.hosts.join(' and ')}.`}
        </Note>
      )}
      {archive !== null && <MadeFiles files={[archive]} dir={null} />}
      {made !== null && made.leftOut.length > 0 && (
        <>
          <b>{countOf(made.leftOut.length, 'unit is', 'units are')} left out</b>
          <ul className="made-list made-files" aria-label="Units left out">
            {made.leftOut.map(({ mac, why }) => (
              <li key={mac}>
                <p>
                  <b className="mono">{macTail(mac)}</b> {why}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </FormDialog>
  );
}
