import { Panel } from '../ui/panel.tsx';
import { SwitchSetting } from './controls.tsx';
import { useSettingsForm } from './use-settings-form.ts';

/** Services the bench has only when somebody wants them: the time, and the ISP's names. */
export function ServicesPanel() {
  const form = useSettingsForm();
  const { dns, ntp } = form.values;
  return (
    <Panel title="More for the bench" hint="Served on the bench card alone">
      <div className="settings-body">
        <SwitchSetting
          form={form}
          name="ntp"
          label="Give the time (NTP)"
          hint="Units set their clocks by this computer. DHCP names it to them, option 42."
          isOn={ntp}
          onChange={(isOn) =>
            void form.save({ ntp: isOn }, isOn ? 'The time is given.' : 'No time is given.')
          }
        />
        <SwitchSetting
          form={form}
          name="dns"
          label="Answer the ISP’s names (DNS)"
          hint="Names in the rules lead to this station, every other name is refused. DHCP names it to them, option 6. A unit forgets the answer within seconds."
          isOn={dns}
          onChange={(isOn) =>
            void form.save({ dns: isOn }, isOn ? 'Names lead here.' : 'No name is answered.')
          }
        />
      </div>
    </Panel>
  );
}
