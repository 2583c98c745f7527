import { useMemo, useState } from 'react';
import type { LayerRef, PreviewValue } from '../../../main/contract/profiles.ts';
import { Segmented } from '../../ui/chips.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { countOf } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { useKeptState } from '../../ui/kept-state.ts';
import type { VocabularyIndex } from '../editor/vocabulary-index.ts';
import { foundValues } from './found-values.ts';
import { keptWords, shownValues, type UnitBefore } from './shown-values.ts';

/** Every value of the unit's last file and who said it; a row leads to its line. */
export function ValueList(props: {
  values: readonly PreviewValue[];
  vocabulary: VocabularyIndex;
  onShow: (template: LayerRef, line: number) => void;
}) {
  const { values, vocabulary, onShow } = props;
  const [text, setText] = useState('');
  const [before, setBefore] = useKeptState<UnitBefore>('profiles.before', 'running');
  const shown = useMemo(
    () => shownValues(values, before, vocabulary.parameter),
    [values, before, vocabulary],
  );
  const found = useMemo(() => foundValues(shown, text), [shown, text]);
  return (
    <div className="value-list">
      <Segmented
        label="Values the file does not give"
        options={befores}
        value={before}
        onChange={setBefore}
      />
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
        columns={columns[before]}
        rows={found}
        rowKey={({ name }) => name}
        rowHeight={48}
        onOpen={({ layer, line }) => layer !== null && line !== null && onShow(layer, line)}
        empty={<p className="muted value-none">No value fits.</p>}
      />
    </div>
  );
}

const befores = [
  {
    id: 'reset',
    word: 'After factory reset',
    title: 'What the file does not give is the factory’s value',
  },
  {
    id: 'running',
    word: 'On a running unit',
    title: 'What the file does not give stays as it is on that unit',
  },
] as const;

const columns: Readonly<Record<UnitBefore, readonly Column<PreviewValue>[]>> = {
  reset: columnsOf(keptWords.reset),
  running: columnsOf(keptWords.running),
};

/** @param kept  said where there is no value */
function columnsOf(kept: string): readonly Column<PreviewValue>[] {
  return [
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
            {value === null ? kept : value === '' ? 'empty' : value}
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
}
