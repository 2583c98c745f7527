import { useState } from 'react';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { Icon } from '../ui/icon.tsx';
import { WhyNot } from '../units/why-not.tsx';

/** Others on the bench wire, such as an office PC. Their names are their own words: shown as text. */
export function Foreign() {
  const foreign = useMirror((mirror) => mirror.foreign);
  const [asked, setAsked] = useState<Mac | null>(null);
  if (foreign.size === 0) return null;
  const clients = [...foreign.values()].sort((a, b) => b.lastSeenAt - a.lastSeenAt);
  return (
    <details className="card foreign">
      <summary>
        <Icon name="info" />
        Not ours here <b>{foreign.size}</b>
      </summary>
      <p className="muted">They get no lease from this station.</p>
      <ul>
        {clients.map((client) => (
          <li key={client.mac}>
            <span className="mono">{formatMac(client.mac)}</span>
            <span className="muted">
              {[client.hostName, client.vendorClass].filter(Boolean).join(' · ') || 'says no name'}
            </span>
            <span className="muted">{client.count} ×</span>
            <button
              type="button"
              className="button small quiet"
              aria-expanded={asked === client.mac}
              onClick={() => setAsked(asked === client.mac ? null : client.mac)}
            >
              Why? <span className="hidden">{formatMac(client.mac)}</span>
            </button>
            {asked === client.mac && <WhyNot text={client.mac} />}
          </li>
        ))}
      </ul>
    </details>
  );
}
