import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeyOverview } from '../../main/contract/escrow.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { saveFile } from '../ui/download.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';

/** Whose signature stands under the manifests: what the ISP compares once. */
export function SignerPanel({ overview }: { overview: KeyOverview | undefined }) {
  const client = useClient();
  const [problem, setProblem] = useState<string | null>(null);
  const signer = overview?.signer;

  async function save(): Promise<void> {
    setProblem(null);
    try {
      const { pem } = await client.keys.signer();
      saveFile('spa-bench-station.pem', 'application/x-pem-file', pem);
    } catch (error) {
      setProblem(refusalText(error));
    }
  }
  return (
    <Panel title="Signature of this station">
      {overview === undefined && (
        <Skeletons rows={1} height={64} says="The certificate is loading." />
      )}
      {problem !== null && (
        <div className="keys-note">
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        </div>
      )}
      {signer === null && (
        <div className="keys-note">
          <Note tone="info">It is made with the first export, once the keys are unlocked.</Note>
        </div>
      )}
      {signer != null && (
        <ul className="keys-list">
          <li>
            <Icon name="verified" className="ok-ink" />
            <div>
              <b>{signer.subject}</b>
              <p className="muted">
                Stands under the manifest of every export. The ISP compares this fingerprint once:
              </p>
              <p className="mono">{signer.fingerprint}</p>
            </div>
            <button type="button" className="button small" onClick={() => void save()}>
              <IconDownload size={16} aria-hidden /> Certificate
            </button>
          </li>
        </ul>
      )}
    </Panel>
  );
}
