import { IconFileTypeCsv } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Icon } from '../ui/icon.tsx';
import { chooseFile } from './choose-file.ts';
import { ChooseStep } from './choose-step.tsx';
import { DoneStep } from './done-step.tsx';
import { endImport, type ImportSession } from './import-session.ts';
import { MatchStep } from './match-step.tsx';
import { useTrial } from './use-trial.ts';

const steps = [
  { id: 'choose', word: 'Choose file' },
  { id: 'match', word: 'Match and trial run' },
  { id: 'done', word: 'Done' },
] as const;

/** Import accounts in three steps; nothing is written before the button of the second. */
export function ImportWizard({ session }: { session: ImportSession }) {
  const trial = useTrial(session);
  const { step, file, isImporting } = session;
  const at = steps.findIndex(({ id }) => id === step);
  const heading = useRef<HTMLHeadingElement>(null);
  // Each step begins at its heading, for the eye and for a screen reader.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what it waits for
  useEffect(() => heading.current?.focus(), [step]);
  return (
    <section className="import" aria-label="Import accounts">
      <div className="import-bar">
        <h2 className="hidden" ref={heading} tabIndex={-1}>
          Import accounts, step {at + 1} of 3: {steps[at]?.word}
        </h2>
        <ol className="import-steps">
          {steps.map(({ id, word }, index) => (
            <li
              key={id}
              className={index < at || step === 'done' ? 'past' : ''}
              aria-current={id === step ? 'step' : undefined}
            >
              <i>{index < at || step === 'done' ? <Icon name="check" /> : index + 1}</i>
              {word}
            </li>
          ))}
        </ol>
        <span className="grow" />
        {file !== null && (
          <span className="file-name mono">
            <IconFileTypeCsv size={18} aria-hidden />
            {file.name}
          </span>
        )}
        {step === 'match' && (
          <button
            type="button"
            className="button small"
            disabled={isImporting}
            onClick={() => void chooseFile()}
          >
            Other file
          </button>
        )}
        {step !== 'done' && (
          <button type="button" className="button small" disabled={isImporting} onClick={endImport}>
            Close
          </button>
        )}
      </div>
      {step === 'choose' && <ChooseStep session={session} trial={trial} />}
      {step === 'match' && <MatchStep session={session} trial={trial} />}
      {step === 'done' && session.report !== null && (
        <DoneStep session={session} report={session.report} />
      )}
    </section>
  );
}
