import { IconBan } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PastBatch } from '../../main/contract/bindings.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { count, countOf, dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { saveBatchFile } from './batch-file.ts';
import { useForgetExport } from './use-export.tsx';
import { shortHash } from './words.ts';

/** A few years of batches are some hundreds: the list needs no loading in parts, but not all at once either. */
const SHOWN_AT_FIRST = 30;

/** Batches that went out, newest first: the same file again, or void. */
export function PastBatches() {
  const client = useClient();
  const [isAll, setAll] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['batches', 'list'],
    queryFn: () => client.exports.list(),
  });
  const batches = [...(data ?? [])].sort((a, b) => (b.batch ?? 0) - (a.batch ?? 0));
  const shown = isAll ? batches : batches.slice(0, SHOWN_AT_FIRST);
  return (
    <Panel
      title="Past batches"
      hint={batches.length > 0 ? count(batches.length) : undefined}
      className="past-batches"
    >
      {error !== null && (
        <Note tone="fail" role="alert">
          The past batches could not be loaded. {refusalText(error)}
        </Note>
      )}
      {data === undefined && error === null && (
        <Skeletons rows={3} height={56} says="Past batches are loading." />
      )}
      {data !== undefined && batches.length === 0 && (
        <p className="muted nothing">No batch was exported yet.</p>
      )}
      {batches.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <ul aria-label="Past batches" tabIndex={0}>
          {shown.map((batch) => (
            <BatchRow key={batch.batch} past={batch} />
          ))}
          {batches.length > shown.length && (
            <li className="more">
              <button type="button" className="button small" onClick={() => setAll(true)}>
                Show {count(batches.length - shown.length)} more
              </button>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}

function BatchRow({ past }: { past: PastBatch }) {
  const { batch, state, at, rows, sha256, preset, voidReason, replacedBy } = past;
  const { again, voidIt, isBusy } = useBatchActions(past);
  if (batch === null) return null;
  const isVoid = state === 'void';
  return (
    <li className="past-batch" data-batch={batch}>
      {isVoid ? (
        <IconBan className="muted" size={22} aria-hidden />
      ) : (
        <Icon name="verified" className="ok-ink" />
      )}
      <div className="what">
        <b>Batch {batch}</b>{' '}
        <span className={isVoid ? 'muted state' : 'ok-ink state'}>
          {isVoid ? 'Voided' : 'Exported'}
        </span>
      </div>
      <div className="does">
        <button
          type="button"
          className="button small"
          aria-label={`Batch ${batch} again`}
          disabled={isBusy}
          onClick={() => void again()}
        >
          <Icon name="down" />
          Again
        </button>
        {!isVoid && (
          <button
            type="button"
            className="button small quiet"
            aria-label={`Void batch ${batch}…`}
            disabled={isBusy}
            onClick={() => void voidIt()}
          >
            Void…
          </button>
        )}
      </div>
      <div className="about muted">
        {dayAndTime(at)} · {countOf(rows, 'row')} · {preset}
        {sha256 !== null && (
          <>
            {' · '}
            <span className="mono" title={sha256}>
              sha256 {shortHash(sha256)}
            </span>
          </>
        )}
        {voidReason !== null && ` · ${voidReason}`}
        {replacedBy !== null && ` · replaced by ${replacedBy}`}
      </div>
    </li>
  );
}

function useBatchActions({ batch, rows }: PastBatch) {
  const client = useClient();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const toast = useToast();
  const forgetExport = useForgetExport();
  const [isBusy, setBusy] = useState(false);

  async function again(): Promise<void> {
    if (batch === null) return;
    setBusy(true);
    try {
      const content = await client.exports.content({ batch });
      if (await saveBatchFile(content)) {
        toast(`Batch ${batch} is in your downloads, the same bytes: SHA-256 ${content.sha256}`);
      } else {
        toast('The file changed on its way and was not saved. Press Again once more.', {
          tone: 'fail',
        });
      }
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
    setBusy(false);
  }

  async function voidIt(): Promise<void> {
    if (batch === null) return;
    const answer = await confirm({
      title: `Void batch ${batch}`,
      body: (
        <>
          <p>
            {rows === 1 ? 'Its binding returns' : `Its ${count(rows)} bindings return`} to “Not
            exported” and {rows === 1 ? 'goes' : 'go'} out with the next batch, under a new number.
          </p>
          <p>Number {batch} stays in the list as voided. Tell billing not to use its file.</p>
        </>
      ),
      verb: `Void batch ${batch}`,
      keep: 'Keep it',
      tone: 'danger',
      needsReason: 'Reason',
    });
    if (answer === null) return;
    setBusy(true);
    try {
      await client.exports.void({ batch, reason: answer.reason });
      // "Batch 142 is exported" beside it would no longer be true.
      forgetExport();
      toast(`Batch ${batch} is voided.`);
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
    await Promise.all(
      ['bindings', 'batches'].map((subject) => queries.invalidateQueries({ queryKey: [subject] })),
    );
    setBusy(false);
  }
  return { again, voidIt, isBusy };
}
