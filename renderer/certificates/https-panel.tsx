import './certificates.css';
import { useQuery } from '@tanstack/react-query';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { ChoiceSetting, SwitchSetting } from '../settings/controls.tsx';
import { SettingsContext, useSettingsForm } from '../settings/use-settings-form.ts';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { suiteState } from './words.ts';

const modes = [
  { id: 'off', word: 'Off' },
  { id: 'asked', word: 'On, certificates asked for' },
  { id: 'required', word: 'On, certificates required' },
] as const;

/** Whether HTTPS is served, to whom, and with which suites. */
export function HttpsPanel() {
  const settings = useMirror((mirror) => mirror.settings);
  if (settings === null) return null;
  return (
    <Panel title="HTTPS" className="https">
      <SettingsContext value={settings}>
        <Https />
      </SettingsContext>
    </Panel>
  );
}

function Https() {
  const client = useClient();
  const form = useSettingsForm();
  const { https } = form.values;
  const { data, error } = useQuery({
    queryKey: ['certificates', 'suites', https],
    queryFn: () => client.certificates.suites(),
  });
  return (
    <div className="https-body">
      <ChoiceSetting
        form={form}
        name="https"
        label="HTTPS service"
        hint="On the bench card alone, as every service"
        value={https.mode}
        options={modes}
        onChange={(mode) =>
          void form.save(
            { https: { ...https, mode } },
            mode === 'off' ? 'HTTPS is off.' : 'HTTPS is on.',
          )
        }
      />
      {https.mode === 'asked' && (
        <Note tone="warn">
          Who shows no certificate gets a unit’s profile by its lease alone, as by HTTP.
        </Note>
      )}
      <SwitchSetting
        form={form}
        name="https"
        label="Old suites"
        hint="TLS 1.0 and AES-CBC for old firmware, with short keys and old signatures"
        isOn={https.oldSuites}
        onChange={(oldSuites) =>
          void form.save(
            { https: { ...https, oldSuites } },
            oldSuites ? 'Old suites are offered.' : 'Old suites are off.',
          )
        }
      />
      {error !== null && (
        <Note tone="fail" role="alert">
          {refusalText(error)}
        </Note>
      )}
      <table className="https-suites">
        <caption className="muted">What firmware 2.0.6 knows, and this program can do</caption>
        <thead>
          <tr>
            <th scope="col">Suite</th>
            <th scope="col">State</th>
            <th scope="col">Works with</th>
          </tr>
        </thead>
        <tbody>
          {data?.map((suite) => (
            <tr key={suite.name} data-suite={suite.name}>
              <th scope="row" className="mono">
                {suite.name.replace(/^TLS_/, '')}
              </th>
              <td>{suiteState(suite)}</td>
              <td className="muted">{suite.versions.join(', ') || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
