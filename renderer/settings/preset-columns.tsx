import { NativeSelect, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import { exportFields, type Preset } from '../../main/contract/settings.ts';
import { Panel } from '../ui/panel.tsx';
import { saidOf } from './controls.tsx';
import { type ExportField, fieldWords, moved } from './preset-text.ts';

type Columns = Preset['columns'];

interface PresetColumnsProps {
  columns: Columns;
  problem: string | null;
  headings: Readonly<Record<number, string>>;
  onChange: (columns: Columns) => void;
}

/** The columns of the file, from left to right. */
export function PresetColumns({ columns, problem, headings, onChange }: PresetColumnsProps) {
  const list = useRef<HTMLOListElement>(null);
  const set = (at: number, part: Partial<Columns[number]>): void =>
    onChange(columns.map((column, n) => (n === at ? { ...column, ...part } : column)));

  /** The button stays under the finger, in the row the column has now. */
  function move(at: number, by: 1 | -1): void {
    onChange(moved(columns, at, by));
    const word = by === 1 ? 'down' : 'up';
    requestAnimationFrame(() => {
      const row = list.current?.children[at + by];
      const button = row?.querySelector<HTMLButtonElement>(`[data-move="${word}"]:enabled`);
      (button ?? row?.querySelector<HTMLButtonElement>('[data-move]:enabled'))?.focus();
    });
  }
  function add(): void {
    const used = new Set(columns.map(({ field }) => field));
    const field = exportFields.find((each) => !used.has(each)) ?? 'account';
    onChange([...columns, { field, heading: field }]);
    requestAnimationFrame(() => list.current?.lastElementChild?.querySelector('select')?.focus());
  }
  function remove(at: number): void {
    onChange(columns.filter((_, n) => n !== at));
    requestAnimationFrame(() => {
      const rows = list.current?.children;
      const row = rows?.[Math.min(at, rows.length - 1)];
      row?.querySelector<HTMLButtonElement>('[data-remove]')?.focus();
    });
  }

  return (
    <Panel
      title="Columns"
      hint="In the order of the file"
      actions={
        <button type="button" className="button small" onClick={add}>
          <IconPlus size={16} aria-hidden /> Add column
        </button>
      }
    >
      {problem !== null && (
        <p className="settings-body fail-ink" role="alert">
          {saidOf(problem)}
        </p>
      )}
      <ol ref={list} className="columns-list">
        {columns.map(({ field, heading }, at) => {
          const which = `column ${at + 1}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; two may be the same
            <li key={at}>
              <span className="muted">{at + 1}</span>
              <NativeSelect
                aria-label={`Value of ${which}`}
                data={exportFields.map((each) => ({ value: each, label: fieldWords[each] }))}
                value={field}
                onChange={(event) => {
                  const next = event.currentTarget.value as ExportField;
                  set(at, heading === field ? { field: next, heading: next } : { field: next });
                }}
              />
              <TextInput
                aria-label={`Heading of ${which}`}
                value={heading}
                maxLength={80}
                onChange={(event) => set(at, { heading: event.currentTarget.value })}
                error={saidOf(headings[at] ?? null)}
              />
              <button
                type="button"
                className="icon-button"
                data-move="up"
                aria-label={`Move ${which} up`}
                disabled={at === 0}
                onClick={() => move(at, -1)}
              >
                <IconArrowUp size={18} aria-hidden />
              </button>
              <button
                type="button"
                className="icon-button"
                data-move="down"
                aria-label={`Move ${which} down`}
                disabled={at === columns.length - 1}
                onClick={() => move(at, 1)}
              >
                <IconArrowDown size={18} aria-hidden />
              </button>
              <button
                type="button"
                className="icon-button"
                data-remove
                aria-label={`Remove ${which}`}
                onClick={() => remove(at)}
              >
                <IconTrash size={18} aria-hidden />
              </button>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
