import { IconFileExport, IconFileImport, IconFolders, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeyOverview } from '../../main/contract/escrow.ts';
import { useMirror } from '../mirror/context.ts';
import { countOf } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FileSetDialog } from './file-set-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { exportLine, keysLine } from './words.ts';

/** How many keys there are, whether the ISP has them, and the ways out and in. */
export function UnitKeysPanel({ overview }: { overview: KeyOverview | undefined }) {
  const locked = useMirror((mirror) => mirror.status?.locked ?? null);
  const isPractice = useMirror((mirror) => mirror.status?.isPractice ?? false);
  const [open, setOpen] = useState<'export' | 'import' | 'files' | null>(null);
  const close = () => setOpen(null);
  const isShut = locked !== null || isPractice;
  const importButton = (
    <button type="button" className="button" disabled={isShut} onClick={() => setOpen('import')}>
      <IconFileImport size={18} aria-hidden /> Import…
    </button>
  );
  return (
    <Panel title="Unit keys">
      {overview === undefined && (
        <Skeletons rows={2} height={52} says="The keys are being counted." />
      )}
      {locked !== null && (
        <div className="keys-note">
          <Note tone="warn">
            The keys are locked: nothing can be exported or taken in. {locked}
          </Note>
        </div>
      )}
      {isPractice && (
        <div className="keys-note">
          <Note tone="info">
            These are keys of simulated units. End the practice to export or import real ones.
          </Note>
        </div>
      )}
      {overview !== undefined && overview.keys === 0 && (
        <EmptyState
          icon={<IconKey aria-hidden />}
          title="No unit has a key yet."
          actions={importButton}
        >
          A unit gets one with its own profile (SEC-PRV-1). Keys of another station can be imported.
        </EmptyState>
      )}
      {overview !== undefined && overview.keys > 0 && (
        <>
          <ul className="keys-list">
            <li>
              <Icon name="verified" className="ok-ink" />
              <div>
                <b>Keys of units</b>
                <p className="muted">{keysLine(overview)}</p>
              </div>
            </li>
            <li>
              <Icon
                name={overview.notExported === 0 ? 'verified' : 'waiting'}
                className={overview.notExported === 0 ? 'ok-ink' : 'warn-ink'}
              />
              <div>
                <b>At the ISP</b>
                <p className="muted">{exportLine(overview, Date.now())}</p>
              </div>
            </li>
            {overview.rotating > 0 && (
              <li>
                <Icon name="waiting" className="warn-ink" />
                <div>
                  <b>Being changed</b>
                  <p className="muted">
                    {countOf(overview.rotating, 'unit has', 'units have')} not shown yet that the
                    new key is used
                  </p>
                </div>
              </li>
            )}
          </ul>
          <div className="keys-actions">
            <button
              type="button"
              className="button primary"
              disabled={isShut}
              onClick={() => setOpen('export')}
            >
              <IconFileExport size={18} aria-hidden /> Export for the ISP…
            </button>
            {importButton}
            <button
              type="button"
              className="button"
              disabled={isShut}
              onClick={() => setOpen('files')}
            >
              <IconFolders size={18} aria-hidden /> Files for its server…
            </button>
          </div>
        </>
      )}
      {open === 'export' && overview !== undefined && (
        <ExportDialog overview={overview} onClose={close} />
      )}
      {open === 'files' && overview !== undefined && (
        <FileSetDialog overview={overview} onClose={close} />
      )}
      {open === 'import' && <ImportDialog onClose={close} />}
    </Panel>
  );
}
