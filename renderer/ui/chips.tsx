import type { ReactNode } from 'react';
import { count } from './format.ts';

export interface ChipOption<Id extends string> {
  id: Id;
  word: string;
  /** On pointing at it. */
  title?: string;
  /** Shown behind the word. */
  count?: number;
  icon?: ReactNode;
}

interface ChoiceProps<Id extends string> {
  /** Names the group for a screen reader. */
  label: string;
  options: readonly ChipOption<Id>[];
  value: Id;
  onChange: (id: Id) => void;
  className?: string;
}

/** Filters of a list, one of them chosen. */
export function Chips<Id extends string>(props: ChoiceProps<Id>) {
  return <Choice {...props} kind="chips" />;
}

/** Two or more ways to see the same thing, joined. */
export function Segmented<Id extends string>(props: ChoiceProps<Id>) {
  return <Choice {...props} kind="segmented" />;
}

function Choice<Id extends string>(props: ChoiceProps<Id> & { kind: 'chips' | 'segmented' }) {
  const { label, options, value, onChange, kind, className = '' } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row of buttons everywhere
    <div className={`${kind} ${className}`} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          title={option.title}
          aria-pressed={option.id === value}
          onClick={() => onChange(option.id)}
        >
          {option.icon}
          {option.word}
          {option.count !== undefined && <b>{count(option.count)}</b>}
        </button>
      ))}
    </div>
  );
}
