import { useState } from 'react';
import { type ServiceTest, serviceWords } from '../../main/contract/preflight.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';

/** The station asks its own services through the bench card; each start on a real card does, too. */
export function SelfTestPanel() {
  const client = useClient();
  const [services, setServices] = useState<ServiceTest[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function ask(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      setServices((await client.preflight.selfTest()).services);
    } catch (error) {
      setServices(null);
      setProblem(refusalText(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Panel
      title="Self-test"
      hint="Each service is asked once, through the bench card"
      actions={
        <button type="button" className="button" disabled={isBusy} onClick={() => void ask()}>
          {isBusy ? 'Asking…' : 'Ask the services'}
        </button>
      }
    >
      <div className="settings-body">
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        {services === null && problem === null && (
          <p className="muted">
            A start on the bench card asks them by itself; a service that fails is said above every
            screen.
          </p>
        )}
        {services !== null && (
          <div className="rule-servers">
            <dl className="rule" aria-label="What the services answered">
              {services.map(({ service, result, detail, ms }) => (
                <div key={service} className="rule-server">
                  <dt>{serviceWords[service]}</dt>
                  <dd className={result === 'fail' ? 'fail-ink' : undefined}>
                    {result === 'ok' ? `Answered in ${ms ?? 0} ms` : detail}
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
    </Panel>
  );
}
