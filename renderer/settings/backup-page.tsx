import { IconDatabase } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Backup } from '../../main/contract/settings.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { bytes, dayAndTime } from '../ui/format.ts';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { VaultPanel } from '../vault/vault-panel.tsx';

const key = ['settings', 'backups'] as const;

/** Copies of the database: make one, see where they are, and how one is put back. */
export function BackupPage() {
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const [isMaking, setMaking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { data, error } = useQuery({ queryKey: key, queryFn: () => client.backups.list() });
  const said = problem ?? (error === null ? null : refusalText(error));

  async function make(): Promise<void> {
    setMaking(true);
    setProblem(null);
    try {
      const made = await client.backups.make({});
      toast(`Backed up: ${bytes(made.bytes)}.`);
      await queries.invalidateQueries({ queryKey: key });
    } catch (refusal) {
      setProblem(refusalText(refusal));
    } finally {
      setMaking(false);
    }
  }

  return (
    <>
      <Panel
        title="Backup"
        hint="Units, keys, accounts, bindings and batches in one file"
        actions={
          <button
            type="button"
            className="button primary"
            disabled={isMaking}
            onClick={() => void make()}
          >
            <IconDatabase size={18} aria-hidden /> {isMaking ? 'Backing up…' : 'Back up now'}
          </button>
        }
      >
        {said !== null && (
          <div className="settings-body">
            <Note tone="fail" role="alert">
              {said}
            </Note>
          </div>
        )}
        {data === undefined && error === null && (
          <Skeletons rows={3} height={44} says="Looking for backups…" />
        )}
        {data?.length === 0 && (
          <EmptyState icon={<IconDatabase aria-hidden />} title="No backup yet">
            Back up now. It takes a moment, also while the station runs.
          </EmptyState>
        )}
        {data !== undefined && data.length > 0 && <BackupList backups={data} />}
      </Panel>
      <VaultPanel />
      <Panel title="Put a backup back">
        <ol className="settings-body steps-list">
          <li>Stop the station and close the app.</li>
          <li>
            Move the database file of the station’s data folder aside, with the two files beside it
            that end in <span className="mono">-wal</span> and <span className="mono">-shm</span>.
          </li>
          <li>Copy the backup to that place, under the database’s name.</li>
          <li>
            On another computer, also copy the file beside it that ends in{' '}
            <span className="mono">.vault.json</span> there, as{' '}
            <span className="mono">vault.json</span>, and the key file if there is one.
          </li>
          <li>Start the app. Whatever happened after the backup is not in it.</li>
        </ol>
        <p className="settings-foot muted">
          A backup holds the units’ keys, encrypted; names and accounts are not. Keep it where only
          few people can read it, and apart from the key file.
        </p>
      </Panel>
    </>
  );
}

function BackupList({ backups }: { backups: readonly Backup[] }) {
  const newest = [...backups].sort((a, b) => b.at - a.at);
  const [last] = newest;
  return (
    <>
      <div className="settings-body">
        <p className="muted">
          Kept in <span className="mono">{folderOf(last?.file ?? '')}</span>
        </p>
      </div>
      <table className="plain-table">
        <caption className="hidden">Backups, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Made</th>
            <th scope="col">File</th>
            <th scope="col" className="end">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {newest.map((backup) => (
            <tr key={backup.file}>
              <td>{dayAndTime(backup.at)}</td>
              <td className="mono">{nameOf(backup.file)}</td>
              <td className="end">{bytes(backup.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

function folderOf(file: string): string {
  return file.slice(0, -nameOf(file).length).replace(/[\\/]$/, '');
}
