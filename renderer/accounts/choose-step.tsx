import { Select, Switch } from '@mantine/core';
import { IconArrowRight, IconFileImport } from '@tabler/icons-react';
import type { ImportReport } from '../../main/contract/accounts.ts';
import { bytes, countOf } from '../ui/format.ts';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, Note } from '../ui/states.tsx';
import { DOTS } from './account-drawer.tsx';
import { chooseFile } from './choose-file.ts';
import { changeImport, encodings, type ImportSession, separators } from './import-session.ts';
import { encodingNames, encodingOf, separatorNames } from './reading-words.ts';
import type { Trial } from './use-trial.ts';

/** Step 1: the file, and how it was read; what was misunderstood can be said here. */
export function ChooseStep({ session, trial }: { session: ImportSession; trial: Trial }) {
  const { file, problem, isOpening } = session;
  if (file === null) {
    return (
      <div className="card choose">
        <EmptyState
          icon={<IconFileImport size={44} aria-hidden />}
          title="Drop the account file here."
          actions={
            <button
              type="button"
              className="button primary large"
              disabled={isOpening}
              onClick={() => void chooseFile()}
            >
              {isOpening ? 'The file is being read' : 'Choose file'}
            </button>
          }
        >
          A CSV file of billing: one row per account. Nothing is written before you have seen a
          trial run.
        </EmptyState>
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
      </div>
    );
  }
  return (
    <div className="card reading">
      <h3>How the file was read</h3>
      <p className="muted">
        {bytes(file.sizeBytes)}
        {trial.report !== null && ` · ${countOf(trial.report.rows, 'row')}`}
        {' · correct it here if a name or a column looks wrong'}
      </p>
      <ReadingForm session={session} report={trial.report} />
      {trial.isSlow && (
        <p className="muted" role="status">
          The station is reading the file.
        </p>
      )}
      {trial.refusal !== null && (
        <Note tone="fail" role="alert">
          {trial.refusal}
        </Note>
      )}
      {trial.report !== null && trial.refusal === null && <FirstRows report={trial.report} />}
      <div className="step-actions">
        <button type="button" className="button large" onClick={() => void chooseFile()}>
          Other file
        </button>
        <button
          type="button"
          className="button primary large"
          disabled={trial.report === null || trial.refusal !== null}
          onClick={() => changeImport({ step: 'match' })}
        >
          Match the columns
          <IconArrowRight size={20} aria-hidden />
        </button>
      </div>
    </div>
  );
}

function ReadingForm({ session, report }: { session: ImportSession; report: ImportReport | null }) {
  const { reading } = session;
  const asRead = report === null ? null : encodingOf(report.encoding);
  const encoding = reading.encoding ?? asRead ?? 'as-read';
  const change = (next: Partial<typeof reading>): void =>
    // Other columns may come of it: the match begins anew.
    changeImport({ reading: { ...reading, ...next }, choices: null, mapping: null });
  return (
    <div className="reading-form">
      <Select
        label="Separator"
        allowDeselect={false}
        data={separators.map((value) => ({ value, label: separatorNames[value] ?? value }))}
        value={reading.separator ?? report?.separator ?? null}
        onChange={(value) => {
          const separator = separators.find((each) => each === value);
          if (separator !== undefined) change({ separator });
        }}
      />
      <Select
        label="Characters (encoding)"
        allowDeselect={false}
        data={[
          ...encodings.map((value) => ({ value, label: encodingNames[value] })),
          ...(encoding === 'as-read' && report !== null
            ? [{ value: 'as-read', label: report.encoding }]
            : []),
        ]}
        value={report === null && reading.encoding === undefined ? null : encoding}
        onChange={(value) => {
          const chosen = encodings.find((each) => each === value);
          if (chosen !== undefined) change({ encoding: chosen });
        }}
      />
      <Switch
        label="The first row holds the headings"
        checked={reading.hasHeading ?? report?.hasHeading ?? true}
        onChange={(event) => change({ hasHeading: event.currentTarget.checked })}
      />
    </div>
  );
}

/** What the columns look like when the file is read so: wrong letters and wrong columns show at once. */
function FirstRows({ report }: { report: ImportReport }) {
  return (
    <Panel title="First row" className="first-row">
      <dl>
        {report.columns.map(({ column, firstValue, filled }) => (
          <div key={column}>
            <dt className="mono">{column}</dt>
            <dd className="mono">{firstValue === null && filled > 0 ? DOTS : firstValue || '—'}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
