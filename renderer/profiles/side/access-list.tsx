import { Checkbox, NativeSelect } from '@mantine/core';
import { IconEye, IconEyeOff, IconPencil } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import type { PreviewValue } from '../../../main/contract/profiles.ts';
import { Segmented } from '../../ui/chips.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Access } from '../editor/access-text.ts';
import type { VocabularyIndex } from '../editor/vocabulary-index.ts';
import {
  type AccessFilter,
  type AccessRow,
  accessOf,
  foundAccess,
  sectionsOf,
} from './access-view.ts';

/** Writes the access of parameters into the text that is open. */
export interface AccessWriter {
  /** `SEC-PRV-2 of ISP`. */
  into: string;
  /** Why nothing can be written; null: it can. */
  whyNot: string | null;
  set: (parameters: readonly AccessRow[], access: Access) => void;
}

/** What the User account of the unit may see and change, and the changing of it. */
export function AccessList(props: {
  values: readonly PreviewValue[];
  vocabulary: VocabularyIndex;
  writer: AccessWriter;
}) {
  const { values, vocabulary, writer } = props;
  const { parameters } = vocabulary;
  const { locks, rows } = useMemo(() => accessOf(values, parameters), [values, parameters]);
  const sections = useMemo(() => sectionsOf(parameters), [parameters]);
  const [filter, setFilter] = useState<AccessFilter>({ typed: '', section: null, show: 'seen' });
  const found = useMemo(() => foundAccess(rows, filter), [rows, filter]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const narrow = (part: Partial<AccessFilter>): void => setFilter({ ...filter, ...part });
  const shown = found.filter(({ xmlName }) => chosen.has(xmlName)).length;

  function toggle({ xmlName }: AccessRow): void {
    const next = new Set(chosen);
    if (!next.delete(xmlName)) next.add(xmlName);
    setChosen(next);
  }
  /** All that is shown, or nothing of it; what is chosen besides stays. */
  function toggleShown(): void {
    const next = new Set(chosen);
    for (const { xmlName } of found) {
      if (shown === found.length) next.delete(xmlName);
      else next.add(xmlName);
    }
    setChosen(next);
  }

  return (
    <div className="access-list">
      <p>Access concerns the User account only; the Admin account sees and changes everything.</p>
      <ul className="locks">
        {locks.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Filters rows={rows} sections={sections} filter={filter} onChange={narrow} />
      <Checkbox
        size="xs"
        label={`All ${count(found.length)} shown`}
        checked={found.length > 0 && shown === found.length}
        indeterminate={shown > 0 && shown < found.length}
        disabled={found.length === 0}
        onChange={toggleShown}
      />
      <DataTable
        label="Access of the user"
        columns={columns(chosen)}
        rows={found}
        rowKey={({ xmlName }) => xmlName}
        rowHeight={44}
        selection={chosen}
        onSelection={setChosen}
        onOpen={toggle}
        empty={<p className="muted value-none">No parameter fits.</p>}
      />
      <SetAccess
        chosen={chosen.size}
        besides={chosen.size - shown}
        writer={writer}
        onSet={(access) => {
          writer.set(
            rows.filter(({ xmlName }) => chosen.has(xmlName)),
            access,
          );
        }}
        onClear={() => setChosen(new Set())}
      />
    </div>
  );
}

function Filters(props: {
  rows: readonly AccessRow[];
  sections: readonly string[];
  filter: AccessFilter;
  onChange: (part: Partial<AccessFilter>) => void;
}) {
  const { rows, sections, filter, onChange } = props;
  const hidden = rows.filter(({ access }) => access === 'na').length;
  return (
    <>
      <Segmented
        label="Parameters"
        options={[
          { id: 'seen', word: 'Seen', count: rows.length - hidden },
          { id: 'hidden', word: 'Hidden', count: hidden },
          { id: 'all', word: 'All', count: rows.length },
        ]}
        value={filter.show}
        onChange={(show) => onChange({ show })}
      />
      <div className="access-filters">
        <label className="search-field">
          <span className="hidden">Search the parameters</span>
          <input
            type="text"
            inputMode="search"
            placeholder="Name or layer"
            autoComplete="off"
            spellCheck={false}
            value={filter.typed}
            onChange={(event) => onChange({ typed: event.currentTarget.value })}
          />
        </label>
        <NativeSelect
          aria-label="Section"
          value={filter.section ?? ''}
          data={[{ value: '', label: 'Every section' }, ...sections]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ section: value === '' ? null : value })
          }
        />
      </div>
    </>
  );
}

const accessWords: Readonly<Record<Access, [word: string, Shape: typeof IconEye]>> = {
  na: ['Hidden', IconEyeOff],
  ro: ['See', IconEye],
  rw: ['Change', IconPencil],
};
const accesses: readonly Access[] = ['na', 'ro', 'rw'];

/** What is written for the chosen ones. */
function SetAccess(props: {
  chosen: number;
  /** Chosen, and not shown by the filter. */
  besides: number;
  writer: AccessWriter;
  onSet: (access: Access) => void;
  onClear: () => void;
}) {
  const { chosen, besides, writer, onSet, onClear } = props;
  const id = useId();
  const isOff = writer.whyNot !== null || chosen === 0;
  return (
    <div className="access-set">
      <p id={id}>
        {chosen === 0 ? (
          'Choose what to set.'
        ) : (
          <>
            <b>{count(chosen)} chosen</b>
            {besides > 0 && <span className="muted">, {count(besides)} not shown</span>}{' '}
            <button type="button" className="link-button" onClick={onClear}>
              Choose none
            </button>
          </>
        )}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row of buttons everywhere */}
      <div role="group" aria-label="The user may" aria-describedby={id}>
        {accesses.map((access) => {
          const [word, Shape] = accessWords[access];
          return (
            <button
              key={access}
              type="button"
              className="button small"
              disabled={isOff}
              onClick={() => onSet(access)}
            >
              <Shape size={16} aria-hidden /> {word}
            </button>
          );
        })}
      </div>
      <p className="muted">{writer.whyNot ?? `Written into ${writer.into}; values stay.`}</p>
    </div>
  );
}

function columns(chosen: ReadonlySet<string>): readonly Column<AccessRow>[] {
  return [
    {
      id: 'name',
      title: 'Parameter',
      width: 'minmax(0, 1fr)',
      cell: ({ name, xmlName, from }) => (
        <span className="access-cell">
          <span className="row-box" aria-hidden="true">
            {chosen.has(xmlName) && <Icon name="check" />}
          </span>
          <span className="value-cell">
            <span className="mono" title={name}>
              {name}
            </span>
            <span className="muted" title={from}>
              {from}
            </span>
          </span>
        </span>
      ),
    },
    {
      id: 'access',
      title: 'User access',
      width: '106px',
      cell: ({ access }) => {
        const [word, Shape] = accessWords[access];
        return (
          <span className={access === 'na' ? 'access-word muted' : 'access-word'}>
            <Shape size={16} aria-hidden /> {word}
          </span>
        );
      },
    },
  ];
}
