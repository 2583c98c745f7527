import { useQueryClient } from '@tanstack/react-query';
import type { BatchPreview, ExportBatch } from '../../main/contract/bindings.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { countOf } from '../ui/format.ts';
import { keepState, useKeptState } from '../ui/kept-state.ts';
import { saveBatchFile } from './batch-file.ts';

export type ExportState =
  | { kind: 'idle' }
  | { kind: 'running' }
  /** The batch counts. `download` null: the file came here too; else why it did not. */
  | { kind: 'done'; batch: ExportBatch & { batch: number }; download: string | null }
  /** Somebody else exported everything in the meantime. */
  | { kind: 'nothing' }
  | { kind: 'failed'; problem: string };

export interface ExportRun {
  state: ExportState;
  /** Asks, makes the batch, and brings its file here. */
  ask: (preview: BatchPreview) => Promise<void>;
  dismiss: () => void;
}

const idle: ExportState = { kind: 'idle' };

/** Where the result is kept: practice and real bench have batches of their own. */
function useExportKey(): string {
  const isPractice = useMirror((mirror) => mirror.status?.isPractice ?? false);
  return isPractice ? 'bindings.export.practice' : 'bindings.export';
}

/** @returns forgets the result on the screen, which is no longer true */
export function useForgetExport(): () => void {
  const key = useExportKey();
  return () => keepState(key, idle);
}

/** Makes the next batch. What came of it is kept while a person looks at another screen. */
export function useExport(preset: string): ExportRun {
  const client = useClient();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const [state, setState] = useKeptState<ExportState>(useExportKey(), idle);

  async function make(): Promise<void> {
    setState({ kind: 'running' });
    try {
      const made = await client.exports.make({ preset });
      const { batch } = made;
      if (batch === null) setState({ kind: 'nothing' });
      else setState({ kind: 'done', batch: { ...made, batch }, download: await fetchFile(batch) });
    } catch (error) {
      setState({ kind: 'failed', problem: refusalText(error) });
    }
    await Promise.all(
      ['bindings', 'batches'].map((subject) => queries.invalidateQueries({ queryKey: [subject] })),
    );
  }

  /** @returns why the file did not come here, or null */
  async function fetchFile(batch: number): Promise<string | null> {
    try {
      const isWhole = await saveBatchFile(await client.exports.content({ batch }));
      return isWhole ? null : 'The file changed on its way and was not saved.';
    } catch (error) {
      return refusalText(error);
    }
  }

  return {
    state,
    dismiss: () => setState(idle),
    ask: async ({ batch, rows, accounts }) => {
      const answer = await confirm({
        title: `Export batch ${batch}`,
        body: (
          <p>
            {countOf(rows, 'binding')} of {countOf(accounts, 'account')}{' '}
            {rows === 1 ? 'goes' : 'go'} out in one file. Undo ends for {rows === 1 ? 'it' : 'them'}
            ; later only the whole batch can be voided.
          </p>
        ),
        verb: `Export batch ${batch}`,
        keep: 'Not yet',
      });
      if (answer !== null) await make();
    },
  };
}
