import { useState } from 'react';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Protection } from '../preflight/protection.tsx';
import { saveFile } from '../ui/download.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';

/** What this is, what is protected and what is not, a report for whoever helps, and licences. */
export function AboutPage() {
  const client = useClient();
  const [problem, setProblem] = useState<string | null>(null);
  async function report(): Promise<void> {
    setProblem(null);
    try {
      const { fileName, text } = await client.station.report();
      saveFile(fileName, 'text/plain', text);
    } catch (error) {
      setProblem(refusalText(error));
    }
  }
  return (
    <>
      <Panel
        title="SPA Bench"
        hint="Prepares SPA phones and adapters for their subscribers"
        actions={
          <button type="button" className="button" onClick={() => void report()}>
            <Icon name="down" /> Save report
          </button>
        }
      >
        <div className="settings-body">
          {problem !== null && (
            <Note tone="fail" role="alert">
              {problem}
            </Note>
          )}
          <p>
            The report holds versions, settings, status and the last log lines, for whoever helps.
            Keys and passwords are masked.
          </p>
          <p className="muted">
            Nothing leaves this computer but what the bench card serves. There is no account, no
            update check and no telemetry.
          </p>
        </div>
      </Panel>
      <Protection />
      <Panel title="Licences">
        <div className="settings-body">
          <p>
            Typefaces: Inter and JetBrains Mono, both under the SIL Open Font License 1.1. Icons:
            Tabler Icons, MIT. Both come with the program and are never fetched from a network.
          </p>
          <p className="muted">
            The licences of all parts lie beside the program, in the folder of their package.
          </p>
        </div>
      </Panel>
    </>
  );
}
