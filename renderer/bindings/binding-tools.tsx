import { Popover, Select, TextInput } from '@mantine/core';
import { IconClock, IconFilter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { BindingPage } from '../../main/contract/bindings.ts';
import { useClient } from '../mirror/context.ts';
import { Chips } from '../ui/chips.tsx';
import { SearchField } from '../ui/search-field.tsx';
import type { BindingFilters } from './use-binding-filters.ts';
import { filterWords, ranges, rangeWords } from './words.ts';

/** Search, state, time, model and work order. */
export function BindingTools(props: {
  filters: BindingFilters;
  counts: BindingPage['counts'] | undefined;
}) {
  const { filters, counts } = props;
  const shown = (['all', 'open', 'exported', 'voided', 'ended'] as const).filter(
    // Rare kinds take no room until there is one.
    (id) =>
      !(id === 'voided' || id === 'ended') || filters.filter === id || (counts?.[id] ?? 0) > 0,
  );
  return (
    <div className="tools">
      <SearchField
        label="MAC, serial, account…"
        value={filters.search}
        onChange={filters.setSearch}
      />
      <Chips
        label="Export"
        value={filters.filter}
        onChange={filters.setFilter}
        options={shown.map((id) => ({
          id,
          word: filterWords[id],
          ...(counts === undefined ? {} : { count: counts[id] }),
        }))}
      />
      <span className="grow" />
      <Select
        className="range"
        aria-label="Time"
        leftSection={<IconClock size={17} aria-hidden />}
        data={ranges.map((value) => ({ value, label: rangeWords[value] }))}
        value={filters.range}
        allowDeselect={false}
        onChange={(value) => {
          const range = ranges.find((each) => each === value);
          if (range !== undefined) filters.setRange(range);
        }}
      />
      <MoreFilters filters={filters} />
    </div>
  );
}

function MoreFilters({ filters }: { filters: BindingFilters }) {
  const client = useClient();
  const { data: models = [] } = useQuery({
    queryKey: ['settings', 'models'],
    queryFn: () => client.settings.models(),
  });
  const inUse = Number(filters.model !== null) + Number(filters.workOrder.trim() !== '');
  return (
    <Popover position="bottom-end" trapFocus returnFocus width={280}>
      <Popover.Target>
        <button type="button" className="button">
          <IconFilter size={17} aria-hidden />
          Filter
          {inUse > 0 && <b>{inUse}</b>}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="more-filters">
          <Select
            label="Model"
            placeholder="Every model"
            clearable
            searchable
            clearButtonProps={{ 'aria-label': 'Every model' }}
            comboboxProps={{ withinPortal: false }}
            data={[...new Set(models.map(({ model }) => model))].sort()}
            value={filters.model}
            onChange={filters.setModel}
          />
          <TextInput
            label="Work order"
            placeholder="Every work order"
            value={filters.workOrder}
            onChange={(event) => filters.setWorkOrder(event.currentTarget.value)}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
