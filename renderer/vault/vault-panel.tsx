import { IconLock } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import { restoreWords, wayWords } from './vault-words.ts';

/** What opens the keys in the database, and how that is changed. */
export function VaultPanel() {
  const client = useClient();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const toast = useToast();
  const locked = useMirror((mirror) => mirror.status?.locked ?? null);
  const [isSetting, setSetting] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['settings', 'vault', locked],
    queryFn: () => client.vault.status(),
  });
  const isOpen = data !== undefined && !data.isLocked;
  const has = (kind: string) => data?.ways.some((way) => way.kind === kind) === true;

  function again(): void {
    void queries.invalidateQueries({ queryKey: ['settings', 'vault'] });
  }

  async function change(work: () => Promise<unknown>, words: string): Promise<void> {
    try {
      await work();
      toast(words);
    } catch (refusal) {
      toast(refusalText(refusal), { tone: 'fail' });
    }
    again();
  }

  async function lock(): Promise<void> {
    const answer = await confirm({
      title: 'Lock the keys?',
      body: 'The station stops serving at once. Units on their way wait until the keys are unlocked and the station is started again.',
      verb: 'Lock the keys',
      keep: 'Keep them open',
    });
    if (answer !== null) await change(() => client.vault.lock(), 'The keys are locked.');
  }

  async function choose(what: 'setKeyFile' | 'setSystem', words: string): Promise<void> {
    const answer = await confirm({
      title: `Let ${words} open the keys?`,
      body: 'From then on nothing else does; the passphrase is no longer asked for.',
      verb: `Use ${words}`,
      keep: 'Keep it as it is',
    });
    if (answer === null) return;
    await change(() => client.vault[what]({}), `From now on ${words} opens the keys.`);
  }

  return (
    <Panel
      title="Keys and passwords"
      hint="Encrypted in the database and in every backup"
      actions={
        isOpen && (
          <button type="button" className="button small" onClick={() => void lock()}>
            <IconLock size={18} aria-hidden /> Lock the keys
          </button>
        )
      }
    >
      {error !== null && (
        <div className="settings-body">
          <Note tone="fail" role="alert">
            {refusalText(error)}
          </Note>
        </div>
      )}
      {data === undefined && error === null && (
        <Skeletons rows={2} height={44} says="Looking how the keys are kept…" />
      )}
      {data !== undefined && (
        <div className="settings-body">
          {data.why !== null && <Note tone="warn">{data.why}</Note>}
          <ul className="vault-ways" aria-label="What opens the keys">
            {data.ways.map((way) => {
              const { name, says } = wayWords(way);
              return (
                <li key={way.kind}>
                  <b>{name}</b>
                  <span className="muted">{says}</span>
                </li>
              );
            })}
          </ul>
          <p className="muted">{restoreWords(data)}</p>
          {isOpen && (
            <div className="vault-actions">
              <button type="button" className="button" onClick={() => setSetting(true)}>
                {has('passphrase') ? 'Change the passphrase' : 'Set a passphrase'}
              </button>
              {has('passphrase') && !has('key-file') && (
                <button
                  type="button"
                  className="button"
                  onClick={() => void choose('setKeyFile', 'a key file')}
                >
                  Use a key file
                </button>
              )}
              {data.hasSystem && !has('system') && (
                <button
                  type="button"
                  className="button"
                  onClick={() => void choose('setSystem', 'this computer’s keyring')}
                >
                  Use this computer’s keyring
                </button>
              )}
            </div>
          )}
        </div>
      )}
      {isSetting && (
        <PassphraseDialog
          onClose={() => {
            setSetting(false);
            again();
          }}
        />
      )}
    </Panel>
  );
}
