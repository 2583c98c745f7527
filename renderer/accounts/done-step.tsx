import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportReport } from '../../main/contract/accounts.ts';
import { useClient } from '../mirror/context.ts';
import { countOf } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/states.tsx';
import { beginImport, endImport, type ImportSession } from './import-session.ts';
import { TakeBackButton } from './past-imports.tsx';
import { SaveRejected } from './row-problems.tsx';
import { FourCounts } from './trial-summary.tsx';

/** Step 3: what was written, and the ways back. */
export function DoneStep({ session, report }: { session: ImportSession; report: ImportReport }) {
  const client = useClient();
  const [isTakenBack, setTakenBack] = useState(false);
  const { data: imports } = useQuery({
    queryKey: ['accounts', 'imports'],
    queryFn: () => client.accounts.imports(),
  });
  const past = imports?.find((each) => each.import === report.import);
  const written = report.added + report.changed;
  return (
    <div className="card done">
      {isTakenBack || past?.isTakenBack ? (
        <h3>
          <Icon name="undo" className="muted" />
          Import {report.import} is taken back
        </h3>
      ) : (
        <h3>
          <Icon name="verified" className="ok-ink" />
          {countOf(written, 'account')} imported
        </h3>
      )}
      <p className="muted">
        {report.import !== null && (
          <>
            <b>Import {report.import}</b> ·{' '}
          </>
        )}
        {session.file?.name} · {countOf(report.rows, 'row')}
      </p>
      <FourCounts counts={report} />
      {report.rejected > 0 && (
        <Note tone="warn">
          {countOf(report.rejected, 'row was', 'rows were')} not imported. Correct{' '}
          {report.rejected === 1 ? 'it' : 'them'} in the file and import it again; what is imported
          already stays as it is.
        </Note>
      )}
      {report.missing > 0 && (
        <Note tone="info">
          {countOf(report.missing, 'account')} on the list {report.missing === 1 ? 'is' : 'are'} not
          in this file. {report.missing === 1 ? 'It stays as it is.' : 'They stay as they are.'}
        </Note>
      )}
      <div className="done-ways">
        {report.rejected > 0 && (
          <SaveRejected session={session} word="Save the rows that were not imported" />
        )}
        {past?.canTakeBack && !isTakenBack && (
          <TakeBackButton
            past={past}
            word="Take back this import…"
            onDone={() => setTakenBack(true)}
          />
        )}
        {past !== undefined && !past.canTakeBack && !past.isTakenBack && (
          <span className="muted">
            One of its accounts is in use: this import can no longer be taken back.
          </span>
        )}
      </div>
      <div className="step-actions">
        <button type="button" className="button large" onClick={beginImport}>
          Import another file
        </button>
        <button type="button" className="button primary large" onClick={endImport}>
          Show the accounts
        </button>
      </div>
    </div>
  );
}
