import { IconX } from '@tabler/icons-react';
import { useSlow } from '../accounts/use-trial.ts';
import { countOf } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/states.tsx';
import type { ExportRun } from './use-export.tsx';

/** What came of the export: where the file lies and its hash, or what to do instead. */
export function ExportResult({ run }: { run: ExportRun }) {
  const { state, dismiss } = run;
  switch (state.kind) {
    case 'idle':
      return null;
    case 'running':
      return <Running />;
    case 'nothing':
      return (
        <div className="export-result" role="status">
          <Note tone="info">Nothing was exported: every binding is in a batch already.</Note>
          <CloseButton onClose={dismiss} />
        </div>
      );
    case 'failed':
      return (
        <div className="export-result" role="alert">
          <Note tone="fail">
            <b>The batch was not exported.</b> {state.problem} Look at the past batches before you
            export again.
          </Note>
          <CloseButton onClose={dismiss} />
        </div>
      );
    case 'done': {
      const { batch, rows, file, sha256 } = state.batch;
      return (
        <div className="export-result" role="status">
          <div className="exported">
            <Icon name="verified" className="ok-ink" />
            <div>
              <b>Batch {batch} is exported</b>
              <span className="muted">
                {' '}
                · {countOf(rows, 'row')}
                {state.download === null && ' · the file is in your downloads'}
              </span>
              <dl>
                {file !== null && (
                  <>
                    <dt>On the station’s computer</dt>
                    <dd className="mono">{file}</dd>
                  </>
                )}
                {sha256 !== null && (
                  <>
                    <dt>SHA-256</dt>
                    <dd className="mono">{sha256}</dd>
                  </>
                )}
              </dl>
            </div>
          </div>
          {state.download !== null && (
            <Note tone="warn">
              The batch counts, but its file did not come here. {state.download} “Again” in the past
              batches brings the same bytes.
            </Note>
          )}
          <CloseButton onClose={dismiss} />
        </div>
      );
    }
  }
}

function Running() {
  const isSlow = useSlow(true);
  if (!isSlow) return null;
  return (
    <div className="export-result" role="status">
      <div className="progress-line" />
      <p className="muted">The file is written, then the batch counts.</p>
    </div>
  );
}

function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <button
      type="button"
      className="icon-button close"
      aria-label="Close the message"
      onClick={onClose}
    >
      <IconX size={16} />
    </button>
  );
}
