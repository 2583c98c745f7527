import { useDebouncedValue } from '@mantine/hooks';
import { IconFileImport, IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import type { Account, AccountPage } from '../../main/contract/accounts.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Chips } from '../ui/chips.tsx';
import { type Column, DataTable, type Sort } from '../ui/data-table.tsx';
import { count, dayAndTime } from '../ui/format.ts';
import { useKeptState } from '../ui/kept-state.ts';
import { SearchField } from '../ui/search-field.tsx';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { nextSort } from '../ui/table-keys.ts';
import { useParts } from '../ui/use-parts.ts';
import { AccountDrawer } from './account-drawer.tsx';
import { StatusPill, statusWords } from './account-words.tsx';
import { beginImport } from './import-session.ts';
import { PastImports } from './past-imports.tsx';

type Row = AccountPage['rows'][number];
type Filter = 'all' | Account['status'];
type SortId = 'account' | 'name' | 'workOrder' | 'devices' | 'changedAt';

/** Long enough to finish a word, short enough to feel immediate. */
const SEARCH_PAUSE_MS = 120;

const columns: readonly (Column<Row> & { id: SortId | 'status' })[] = [
  {
    id: 'account',
    title: 'Account',
    width: 'minmax(140px, 1.1fr)',
    isSortable: true,
    cell: ({ account }) => <b className="mono">{account}</b>,
  },
  {
    id: 'name',
    title: 'Name',
    width: 'minmax(160px, 2fr)',
    isSortable: true,
    cell: ({ name }) => name ?? <span className="muted">—</span>,
  },
  {
    id: 'devices',
    title: 'Devices',
    width: '110px',
    align: 'end',
    isSortable: true,
    cell: ({ devices, allowed }) => `${count(devices)} / ${count(allowed)}`,
  },
  {
    id: 'workOrder',
    title: 'Work order',
    width: 'minmax(120px, 1fr)',
    isSortable: true,
    cell: ({ workOrder }) => <span className="mono">{workOrder ?? '—'}</span>,
  },
  {
    id: 'status',
    title: 'Status',
    width: '120px',
    cell: ({ status }) => <StatusPill status={status} />,
  },
  {
    id: 'changedAt',
    title: 'Last change',
    width: '130px',
    isSortable: true,
    cell: ({ changedAt }) => (
      <span className="muted">{changedAt === null ? '—' : dayAndTime(changedAt)}</span>
    ),
  },
];

/** The accounts the station knows: search, filter, sort; Enter opens one (UI design, section 6.4). */
export function AccountList() {
  const client = useClient();
  const [search, setSearch] = useKeptState('accounts.search', '');
  const [filter, setFilter] = useKeptState<Filter>('accounts.filter', 'all');
  const [sort, setSort] = useKeptState<Sort & { id: SortId }>('accounts.sort', {
    id: 'account',
    isDescending: false,
  });
  const [open, setOpen] = useState<string | null>(null);
  const [isPastOpen, setPastOpen] = useState(false);
  const [asked] = useDebouncedValue(search.trim(), SEARCH_PAUSE_MS);
  const parts = useParts(['accounts', 'page', asked, filter, sort], (offset, limit) =>
    client.accounts.page({
      search: asked,
      ...(filter === 'all' ? {} : { status: filter }),
      sort: sort.id,
      isDescending: sort.isDescending,
      offset,
      limit,
    }),
  );
  const counts = parts.page?.counts;
  const isFiltered = asked !== '' || filter !== 'all';
  if (counts?.all === 0 && !isFiltered) return <NoAccounts />;

  function sortBy(id: string): void {
    const known = columns.find((column) => column.id === id)?.id;
    if (known === undefined || known === 'status') return;
    setSort({ id: known, isDescending: nextSort(sort, id).isDescending });
  }

  return (
    <section className="accounts-screen" aria-label="Accounts">
      <div className="tools">
        <SearchField label="Number, name, work order…" value={search} onChange={setSearch} />
        <Chips
          label="Status"
          value={filter}
          onChange={setFilter}
          options={(['all', 'open', 'full', 'closed'] as const).map((id) => ({
            id,
            word: id === 'all' ? 'All' : statusWords[id],
            ...(counts === undefined ? {} : { count: counts[id] }),
          }))}
        />
        <span className="grow" />
        <button type="button" className="button" onClick={() => setPastOpen(true)}>
          <IconHistory size={18} aria-hidden />
          Past imports
        </button>
        <button type="button" className="button primary" onClick={beginImport}>
          <IconFileImport size={18} aria-hidden />
          Import accounts
        </button>
      </div>
      {parts.error !== null && (
        <Note tone="fail" role="alert">
          The accounts could not be loaded. {refusalText(parts.error)}
        </Note>
      )}
      <div className="card list-card">
        {parts.isLoading ? (
          <Skeletons rows={12} height={40} says="Accounts are loading." />
        ) : (
          <DataTable
            label="Accounts"
            columns={columns}
            rows={parts.rows}
            rowKey={(row) => row.account}
            sort={sort}
            onSort={sortBy}
            onOpen={(row) => setOpen(row.account)}
            openKey={open}
            onRange={parts.onRange}
            empty={
              <EmptyState
                icon="account"
                title="No account fits."
                actions={
                  <button
                    type="button"
                    className="button"
                    onClick={() => {
                      setSearch('');
                      setFilter('all');
                    }}
                  >
                    Show all accounts
                  </button>
                }
              >
                Nothing on the list has “{asked === '' ? statusWords[filter as 'open'] : asked}”.
              </EmptyState>
            }
          />
        )}
      </div>
      <AccountDrawer account={open} onClose={() => setOpen(null)} />
      <PastImports isOpen={isPastOpen} onClose={() => setPastOpen(false)} />
    </section>
  );
}

function NoAccounts() {
  return (
    <section className="accounts-screen" aria-label="Accounts">
      <EmptyState
        icon="account"
        title="No accounts yet."
        actions={
          <button type="button" className="button primary large" onClick={beginImport}>
            <IconFileImport size={20} aria-hidden />
            Import accounts
          </button>
        }
      >
        Import the list billing gave you, or drop the file anywhere on this screen.
      </EmptyState>
    </section>
  );
}
