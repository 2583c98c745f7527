import './forms.css';
import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Preset } from '../../main/contract/settings.ts';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { saidOf } from './controls.tsx';
import { PresetColumns } from './preset-columns.tsx';
import { exampleLines, isFine, presetProblems } from './preset-text.ts';

interface PresetEditorProps {
  preset: Preset;
  /** Names that are taken. */
  others: readonly string[];
  isNew: boolean;
  refusal: string | null;
  onSave: (preset: Preset) => void;
  onClose: () => void;
}

const separators = [
  { value: ',', label: 'Comma ,' },
  { value: ';', label: 'Semicolon ;' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
] satisfies { value: Preset['separator']; label: string }[];
const lineEnds = [
  { value: 'crlf', label: 'CR LF (Windows)' },
  { value: 'lf', label: 'LF (Unix)' },
] satisfies { value: Preset['lineEnd']; label: string }[];
const quotings = [
  { value: 'needed', label: 'Where needed' },
  { value: 'all', label: 'Every value' },
] satisfies { value: Preset['quoting']; label: string }[];
const notations = [
  { value: 'plain', label: '000e084f1a92' },
  { value: 'plain-upper', label: '000E084F1A92' },
  { value: 'colon', label: '00:0e:08:4f:1a:92' },
  { value: 'colon-upper', label: '00:0E:08:4F:1A:92' },
  { value: 'dash', label: '00-0e-08-4f-1a-92' },
  { value: 'dash-upper', label: '00-0E-08-4F-1A-92' },
] satisfies { value: Preset['macNotation']; label: string }[];

/** One preset, with the lines its file would begin with. */
export function PresetEditor(props: PresetEditorProps) {
  const { others, isNew, refusal, onSave, onClose } = props;
  const [preset, setPreset] = useState(props.preset);
  const [isChecked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.select(), []);
  const problems = presetProblems(preset, others);
  const isDirty = isNew || JSON.stringify(preset) !== JSON.stringify(props.preset);
  const set = (part: Partial<Preset>): void => setPreset({ ...preset, ...part });

  function submit(): void {
    setChecked(true);
    if (isFine(problems)) onSave(preset);
    // The marks are there only after the next paint.
    else
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
  }

  return (
    <form
      ref={form}
      className="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Panel
        title={isNew ? 'New preset' : `Preset ${props.preset.name}`}
        hint={isDirty ? 'Not saved yet' : 'Saved'}
        actions={
          <>
            <button type="button" className="button" onClick={onClose}>
              {isDirty ? 'Discard changes' : 'Back'}
            </button>
            <button type="submit" className="button primary" disabled={!isDirty}>
              Save preset
            </button>
          </>
        }
      >
        <div className="settings-body">
          {refusal !== null && (
            <Note tone="fail" role="alert">
              {refusal}
            </Note>
          )}
          <div className="fields">
            <TextInput
              ref={name}
              label="Name"
              value={preset.name}
              onChange={(event) => set({ name: event.currentTarget.value.trim() })}
              error={saidOf(isChecked || isDirty ? (problems.name ?? null) : null)}
            />
            <NativeSelect
              label="Separator"
              data={separators}
              value={preset.separator}
              onChange={(event) =>
                set({ separator: chosen(separators, event.currentTarget.value) })
              }
            />
            <NativeSelect
              label="Line end"
              data={lineEnds}
              value={preset.lineEnd}
              onChange={(event) => set({ lineEnd: chosen(lineEnds, event.currentTarget.value) })}
            />
            <NativeSelect
              label="Quotes"
              data={quotings}
              value={preset.quoting}
              onChange={(event) => set({ quoting: chosen(quotings, event.currentTarget.value) })}
            />
            <NativeSelect
              label="MAC written as"
              data={notations}
              value={preset.macNotation}
              onChange={(event) =>
                set({ macNotation: chosen(notations, event.currentTarget.value) })
              }
            />
          </div>
          <div className="switches">
            <Switch
              label="Heading line"
              checked={preset.header}
              onChange={(event) => set({ header: event.currentTarget.checked })}
            />
            <Switch
              label="Byte order mark"
              description="Some spreadsheets need it to read UTF-8."
              checked={preset.bom}
              onChange={(event) => set({ bom: event.currentTarget.checked })}
            />
            <Switch
              label="Guard formulas"
              description="A value a spreadsheet would run gets an apostrophe in front."
              checked={preset.guardFormulas}
              onChange={(event) => set({ guardFormulas: event.currentTarget.checked })}
            />
          </div>
        </div>
      </Panel>
      <PresetColumns
        columns={preset.columns}
        problem={problems.columns ?? null}
        headings={problems.headings}
        onChange={(columns) => set({ columns })}
      />
      <Panel title="The file would begin like this" hint="Invented bindings">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and must by keyboard too */}
        <pre className="settings-body csv mono" tabIndex={0}>
          {exampleLines(preset).join('\n').replaceAll('\t', '⇥\t')}
        </pre>
      </Panel>
    </form>
  );
}

/** The option of a select whose value this is; a select has no others. */
function chosen<Value extends string>(options: readonly { value: Value }[], value: string): Value {
  const option = options.find((each) => each.value === value);
  if (option === undefined) throw new Error(`No option ${value}.`);
  return option.value;
}
