import { IconCopy, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Preset } from '../../main/contract/settings.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { Panel } from '../ui/panel.tsx';
import { PresetEditor } from './preset-editor.tsx';
import { billingPreset, exampleLines, freeName } from './preset-text.ts';
import { RowButton } from './row-button.tsx';
import { useSettingsForm } from './use-settings-form.ts';

interface Editing {
  preset: Preset;
  /** The stored one's name; null: a new one. */
  was: string | null;
}

/** How batches are written: the built-in `billing` and as many more as are needed. */
export function PresetsPage() {
  const form = useSettingsForm();
  const confirm = useConfirm();
  const [editing, setEditing] = useState<Editing | null>(null);
  const adder = useRef<HTMLButtonElement>(null);
  const { presets } = form.values;
  const isFixed = form.isFixed('presets');
  const names = [billingPreset, ...presets].map(({ name }) => name);
  const foot = form.footOf('presets');
  const problem = form.problemOf('presets');

  function close(): void {
    setEditing(null);
    requestAnimationFrame(() => adder.current?.focus());
  }
  async function store({ was }: Editing, next: Preset): Promise<void> {
    const list =
      was === null ? [...presets, next] : presets.map((each) => (each.name === was ? next : each));
    if (await form.save({ presets: list }, `Preset ${next.name} saved.`)) close();
  }
  async function remove({ name }: Preset): Promise<void> {
    const answer = await confirm({
      title: `Delete preset ${name}?`,
      body: 'Batches made with it stay as they are, and can be written again. The next batch needs another preset.',
      verb: `Delete ${name}`,
      keep: 'Keep it',
      tone: 'danger',
    });
    if (answer === null) return;
    const rest = presets.filter((each) => each.name !== name);
    await form.save({ presets: rest }, `Preset ${name} deleted.`);
  }

  if (editing !== null) {
    return (
      <PresetEditor
        preset={editing.preset}
        others={names.filter((name) => name !== editing.was)}
        isNew={editing.was === null}
        refusal={problem}
        onSave={(next) => void store(editing, next)}
        onClose={close}
      />
    );
  }
  const copy = (preset: Preset): void =>
    setEditing({ preset: { ...preset, name: freeName(`${preset.name}-copy`, names) }, was: null });
  return (
    <Panel
      title="Export presets"
      hint="How the file for billing is written"
      actions={
        <button
          ref={adder}
          type="button"
          className="button"
          disabled={isFixed}
          onClick={() =>
            setEditing({ preset: { ...billingPreset, name: freeName('preset', names) }, was: null })
          }
        >
          <IconPlus size={18} aria-hidden /> Add preset
        </button>
      }
    >
      {foot !== null && <p className="settings-body foot">{foot}</p>}
      {problem !== null && (
        <p className="settings-body fail-ink" role="alert">
          {problem}
        </p>
      )}
      <ul className="setting-rows">
        {[billingPreset, ...presets].map((preset) => (
          <li key={preset.name}>
            <div>
              <b>{preset.name}</b>
              {preset === billingPreset && <span className="muted"> built in</span>}
              <p className="mono muted one-line">{exampleLines({ ...preset, header: true })[0]}</p>
            </div>
            <div className="actions">
              <RowButton
                icon={IconCopy}
                words="Copy"
                of={preset.name}
                isDisabled={isFixed}
                onClick={() => copy(preset)}
              />
              {preset !== billingPreset && (
                <>
                  <RowButton
                    icon={IconPencil}
                    words="Edit"
                    of={preset.name}
                    isDisabled={isFixed}
                    onClick={() => setEditing({ preset, was: preset.name })}
                  />
                  <RowButton
                    icon={IconTrash}
                    words="Delete"
                    of={preset.name}
                    isDanger
                    isDisabled={isFixed}
                    onClick={() => void remove(preset)}
                  />
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
