import { useDebouncedValue } from '@mantine/hooks';
import type { Sort } from '../ui/data-table.tsx';
import { useKeptState } from '../ui/kept-state.ts';
import { type BindingFilter, type Range, sinceOf } from './words.ts';

export const sortIds = ['boundAt', 'mac', 'serial', 'model', 'account', 'name'] as const;
export type SortId = (typeof sortIds)[number];

/** Long enough to finish a word, short enough to feel immediate. */
const SEARCH_PAUSE_MS = 120;

/** What the list is asked for; it is still so when a person comes back to the screen. */
export function useBindingFilters() {
  const [search, setSearch] = useKeptState('bindings.search', '');
  const [filter, setFilter] = useKeptState<BindingFilter>('bindings.filter', 'all');
  const [range, setRange] = useKeptState<Range>('bindings.range', 'any');
  const [model, setModel] = useKeptState<string | null>('bindings.model', null);
  const [workOrder, setWorkOrder] = useKeptState('bindings.workOrder', '');
  const [sort, setSort] = useKeptState<Sort & { id: SortId }>('bindings.sort', {
    id: 'boundAt',
    isDescending: true,
  });
  const [asked] = useDebouncedValue(search.trim(), SEARCH_PAUSE_MS);
  const [order] = useDebouncedValue(workOrder.trim(), SEARCH_PAUSE_MS);
  const since = sinceOf(range, Date.now());
  const question = {
    search: asked,
    filter,
    sort: sort.id,
    isDescending: sort.isDescending,
    ...(since === null ? {} : { since }),
    ...(model === null ? {} : { model }),
    ...(order === '' ? {} : { workOrder: order }),
  };
  const isFiltered =
    asked !== '' || filter !== 'all' || range !== 'any' || model !== null || order !== '';
  function clear(): void {
    setSearch('');
    setFilter('all');
    setRange('any');
    setModel(null);
    setWorkOrder('');
  }
  return {
    ...{ search, setSearch, filter, setFilter, range, setRange },
    ...{ model, setModel, workOrder, setWorkOrder, sort, setSort },
    ...{ question, isFiltered, clear },
  };
}
export type BindingFilters = ReturnType<typeof useBindingFilters>;
