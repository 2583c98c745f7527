import { useState } from 'react';
import type { ImportReport } from '../../main/contract/accounts.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { saveFile } from '../ui/download.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { useToast } from '../ui/toast.tsx';
import { type ImportSession, questionOf } from './import-session.ts';

/** More would only be scrolled past; the saved list has them all. */
const SHOWN = 200;

/** Saves the rows that are not imported, with their reasons. Secret cells are empty in it. */
export function SaveRejected({ session, word }: { session: ImportSession; word: string }) {
  const client = useClient();
  const toast = useToast();
  const [isSaving, setSaving] = useState(false);
  async function save(): Promise<void> {
    const question = questionOf(session);
    if (question === null) return;
    setSaving(true);
    try {
      const { fileName, csv } = await client.accounts.rejectedRows(question);
      saveFile(fileName, 'text/csv;charset=utf-8', csv);
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
    setSaving(false);
  }
  return (
    <button type="button" className="button small" disabled={isSaving} onClick={() => void save()}>
      <Icon name="down" />
      {word}
    </button>
  );
}

/** Rows with problems, by the row number of the file. */
export function RowProblems(props: { session: ImportSession; problems: ImportReport['problems'] }) {
  const { session, problems } = props;
  const more = problems.length - SHOWN;
  return (
    <Panel
      title="Rows with problems"
      className="problems"
      actions={problems.length > 0 && <SaveRejected session={session} word="Save list" />}
    >
      {problems.length === 0 ? (
        <p className="nothing">
          <Icon name="verified" className="ok-ink" />
          Every row can be imported.
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <ul tabIndex={0} aria-label="Rows with problems">
          {problems.slice(0, SHOWN).map(({ row, column, text }) => (
            <li key={`${row} ${column} ${text}`}>
              <Icon name="failed" className="fail-ink" />
              <b>Row {row === null ? '—' : count(row)}</b>
              <div>
                <b>{text}</b>
                {column !== null && <span className="mono muted">{column}</span>}
              </div>
            </li>
          ))}
          {more > 0 && (
            <li className="more muted">And {count(more)} more. “Save list” has them all.</li>
          )}
        </ul>
      )}
    </Panel>
  );
}
