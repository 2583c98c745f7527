import { Checkbox, Select } from '@mantine/core';
import { accountFields, type FileColumn } from '../../main/contract/accounts.ts';
import { Icon } from '../ui/icon.tsx';
import { DOTS } from './account-drawer.tsx';
import { changeImport } from './import-session.ts';
import {
  type Choices,
  fieldNames,
  isAccountField,
  secrecyOf,
  type Target,
  withSecret,
  withTarget,
} from './mapping.ts';
import { share } from './reading-words.ts';

const targets: { value: Target; label: string }[] = [
  { value: 'none', label: 'Don’t import' },
  ...accountFields.map((field) => ({ value: field, label: fieldNames[field] })),
  { value: 'own', label: 'Secret of its own name' },
];

const asTarget = (text: string | null): Target | null => {
  if (text === 'none' || text === 'own') return text;
  return text !== null && isAccountField(text) ? text : null;
};

/** One row per column of the file: its first value, where it goes, how many rows have something in it. */
export function ColumnMapper(props: {
  columns: readonly FileColumn[];
  choices: Choices;
  isFixed: boolean;
}) {
  const { columns, choices, isFixed } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" aria-label="Columns of the file" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">In the file</th>
            <th scope="col">First row</th>
            <th scope="col">Goes to</th>
            <th scope="col" className="end">
              Filled
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <MappedColumn key={column.column} column={column} choices={choices} isFixed={isFixed} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MappedColumn(props: { column: FileColumn; choices: Choices; isFixed: boolean }) {
  const { choices, isFixed } = props;
  const { column, firstValue, filled } = props.column;
  const { target, isSecret } = choices[column] ?? { target: 'none' as const, isSecret: false };
  const secrecy = secrecyOf(target);
  // The station tells no value of a column whose heading names a secret, imported or not.
  const isKept = firstValue === null && filled > 0;
  const change = (next: Choices): void => changeImport({ choices: next, mapping: null });
  return (
    <tr className={target === 'none' ? 'left-out' : ''}>
      <th scope="row" className="mono" title={column}>
        {column}
      </th>
      <td className="mono muted first" title={isSecret ? undefined : (firstValue ?? undefined)}>
        {isSecret || props.column.isSecret || isKept ? (
          <span role="img" aria-label="Secret, not shown">
            {DOTS}
          </span>
        ) : (
          firstValue || '—'
        )}
      </td>
      <td>
        <div className="target">
          <Select
            aria-label={`${column} goes to`}
            data={targets}
            value={target}
            allowDeselect={false}
            disabled={isFixed}
            maxDropdownHeight={420}
            onChange={(value) => {
              const next = asTarget(value);
              if (next !== null) change(withTarget(choices, column, next));
            }}
          />
          {target === 'account' && <span className="tag">required</span>}
          {secrecy === 'fixed' && (
            <span className="tag">
              <Icon name="lock" />
              secret
            </span>
          )}
          {secrecy === 'free' && (
            <Checkbox
              label="Secret"
              aria-label={`${column} is secret`}
              checked={isSecret}
              disabled={isFixed}
              onChange={(event) => change(withSecret(choices, column, event.currentTarget.checked))}
            />
          )}
        </div>
      </td>
      <td className="end">{share(filled)}</td>
    </tr>
  );
}
