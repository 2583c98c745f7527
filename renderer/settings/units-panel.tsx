import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { ChoiceSetting, NumberSetting, SwitchSetting } from './controls.tsx';
import { useSettingsForm } from './use-settings-form.ts';

const unknown = [
  { id: 'hold', word: 'Hold it at a harmless profile' },
  { id: 'refuse', word: 'Refuse: file not found' },
] as const;

/** Which units are served, and how scanning binds them. */
export function UnitsPanel() {
  const form = useSettingsForm();
  const { unknownUnits, allowAll, bindWhenReady, halfPair } = form.values;
  return (
    <Panel title="Units and binding" hint="Who is served, and when a pair is bound">
      <div className="settings-body">
        <ChoiceSetting
          form={form}
          name="unknownUnits"
          label="A unit nobody knows"
          hint="It asks for a common file and is not known or not wanted."
          value={unknownUnits}
          options={unknown}
          onChange={(id) => void form.save({ unknownUnits: id }, 'Unknown units changed.')}
        />
        <SwitchSetting
          form={form}
          name="allowAll"
          label="Allow every maker"
          hint="Serves any device that asks, not only the known makers of SPA units."
          isOn={allowAll}
          onChange={(isOn) =>
            void form.save(
              { allowAll: isOn },
              isOn ? 'Every maker is served.' : 'Only known makers are served.',
            )
          }
        />
        {allowAll && (
          <Note tone="warn">
            Every device on the bench switch gets an address and profiles, a laptop too. Switch it
            off when the odd unit is done.
          </Note>
        )}
        <SwitchSetting
          form={form}
          name="bindWhenReady"
          label="Bind when ready"
          hint="A scan of a unit that is not verified yet keeps the pair, and binds it once it is."
          isOn={bindWhenReady}
          onChange={(isOn) =>
            void form.save(
              { bindWhenReady: isOn },
              isOn ? 'Pairs wait for their unit.' : 'Only verified units are bound.',
            )
          }
        />
        <NumberSetting
          form={form}
          name="halfPair"
          label="A half pair is held"
          hint="Then it is dropped, and said so."
          value={halfPair}
          min={10}
          max={600}
          unit="s"
          onSave={(value) => void form.save({ halfPair: value }, `Half pair held ${value} s.`)}
        />
      </div>
    </Panel>
  );
}
