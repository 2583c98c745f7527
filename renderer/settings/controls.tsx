import './setting.css';
import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Icon } from '../ui/icon.tsx';
import type { SettingsForm } from './use-settings-form.ts';

interface SettingProps {
  form: SettingsForm;
  /** Which setting it is: what fixes it, or refused it, is said here. */
  name: keyof SettingsView;
  label: string;
  hint?: ReactNode;
}

/** On or off, stored at once. */
export function SwitchSetting(
  props: SettingProps & { isOn: boolean; onChange: (isOn: boolean) => void },
) {
  const { form, name, label, isOn, onChange } = props;
  return (
    <Switch
      className="setting"
      labelPosition="left"
      label={label}
      description={descriptionOf(props)}
      error={saidOf(form.problemOf(name))}
      checked={isOn}
      disabled={form.isFixed(name)}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** One of a few, stored at once. */
export function ChoiceSetting<Id extends string>(
  props: SettingProps & {
    value: Id;
    options: readonly { id: Id; word: string }[];
    onChange: (id: Id) => void;
  },
) {
  const { form, name, label, value, options, onChange } = props;
  return (
    <NativeSelect
      className="setting"
      label={label}
      description={descriptionOf(props)}
      error={saidOf(form.problemOf(name))}
      value={value}
      disabled={form.isFixed(name)}
      data={options.map(({ id, word }) => ({ value: id, label: word }))}
      onChange={(event) => {
        const chosen = options.find(({ id }) => id === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen.id);
      }}
    />
  );
}

/** A text that is stored with Enter or when the field is left; Esc puts the stored one back. */
export function TextSetting(
  props: SettingProps & {
    value: string;
    /** What is wrong with a text, or null. */
    check?: (text: string) => string | null;
    onSave: (text: string) => void;
    unit?: string;
    maxLength?: number;
    isNumber?: boolean;
  },
) {
  const { form, name, label, value, check, onSave, unit, maxLength, isNumber } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const problem = text === value ? null : (check?.(text.trim()) ?? null);
  function store(): void {
    if (text.trim() !== value && problem === null) onSave(text.trim());
  }
  return (
    <TextInput
      className={`setting ${isNumber ? 'number' : ''}`}
      label={label}
      description={descriptionOf(props)}
      error={saidOf(problem ?? form.problemOf(name))}
      value={text}
      inputMode={isNumber ? 'numeric' : undefined}
      maxLength={maxLength}
      disabled={form.isFixed(name)}
      rightSection={unit === undefined ? undefined : <span className="unit">{unit}</span>}
      rightSectionPointerEvents="none"
      rightSectionWidth={unit === undefined ? undefined : 52}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={store}
      onKeyDown={(event) => {
        if (event.key === 'Enter') store();
        else if (event.key === 'Escape') setText(value);
      }}
    />
  );
}

/** A whole number within its limits. */
export function NumberSetting(
  props: SettingProps & {
    value: number;
    min: number;
    max: number;
    unit: string;
    onSave: (value: number) => void;
  },
) {
  const { value, min, max, onSave, ...rest } = props;
  return (
    <TextSetting
      {...rest}
      isNumber
      value={String(value)}
      check={(text) => {
        const isFine = /^\d{1,6}$/.test(text) && Number(text) >= min && Number(text) <= max;
        return isFine ? null : `A whole number from ${min} to ${max}.`;
      }}
      onSave={(text) => onSave(Number(text))}
    />
  );
}

/** An error as every field says it: icon and words, linked to the field. */
export function saidOf(problem: string | null): ReactNode {
  if (problem === null) return undefined;
  return (
    <>
      <Icon name="failed" /> {problem}
    </>
  );
}

function descriptionOf({ form, name, hint }: SettingProps): ReactNode {
  const foot = form.footOf(name);
  if (foot === null) return hint;
  return (
    <>
      {hint} <b className="foot">{foot}</b>
    </>
  );
}
