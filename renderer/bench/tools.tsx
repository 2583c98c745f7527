import { IconTable } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useMirror } from '../mirror/context.ts';
import { type ChipOption, Chips, Segmented } from '../ui/chips.tsx';
import { Icon } from '../ui/icon.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { type TileStateId, tileStates } from '../units/tile-state.ts';
import { countStates, type FilterId } from './filter.ts';

export type BoardView = 'tiles' | 'table';

/** Search and the way the units are shown; in between the filters, or what is done with the selection. */
export function Tools(props: {
  search: string;
  onSearch: (search: string) => void;
  view: BoardView;
  onView: (view: BoardView) => void;
  children: React.ReactNode;
}) {
  return (
    <div className="bench-tools">
      <SearchField label="Find a unit" value={props.search} onChange={props.onSearch} />
      <div className="bench-tools-middle">{props.children}</div>
      <Segmented
        label="Show units as"
        options={views}
        value={props.view}
        onChange={props.onView}
        className="view-switch"
      />
    </div>
  );
}

const views = [
  { id: 'tiles', word: 'Tiles', icon: <Icon name="grid" /> },
  { id: 'table', word: 'Table', icon: <IconTable size={18} aria-hidden /> },
] as const;

/** States that always have a chip; what needs attention has its counter, a lost link comes when there is one. */
const chipStates = ['seen', 'sp-cust', 'sec-prv-1', 'rehearsal', 'verified', 'bound'] as const;

/** The states as filters, each with how many units are in it. */
export function StateChips(props: { filter: FilterId; onFilter: (filter: FilterId) => void }) {
  const units = useMirror((mirror) => mirror.units);
  const isRehearsing = useMirror((mirror) => mirror.status?.isRehearsing ?? true);
  const counts = useMemo(() => countStates(units.values()), [units]);
  const shown: TileStateId[] = chipStates.filter(
    (id) => id !== 'rehearsal' || isRehearsing || counts.rehearsal > 0,
  );
  if (counts['link-lost'] > 0 || props.filter === 'link-lost') shown.push('link-lost');
  const options: ChipOption<FilterId>[] = [
    { id: 'on-bench', word: 'All', count: units.size },
    ...shown.map((id) => ({
      id,
      word: tileStates[id].word,
      count: counts[id],
      icon: <Icon name={id} className={`${tileStates[id].tone} state-ink`} />,
    })),
  ];
  return (
    <Chips
      label="States"
      options={options}
      value={props.filter === 'ready' ? 'verified' : props.filter}
      onChange={props.onFilter}
    />
  );
}
