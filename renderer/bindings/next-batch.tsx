import { Select } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { BatchPreview } from '../../main/contract/bindings.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { count, countOf } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { useKeptState } from '../ui/kept-state.ts';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { ExportResult } from './export-result.tsx';
import { type ExportRun, useExport } from './use-export.tsx';
import { fieldWord, spanOf } from './words.ts';

/** Built in, and always there. */
const BILLING = 'billing';
const LINES_SHOWN = 4;

/** What goes to billing next: how many, in which columns, the real first lines, and the button. */
export function NextBatch() {
  const client = useClient();
  const presets = useMirror((mirror) => mirror.settings?.values.presets ?? null);
  const [chosen, setChosen] = useKeptState('bindings.preset', BILLING);
  const preset = presets?.some(({ name }) => name === chosen) ? chosen : BILLING;
  const settings = presets?.find(({ name }) => name === preset) ?? null;
  const {
    data: preview,
    error,
    refetch,
  } = useQuery({
    queryKey: ['bindings', 'preview', preset, settings],
    queryFn: () => client.exports.preview({ preset, lines: LINES_SHOWN }),
  });
  const run = useExport(preset);
  const number = preview?.batch;
  return (
    <Panel
      title="Next batch"
      className="next-batch"
      actions={number !== undefined && <span className="pill soft prog">No. {number}</span>}
    >
      {run.state.kind !== 'idle' && <ExportResult run={run} />}
      {error !== null && (
        <div className="batch-body">
          <Note tone="fail" role="alert">
            The next batch cannot be shown. {refusalText(error)}
          </Note>
          <button type="button" className="button" onClick={() => void refetch()}>
            Try again
          </button>
        </div>
      )}
      {preview === undefined && error === null && (
        <Skeletons rows={8} height={32} says="The next batch is loading." />
      )}
      {preview !== undefined && error === null && preview.rows === 0 && (
        <EmptyState icon="verified" title="Nothing to export.">
          Every binding is in a batch. The next one gets number {preview.batch}.
        </EmptyState>
      )}
      {preview !== undefined && error === null && preview.rows > 0 && (
        <>
          <div className="batch-body">
            <Amount preview={preview} />
            <div className="format">
              <span className="muted" id="export-format">
                Format
              </span>
              <Select
                className="grow"
                aria-labelledby="export-format"
                data={[
                  { value: BILLING, label: 'Billing CSV' },
                  ...(presets ?? []).map(({ name }) => ({ value: name, label: name })),
                ]}
                value={preset}
                allowDeselect={false}
                disabled={run.state.kind === 'running'}
                onChange={(value) => value !== null && setChosen(value)}
              />
              <a className="button" href="#/settings/presets" aria-label="Edit presets">
                Edit
              </a>
            </div>
            <Lines preview={preview} />
            <Note tone="ok">
              Each binding goes out in exactly one batch. Batch numbers have no gaps.
            </Note>
          </div>
          <div className="batch-foot">
            <ExportButton preview={preview} run={run} />
          </div>
        </>
      )}
    </Panel>
  );
}

function Amount({ preview }: { preview: BatchPreview }) {
  return (
    <div className="amount">
      <b>{count(preview.rows)}</b>
      <div>
        <b>
          {preview.rows === 1 ? 'binding' : 'bindings'}, {countOf(preview.accounts, 'account')}
        </b>
        <span className="muted">{spanOf(preview, Date.now())}</span>
      </div>
    </div>
  );
}

function Lines({ preview }: { preview: BatchPreview }) {
  return (
    <>
      <dl className="field-map" aria-label="Columns of the file">
        {preview.columns.map(({ field, heading }) => (
          <div key={`${field} ${heading}`}>
            <dt>
              {fieldWord(field)}
              <IconChevronRight size={16} aria-hidden />
            </dt>
            <dd className="mono">{heading}</dd>
          </div>
        ))}
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: lines that scroll must be reachable by keyboard */}
      <section className="csv-lines" aria-label="First lines of the file" tabIndex={0}>
        <pre>{preview.lines.join('\n')}</pre>
      </section>
      {preview.warnings.map((warning) => (
        <Note key={warning} tone="warn">
          {warning}
        </Note>
      ))}
    </>
  );
}

function ExportButton({ preview, run }: { preview: BatchPreview; run: ExportRun }) {
  const isRunning = run.state.kind === 'running';
  return (
    <button
      type="button"
      className="button primary large"
      disabled={isRunning}
      onClick={() => void run.ask(preview)}
    >
      <Icon name="down" />
      {isRunning ? `Exporting batch ${preview.batch}` : `Export batch ${preview.batch}`}
    </button>
  );
}
