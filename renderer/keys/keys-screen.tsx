import './keys.css';
import { useQuery } from '@tanstack/react-query';
import { CertificatesPanel } from '../certificates/certificates-panel.tsx';
import { HttpsPanel } from '../certificates/https-panel.tsx';
import { CodesPanel } from '../codes/codes-panel.tsx';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';
import { ExportsPanel } from './exports-panel.tsx';
import { SignerPanel } from './signer-panel.tsx';
import { UnitKeysPanel } from './unit-keys-panel.tsx';

/** Keys & certificates: the units' keys and their ways out and in, one-time codes, the server's certificate (UI design, section 6.9). */
export function KeysScreen() {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['keys', 'overview'],
    queryFn: () => client.keys.overview(),
  });
  return (
    <div className="keys-screen">
      <div className="keys-column">
        {error !== null && (
          <Note tone="fail" role="alert">
            The keys could not be looked at. {refusalText(error)}{' '}
            <button type="button" className="button small" onClick={() => void refetch()}>
              Try again
            </button>
          </Note>
        )}
        <UnitKeysPanel overview={data} />
        <ExportsPanel overview={data} />
        <CodesPanel />
      </div>
      <div className="keys-column">
        <CertificatesPanel />
        <HttpsPanel />
        <SignerPanel overview={data} />
      </div>
    </div>
  );
}
