import type { ReactNode } from 'react';
import type { ScreenSettings } from '../../main/contract/settings.ts';
import { Segmented } from '../ui/chips.tsx';
import { Panel } from '../ui/panel.tsx';
import { SwitchSetting } from './controls.tsx';
import { useSettingsForm } from './use-settings-form.ts';

const sizes = [
  { id: '100', word: '100 %' },
  { id: '115', word: '115 %' },
  { id: '130', word: '130 %' },
  { id: '150', word: '150 %' },
] as const;
const themes = [
  { id: 'system', word: 'As the system' },
  { id: 'light', word: 'Light' },
  { id: 'dark', word: 'Dark' },
] as const;
const densities = [
  { id: 'auto', word: 'By count' },
  { id: 'large', word: 'Large' },
  { id: 'medium', word: 'Medium' },
  { id: 'small', word: 'Small' },
] as const;

/** How large everything is, light or dark, and how the board lays out its tiles. */
export function ScreenPage() {
  const form = useSettingsForm();
  const { screen } = form.values;
  const change = (part: Partial<ScreenSettings>, words: string) =>
    void form.save({ screen: { ...screen, ...part } }, words);
  return (
    <Panel title="Size and theme" hint="For this station, on every screen">
      <div className="settings-body">
        <Choice label="Size" hint="Scales everything. At 130 % body text is read at arm’s length.">
          <Segmented
            label="Size"
            options={sizes}
            value={`${screen.size}`}
            onChange={(id) =>
              change({ size: Number(id) as ScreenSettings['size'] }, `Size set to ${id} %.`)
            }
          />
        </Choice>
        <Choice label="Theme" hint="Dark is easier on the eyes in a dim warehouse.">
          <Segmented
            label="Theme"
            options={themes}
            value={screen.theme}
            onChange={(theme) => change({ theme }, 'Theme changed.')}
          />
        </Choice>
        <Choice
          label="Tiles on the board"
          hint="By count: large up to 30 units, medium up to 48, small beyond."
        >
          <Segmented
            label="Tiles on the board"
            options={densities}
            value={screen.density}
            onChange={(density) => change({ density }, 'Tile size changed.')}
          />
        </Choice>
        <SwitchSetting
          form={form}
          name="screen"
          label="Keep places"
          hint="A filter dims the other tiles instead of hiding them, so that no tile moves."
          isOn={screen.keepPlaces}
          onChange={(keepPlaces) =>
            change({ keepPlaces }, keepPlaces ? 'Tiles keep their place.' : 'Filters hide tiles.')
          }
        />
      </div>
    </Panel>
  );
}

function Choice(props: { label: string; hint: string; children: ReactNode }) {
  return (
    <div className="setting">
      <div>
        <span className="setting-label">{props.label}</span>
        <p className="muted">{props.hint}</p>
      </div>
      {props.children}
    </div>
  );
}
