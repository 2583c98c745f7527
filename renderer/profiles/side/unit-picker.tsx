import { Autocomplete } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { formatMac, type Mac, parseMac } from '../../../main/contract/values.ts';
import { useMirror } from '../../mirror/context.ts';
import { isMeant, unitQuery } from '../../units/search.ts';
import { tileStateOf } from '../../units/tile-state.ts';

/** A unit of the bench, or any MAC that is typed. */
export function UnitPicker(props: {
  label: string;
  mac: Mac | null;
  onPick: (mac: Mac) => void;
  /** Only units of the bench can be meant. */
  isBenchOnly?: boolean;
  hasVisibleLabel?: boolean;
}) {
  const { label, mac, onPick, isBenchOnly = false, hasVisibleLabel = false } = props;
  const units = useMirror((mirror) => mirror.units);
  const shown = mac === null ? '' : formatMac(mac);
  const [text, setText] = useState(shown);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setText(shown), [shown]);
  const data = useMemo(() => [...units.keys()].map((each) => formatMac(each)), [units]);

  function take(typed: string): void {
    const picked = parseMac(typed);
    if (picked === null) {
      setProblem('A MAC has 12 digits, 0 to 9 and A to F.');
    } else if (isBenchOnly && !units.has(picked)) {
      setProblem('This unit is not on the bench.');
    } else {
      setProblem(null);
      onPick(picked);
    }
  }

  return (
    <Autocomplete
      className="unit-picker"
      {...(hasVisibleLabel ? { label } : { 'aria-label': label })}
      placeholder="Unit or MAC"
      data={data}
      value={text}
      error={problem}
      maxDropdownHeight={320}
      limit={50}
      spellCheck={false}
      rightSection={<IconChevronDown size={16} aria-hidden />}
      rightSectionPointerEvents="none"
      comboboxProps={{ width: 300, position: 'bottom-end' }}
      onChange={(next) => {
        setText(next);
        setProblem(null);
      }}
      onOptionSubmit={take}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => text.trim() !== shown && (text.trim() === '' ? setText(shown) : take(text))}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && parseMac(text) !== null) take(text);
      }}
      filter={({ options, search, limit }) => {
        // What is shown already is no search: everything can be chosen instead of it.
        const query = search === shown ? null : unitQuery(search);
        const found = options.filter((option) => {
          const unit = 'value' in option ? units.get(parseMac(option.value) ?? '') : undefined;
          return query === null || (unit !== undefined && isMeant(unit, query));
        });
        return found.slice(0, limit);
      }}
      renderOption={({ option }) => {
        const unit = units.get(parseMac(option.value) ?? '');
        return (
          <span className="unit-option">
            <b className="mono">{option.value}</b>
            <span className="muted">
              {unit && `${unit.model ?? 'model not known'} · ${tileStateOf(unit).word}`}
            </span>
          </span>
        );
      }}
    />
  );
}
