import { Panel } from '../ui/panel.tsx';
import { ChoiceSetting, NumberSetting, SwitchSetting } from './controls.tsx';
import { useSettingsForm } from './use-settings-form.ts';

export const levels = [
  { id: 'usual', word: 'Message, quiet, or power cycle; and read-back where it answers' },
  { id: 'chain', word: 'Message, quiet, or power cycle' },
  { id: 'message', word: 'Only the unit’s own message' },
  { id: 'read-back', word: 'Only values that read back as wanted' },
] as const;

/** What a unit has to show before it is Verified, and how long it may be silent. */
export function ChainPanel() {
  const form = useSettingsForm();
  const { values } = form;
  const { rehearsal, evidence: level, quiet, limits } = values;
  const limit = (part: Partial<typeof limits>, words: string) =>
    void form.save({ limits: { ...limits, ...part } }, words);
  return (
    <Panel title="Proof and patience" hint="When a unit is Verified, Waiting or Failed">
      <div className="settings-body">
        <SwitchSetting
          form={form}
          name="rehearsal"
          label="Rehearse the key"
          hint="A unit first fetches a file only its own key opens. Off: one step less, and the key is not proved."
          isOn={rehearsal}
          onChange={(isOn) =>
            void form.save(
              { rehearsal: isOn },
              isOn ? 'Keys are rehearsed.' : 'Keys are not rehearsed.',
            )
          }
        />
        <ChoiceSetting
          form={form}
          name="evidence"
          label="What proves the last file"
          hint="Green comes only with one of these."
          value={level}
          options={levels}
          onChange={(id) => void form.save({ evidence: id }, 'Proof changed.')}
        />
        <SwitchSetting
          form={form}
          name="reports"
          label="Take units’ reports"
          hint="The rehearsal names a place here for them, the last file takes it away. Units send one when the ISP’s server tells them to."
          isOn={values.reports}
          onChange={(isOn) =>
            void form.save({ reports: isOn }, isOn ? 'Reports are taken.' : 'Reports are refused.')
          }
        />
        <SwitchSetting
          form={form}
          name="capture"
          label="Keep units’ newest packets"
          hint="In memory only, at most 64 MiB; saved by a person, in a unit’s drawer below Log lines. Off forgets them."
          isOn={values.capture}
          onChange={(isOn) =>
            void form.save(
              { capture: isOn },
              isOn ? 'Packets are kept.' : 'Packets are forgotten, and no more are kept.',
            )
          }
        />
        <NumberSetting
          form={form}
          name="quiet"
          label="Quiet that counts as applied"
          hint="No further request for so long, and the unit still answers."
          value={quiet}
          min={0}
          max={3600}
          unit="s"
          onSave={(value) => void form.save({ quiet: value }, `Quiet set to ${value} s.`)}
        />
        <NumberSetting
          form={form}
          name="limits"
          label="First request, before Waiting"
          hint="A new unit waits up to 40 s by itself."
          value={limits.ask}
          min={10}
          max={3600}
          unit="s"
          onSave={(ask) => limit({ ask }, `First request limit set to ${ask} s.`)}
        />
        <NumberSetting
          form={form}
          name="limits"
          label="Next request, before Waiting"
          value={limits.next}
          min={10}
          max={3600}
          unit="s"
          onSave={(next) => limit({ next }, `Next request limit set to ${next} s.`)}
        />
        <NumberSetting
          form={form}
          name="limits"
          label="Waiting, before Failed"
          value={limits.failed}
          min={10}
          max={36_000}
          unit="s"
          onSave={(failed) => limit({ failed }, `Waiting limit set to ${failed} s.`)}
        />
      </div>
    </Panel>
  );
}
