import { useState } from 'react';
import type { RuleServer } from '../../main/contract/profiles.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';

/** The addresses behind the names of the rules; units try them in turn. Asked only when a person wants it. */
export function RuleServers() {
  const client = useClient();
  const [servers, setServers] = useState<RuleServer[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function look(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      setServers(await client.profiles.ruleServers());
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="rule-servers">
      <button type="button" className="button small" disabled={isBusy} onClick={() => void look()}>
        {isBusy ? 'Looking up…' : 'Look up the servers'}
      </button>
      {problem !== null && (
        <Note tone="fail" role="alert">
          {problem}
        </Note>
      )}
      {servers !== null && servers.length === 0 && (
        <p className="muted" role="status">
          No rule names a server.
        </p>
      )}
      {servers !== null && servers.length > 0 && (
        <dl className="rule" aria-label="Servers of the rules">
          {servers.map(({ host, addresses, problem: why }) => (
            <div key={host} className="rule-server">
              <dt className="mono">{host}</dt>
              <dd>
                {why ?? (
                  <>
                    <span className="mono">{addresses.join(', ')}</span>
                    {addresses.length > 1 && (
                      <span className="muted"> · a unit tries them in turn</span>
                    )}
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
