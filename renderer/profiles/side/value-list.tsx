import { useMemo, useState } from 'react';
import type { LayerRef, PreviewValue } from '../../../main/contract/profiles.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { countOf } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { foundValues } from './found-values.ts';

/** Every value of the unit's last file and who said it; a row leads to its line. */
export function ValueList(props: {
  values: readonly PreviewValue[];
  onShow: (template: LayerRef, line: number) => void;
}) {
  const { values, onShow } = props;
  const [text, setText] = useState('');
  const found = useMemo(() => foundValues(values, text), [values, text]);
  return (
    <div className="value-list">
      <label className="search-field">
        <span className="hidden">Search the values</span>
        <input
          type="text"
          inputMode="search"
          placeholder="Name, value or layer"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className="muted">{countOf(found.length, 'value')}</span>
      </label>
      <DataTable
        label="Values of the last file"
        columns={columns}
        rows={found}
        rowKey={({ name }) => name}
        rowHeight={48}
        onOpen={({ layer, line }) => layer !== null && line !== null && onShow(layer, line)}
        empty={<p className="muted value-none">No value fits.</p>}
      />
    </div>
  );
}

const columns: readonly Column<PreviewValue>[] = [
  {
    id: 'value',
    title: 'Parameter and value',
    width: 'minmax(0, 1.5fr)',
    cell: ({ name, value, isSecret }) => (
      <span className="value-cell">
        <span className="mono" title={name}>
          {name}
        </span>
        <span className="mono muted" title={value ?? undefined}>
          {isSecret && value !== null && value !== '' && <Icon name="lock" />}
          {value === null ? 'keeps its own' : value === '' ? 'empty' : value}
        </span>
      </span>
    ),
  },
  {
    id: 'from',
    title: 'Said by',
    width: 'minmax(0, 1fr)',
    cell: ({ from }) => (
      <span className="value-from" title={from}>
        {from}
      </span>
    ),
  },
];
