import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { StagedFinding, TemplateDetail } from '../../../main/contract/profiles.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { countOf } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Note } from '../../ui/states.tsx';
import { type DraftOutcome, type EditingSession, otherWindow } from '../draft/editing-session.ts';
import { countProblems } from '../draft/problems.ts';
import { useSession } from '../draft/use-template.ts';
import { nextVersion } from '../side/comparisons.ts';
import { stageWords, templateName } from '../template-words.ts';
import { CodeWords } from '../words-of-code.tsx';
import { Dialog } from './dialog.tsx';

/** Findings shown; the rest is counted. */
const MOST_SHOWN = 8;

/** Makes the draft the next version, once nothing speaks against it. */
export function PublishDialog(props: {
  session: EditingSession;
  detail: TemplateDetail;
  /** It is published, or another window's draft is in the way. */
  onEnd: (outcome: DraftOutcome) => void;
  onClose: () => void;
}) {
  const { session, detail, onEnd, onClose } = props;
  useSession(session, 'findings');
  const [lookedAt] = useState(() => session.count('texts'));
  const [note, setNote] = useState('');
  const [isKnown, setKnown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const findings = session.findings.all().filter(({ severity }) => severity !== 'info');
  const { errors, warnings } = countProblems(findings);
  const version = nextVersion(detail);
  const { units } = detail.versions.find((one) => one.version === detail.version) ?? { units: 0 };

  async function publish(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const about = { note: note.trim(), acceptsWarnings: isKnown };
      const isOther = session.count('texts') !== lookedAt;
      const outcome = isOther ? otherWindow : await session.publish(about);
      if (outcome.kind === 'not-saved') {
        setProblem('The draft is not saved, so it cannot be published. Save it first.');
      } else onEnd(outcome);
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={`Publish ${templateName(session.ref)}, version ${version}`}
      closes="Keep as draft"
      onClose={onClose}
    >
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <p>
          Files made from now on are made with it.{' '}
          {units > 0 &&
            `${countOf(units, 'unit has', 'units have')} version ${detail.version}; they keep it until they are provisioned again.`}
        </p>
        {findings.length > 0 && <Findings findings={findings} />}
        {errors > 0 && (
          <Note tone="fail">
            {errors === 1 ? 'The error' : `The ${errors} errors`} would reach the units. Mend{' '}
            {errors === 1 ? 'it' : 'them'}, then publish.
          </Note>
        )}
        {errors === 0 && warnings > 0 && (
          <Checkbox
            label={`I know: ${countOf(warnings, 'warning stays', 'warnings stay')}`}
            checked={isKnown}
            onChange={(event) => setKnown(event.currentTarget.checked)}
          />
        )}
        <TextInput
          label="Note"
          description="What is new, for whoever reads the list of versions"
          value={note}
          maxLength={200}
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Keep as draft
          </button>
          <button
            type="submit"
            className="button primary"
            disabled={isBusy || errors > 0 || (warnings > 0 && !isKnown)}
          >
            Publish v{version}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Findings({ findings }: { findings: readonly StagedFinding[] }) {
  const errorsFirst = findings.toSorted(
    (a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'),
  );
  return (
    <ul className="publish-findings">
      {errorsFirst.slice(0, MOST_SHOWN).map((finding, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a finding is its place
        <li key={at} className={finding.severity === 'error' ? 'fail' : 'warn'}>
          <Icon name={finding.severity === 'error' ? 'failed' : 'waiting'} />
          <span className="hidden">{finding.severity === 'error' ? 'Error. ' : 'Warning. '}</span>
          <span>
            <b>
              {stageWords[finding.stage]} line {finding.line}
            </b>{' '}
            <CodeWords>{finding.message}</CodeWords>
          </span>
        </li>
      ))}
      {findings.length > MOST_SHOWN && (
        <li className="muted">and {findings.length - MOST_SHOWN} more, in the list of problems</li>
      )}
    </ul>
  );
}
