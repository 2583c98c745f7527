import { serviceWords } from '../../main/contract/preflight.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { TextSetting } from './controls.tsx';
import { useSettingsForm } from './use-settings-form.ts';

type Ports = SettingsView['ports'];

const hints: Record<keyof Ports, string> = {
  dhcp: 'Units know 67 alone.',
  tftp: 'A factory-fresh unit knows 69 alone. Off: the chain goes by HTTP.',
  http: 'Usually 80.',
  https: 'Usually 443; listens only while HTTPS is on.',
  syslog: 'Usually 514.',
};

/** Where each service listens. */
export function PortsPanel() {
  const form = useSettingsForm();
  const { ports } = form.values;
  const foot = form.footOf('ports');
  const problem = form.problemOf('ports');
  // Said once, not below each of the five.
  const fields = { ...form, footOf: () => null, problemOf: () => null };
  return (
    <Panel title="Ports" hint="Change one only where another program must keep it">
      <div className="settings-body">
        {(Object.keys(hints) as (keyof Ports)[]).map((name) => (
          <TextSetting
            key={name}
            form={fields}
            name="ports"
            label={`Port of ${serviceWords[name]}`}
            hint={hints[name]}
            isNumber
            maxLength={5}
            value={String(ports[name])}
            check={(text) => portProblem(text, name !== 'dhcp')}
            onSave={(text) => {
              const port = text === 'off' ? 'off' : Number(text);
              const words = `${serviceWords[name]}: ${port === 'off' ? 'off' : `port ${port}`}.`;
              void form.save({ ports: { ...ports, [name]: port } }, words);
            }}
          />
        ))}
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        {foot !== null && <p className="muted">{footWords(foot)}</p>}
      </div>
    </Panel>
  );
}

function portProblem(text: string, mayBeOff: boolean): string | null {
  if (mayBeOff && text === 'off') return null;
  const isPort = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
  if (isPort) return null;
  return mayBeOff ? 'A port from 1 to 65535, or off.' : 'A port from 1 to 65535.';
}

/** A service takes its port when it starts, alone or with the station. */
function footWords(foot: string): string {
  return foot.startsWith('Counts')
    ? 'Counts from the next start, or when that service is stopped and started alone, in the top bar.'
    : foot;
}
