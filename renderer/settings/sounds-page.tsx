import { Slider } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import type { SoundId } from '../sound/sound-of.ts';
import { ALMOST_OFF, usePlay } from '../sound/use-sounds.ts';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { SwitchSetting } from './controls.tsx';
import { useSettingsForm } from './use-settings-form.ts';

const sounds: readonly { id: SoundId; word: string; says: string }[] = [
  { id: 'half', word: 'Half accepted', says: 'one soft tick' },
  { id: 'bound', word: 'Bound', says: 'two rising notes' },
  { id: 'refused', word: 'Refused', says: 'two low rough pulses, louder' },
  { id: 'locked', word: 'Locked', says: 'three short low taps: scanning is paused' },
  { id: 'dropped', word: 'Replaced or dropped', says: 'one falling note' },
  { id: 'goal', word: 'Goal reached', says: 'three rising notes' },
  { id: 'failure', word: 'New unit failure', says: 'one mid note, at most once in 10 s' },
  { id: 'link-lost', word: 'Link lost', says: 'a falling pair' },
];

/** On or off, how loud, and every sound to listen to. */
export function SoundsPage() {
  const form = useSettingsForm();
  const play = usePlay();
  const { sounds: set } = form.values;
  return (
    <>
      <Panel title="Sounds" hint="Each says again what the screen shows">
        <div className="settings-body">
          <SwitchSetting
            form={form}
            name="sounds"
            label="Sounds on"
            hint="Off loses no information: every sound has its words on the screen."
            isOn={set.isOn}
            onChange={(isOn) =>
              void form.save(
                { sounds: { ...set, isOn } },
                isOn ? 'Sounds are on.' : 'Sounds are off.',
              )
            }
          />
          <Volume
            value={set.volume}
            isDisabled={form.isFixed('sounds') || !set.isOn}
            onSave={(volume) =>
              void form.save({ sounds: { ...set, volume } }, `Volume set to ${volume} %.`)
            }
          />
          {set.isOn && set.volume < ALMOST_OFF && (
            <Note tone="warn">
              Sound is almost off. A refusal may not be heard in the warehouse.
            </Note>
          )}
        </div>
      </Panel>
      <Panel title="Listen to them">
        <ul className="setting-rows">
          {sounds.map(({ id, word, says }) => (
            <li key={id}>
              <div>
                <b>{word}</b>
                <p className="muted">{says}</p>
              </div>
              <button
                type="button"
                className="button small"
                disabled={!set.isOn}
                onClick={() => play(id)}
              >
                <IconPlayerPlay size={16} aria-hidden /> Test <span className="hidden">{word}</span>
              </button>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

interface VolumeProps {
  value: number;
  isDisabled: boolean;
  onSave: (volume: number) => void;
}

/** Stored when the handle is let go, not while it moves. */
function Volume({ value, isDisabled, onSave }: VolumeProps) {
  const id = useId();
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  return (
    <div className="setting volume">
      <span id={id} className="setting-label">
        Volume
      </span>
      <Slider
        thumbProps={{ 'aria-labelledby': id }}
        value={shown}
        min={0}
        max={100}
        step={5}
        label={null}
        disabled={isDisabled}
        onChange={setShown}
        onChangeEnd={(next) => {
          if (next !== value) onSave(next);
        }}
      />
      <output className="mono">{shown} %</output>
    </div>
  );
}
