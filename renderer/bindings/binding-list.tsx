import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { BindingRow } from '../../main/contract/bindings.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { dayAndTime, shortTime } from '../ui/format.ts';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { nextSort } from '../ui/table-keys.ts';
import { useParts } from '../ui/use-parts.ts';
import { macHalves } from '../units/names.ts';
import { BindingDrawer } from './binding-drawer.tsx';
import { BindingTools } from './binding-tools.tsx';
import { ExportPill } from './export-pill.tsx';
import { sortIds, useBindingFilters } from './use-binding-filters.ts';

const columns: readonly Column<BindingRow>[] = [
  {
    id: 'boundAt',
    title: 'Bound',
    width: '78px',
    isSortable: true,
    cell: ({ boundAt }) => (
      <time className="mono muted" title={dayAndTime(boundAt)}>
        {shortTime(boundAt)}
      </time>
    ),
  },
  {
    id: 'mac',
    title: 'Device',
    width: '104px',
    isSortable: true,
    cell: ({ mac }) => {
      const [maker, tail] = macHalves(mac);
      return (
        <b className="mono device" title={`${maker}:${tail}`}>
          {tail}
        </b>
      );
    },
  },
  {
    id: 'serial',
    title: 'Serial',
    width: 'minmax(134px, 1fr)',
    isSortable: true,
    cell: ({ serial }) => <span className="mono muted">{serial ?? '—'}</span>,
  },
  {
    id: 'model',
    title: 'Model',
    width: '88px',
    isSortable: true,
    cell: ({ model }) => model ?? '—',
  },
  {
    id: 'account',
    title: 'Account',
    width: 'minmax(112px, 1fr)',
    isSortable: true,
    cell: ({ account }) => (
      <b className="mono" title={account}>
        {account}
      </b>
    ),
  },
  {
    id: 'name',
    title: 'Name',
    width: 'minmax(84px, 1.1fr)',
    isSortable: true,
    cell: ({ name }) => <span title={name ?? undefined}>{name ?? '—'}</span>,
  },
  {
    id: 'devices',
    title: 'Devices',
    width: '78px',
    align: 'end',
    cell: ({ devices, allowed }) =>
      devices === null || allowed === null ? '—' : `${devices} / ${allowed}`,
  },
  {
    id: 'export',
    title: 'Export',
    width: 'minmax(150px, auto)',
    cell: (row) => <ExportPill row={row} />,
  },
];

/** Left out of a narrow window; the drawer has them. */
const narrowColumns = columns.filter(({ id }) => id !== 'serial' && id !== 'devices');

/** Which device went to which account; Enter opens one. */
export function BindingList() {
  const client = useClient();
  const filters = useBindingFilters();
  const [open, setOpen] = useState<BindingRow | null>(null);
  const isNarrow = useMediaQuery('(width < 1280px)');
  const { question, sort } = filters;
  const parts = useParts(['bindings', 'page', question], (offset, limit) =>
    client.bindings.page({ ...question, offset, limit }),
  );

  function sortBy(id: string): void {
    const known = sortIds.find((each) => each === id);
    if (known !== undefined) {
      filters.setSort({ id: known, isDescending: nextSort(sort, id).isDescending });
    }
  }

  return (
    <section className="binding-list" aria-label="Bindings">
      <BindingTools filters={filters} counts={parts.page?.counts} />
      {parts.error !== null && (
        <Note tone="fail" role="alert">
          The bindings could not be loaded. {refusalText(parts.error)}
        </Note>
      )}
      <div className="card list-card">
        {parts.isLoading ? (
          <Skeletons rows={9} height={40} says="Bindings are loading." />
        ) : (
          <DataTable
            label="Bindings"
            columns={isNarrow ? narrowColumns : columns}
            rows={parts.rows}
            rowKey={({ id }) => String(id)}
            rowClass={({ state }) => (state === 'undone' || state === 'released' ? 'ended' : '')}
            sort={sort}
            onSort={sortBy}
            onOpen={setOpen}
            openKey={open === null ? null : String(open.id)}
            onRange={parts.onRange}
            empty={<NoBindings isFiltered={filters.isFiltered} onClear={filters.clear} />}
          />
        )}
      </div>
      <BindingDrawer row={open} onClose={() => setOpen(null)} />
    </section>
  );
}

function NoBindings({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (!isFiltered) {
    return (
      <EmptyState
        icon="bound"
        title="Nothing is bound yet."
        actions={
          <a className="button" href="#/scan">
            Go to Scan & bind
          </a>
        }
      >
        Scan a verified device and its account: the pair appears here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="bound"
      title="No binding fits."
      actions={
        <button type="button" className="button" onClick={onClear}>
          Show all bindings
        </button>
      }
    >
      Search, time or filter leave nothing over.
    </EmptyState>
  );
}
