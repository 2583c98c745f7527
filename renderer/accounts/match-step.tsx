import { useRef } from 'react';
import type { FileColumn } from '../../main/contract/accounts.ts';
import { useClient } from '../mirror/context.ts';
import { count, countOf } from '../ui/format.ts';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { ColumnMapper } from './column-mapper.tsx';
import { changeImport, type ImportSession, runImport } from './import-session.ts';
import { choicesOf } from './mapping.ts';
import { MappingMenu } from './mapping-menu.tsx';
import { problemsOf, readAs } from './reading-words.ts';
import { RowProblems } from './row-problems.tsx';
import { TrialSummary } from './trial-summary.tsx';
import type { Trial } from './use-trial.ts';
import { WhatWillChange } from './what-will-change.tsx';

/** Step 2: where each column goes, and what would become of the rows. Nothing is written yet. */
export function MatchStep({ session, trial }: { session: ImportSession; trial: Trial }) {
  const columns = useLastColumns(trial);
  const { report, refusal } = trial;
  if (columns === null) {
    return refusal === null ? (
      <Skeletons rows={8} height={46} says="The station is reading the file." />
    ) : (
      <Note tone="fail" role="alert">
        {refusal}
      </Note>
    );
  }
  const choices = session.choices ?? choicesOf(columns);
  const hasSecrets = Object.values(choices).some(({ isSecret }) => isSecret);
  return (
    <div className="match">
      <div className="match-left">
        <Panel
          title="Match the columns"
          hint={report === null ? undefined : readAs(report)}
          actions={<MappingMenu session={session} columns={columns} choices={choices} />}
          className="mapper"
        >
          <ColumnMapper columns={columns} choices={choices} isFixed={session.isImporting} />
        </Panel>
        {hasSecrets && (
          <Note tone="info">
            Secrets are kept by the station and never shown again. They are used only to build the
            unit’s profile.
          </Note>
        )}
        {report !== null && refusal === null && report.changes.length > 0 && (
          <WhatWillChange report={report} />
        )}
      </div>
      <TrialSide session={session} trial={trial} />
    </div>
  );
}

/** The columns stay in sight while a trial runs, and while the file is refused for their match. */
function useLastColumns({ report }: Trial): readonly FileColumn[] | null {
  const last = useRef<readonly FileColumn[] | null>(null);
  if (report !== null) last.current = report.columns;
  return last.current;
}

function TrialSide({ session, trial }: { session: ImportSession; trial: Trial }) {
  const client = useClient();
  const { report, refusal, isCurrent } = trial;
  const { ofFile, ofRows } =
    report === null || refusal !== null ? { ofFile: [], ofRows: [] } : problemsOf(report);
  const isRefused = refusal !== null || ofFile.length > 0;
  const accounts = report === null || isRefused ? 0 : report.added + report.changed;
  return (
    <div className="match-right">
      <div className="match-facts">
        <TrialSummary trial={trial} isRefused={isRefused} />
        {refusal !== null && (
          <Note tone="fail" role="alert">
            <b>The file cannot be imported so.</b> {refusal}{' '}
            <button type="button" className="button small" onClick={trial.again}>
              Try again
            </button>
          </Note>
        )}
        {refusal === null && ofFile.length > 0 && (
          <Note tone="fail" role="alert">
            <b>The file cannot be imported so.</b>
            {ofFile.map(({ text }) => (
              <p key={text}>{text}</p>
            ))}
          </Note>
        )}
        {report !== null && !isRefused && <RowProblems session={session} problems={ofRows} />}
        {report !== null && !isRefused && report.changedWithDevices > 0 && (
          <Note tone="warn">
            {countOf(report.changed, 'account changes', 'accounts change')}.{' '}
            {count(report.changedWithDevices)} of them already{' '}
            {report.changedWithDevices === 1 ? 'has' : 'have'} devices — their devices stay bound.
          </Note>
        )}
        {report !== null && !isRefused && report.missing > 0 && (
          <Note tone="info">
            {countOf(report.missing, 'account', 'accounts')} on the list{' '}
            {report.missing === 1 ? 'is' : 'are'} not in this file.{' '}
            {report.missing === 1 ? 'It stays as it is.' : 'They stay as they are.'}
          </Note>
        )}
        {session.problem !== null && (
          <Note tone="fail" role="alert">
            {session.problem}
          </Note>
        )}
      </div>
      <div className="step-actions">
        <button
          type="button"
          className="button large"
          disabled={session.isImporting}
          onClick={() => changeImport({ step: 'choose', problem: null })}
        >
          Back
        </button>
        <button
          type="button"
          className="button primary large grow"
          disabled={session.isImporting || isRefused || !isCurrent || accounts === 0}
          onClick={() => void runImport(client)}
        >
          {session.isImporting
            ? `Importing ${countOf(accounts, 'account')}`
            : accounts === 0
              ? 'Nothing to import'
              : `Import ${countOf(accounts, 'account')}`}
        </button>
      </div>
    </div>
  );
}
