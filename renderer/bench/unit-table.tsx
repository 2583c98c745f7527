import { type CSSProperties, useMemo } from 'react';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { type Column, DataTable, type Sort } from '../ui/data-table.tsx';
import { Icon } from '../ui/icon.tsx';
import { useKeptState } from '../ui/kept-state.ts';
import { nextSort } from '../ui/table-keys.ts';
import { useElapsed } from '../units/clock.ts';
import { macHalves } from '../units/names.ts';
import { tileAlertOf, tileStateOf } from '../units/tile-state.ts';
import { ColumnChoice, useHiddenColumns } from './column-choice.tsx';
import { type BoardFilter, isWanted } from './filter.ts';
import { lastMessages } from './log-lines.ts';
import type { Selection } from './selection.ts';
import { type ColumnId, columnIds, columnTitles, sortUnits, unsorted } from './table-order.ts';

/** CSS px; the last column takes what is left. */
const widths: Readonly<Record<ColumnId, number>> = {
  state: 146,
  mac: 178,
  model: 96,
  serial: 140,
  address: 144,
  stage: 110,
  since: 106,
  account: 128,
  message: 220,
};

/** The same units as rows: sortable, each column on or off. */
export function UnitTable(props: {
  filter: BoardFilter;
  opened: Mac | null;
  onOpen: (mac: Mac) => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
}) {
  const { filter } = props;
  const units = useMirror((mirror) => mirror.units);
  const places = useMirror((mirror) => mirror.places);
  const log = useMirror((mirror) => mirror.log);
  const [sort, setSort] = useKeptState<Sort>('bench.sort', unsorted);
  const [hidden] = useHiddenColumns();
  const messages = useMemo(() => lastMessages(log), [log]);
  const rows = useMemo(() => {
    const wanted = places.flatMap((mac) => {
      const unit = mac === null ? undefined : units.get(mac);
      return unit !== undefined && isWanted(unit, filter) ? [unit] : [];
    });
    return sortUnits(wanted, sort, messages);
  }, [places, units, filter, sort, messages]);
  const shown = columnIds.filter((id) => !hidden.includes(id));
  const width = shown.reduce((sum, id) => sum + widths[id], 0);
  const columns = shown.map(
    (id): Column<Unit> => ({
      id,
      title: columnTitles[id],
      width: id === shown.at(-1) ? `minmax(${widths[id]}px, 1fr)` : `${widths[id]}px`,
      isSortable: true,
      cell: (unit) => <UnitCell id={id} unit={unit} message={messages.get(unit.mac)} />,
    }),
  );
  return (
    <section
      className="card unit-table"
      aria-labelledby="unit-table-title"
      style={{ '--table-width': `${width}px` } as CSSProperties}
    >
      <h2 id="unit-table-title" className="hidden">
        Units on the bench
      </h2>
      <DataTable
        label="Units on the bench"
        columns={columns}
        rows={rows}
        rowKey={(unit) => unit.mac}
        rowClass={(unit) => tileStateOf(unit).tone}
        sort={sort}
        onSort={(id) => setSort(nextSort(sort, id))}
        onOpen={(unit) => props.onOpen(unit.mac)}
        openKey={props.opened}
        selection={props.selection}
        onSelection={props.onSelection}
        empty={<p className="table-empty muted">No unit fits the search and the filter.</p>}
      />
      <ColumnChoice />
    </section>
  );
}

function UnitCell(props: { id: ColumnId; unit: Unit; message: string | undefined }) {
  const { id, unit, message } = props;
  switch (id) {
    case 'state':
      return <StateCell unit={unit} />;
    case 'mac':
      return <MacCell mac={unit.mac} />;
    case 'since':
      return <SinceCell since={unit.since} />;
    case 'serial':
      return unit.serial === null ? (
        <span title="Scan the label to add it">—</span>
      ) : (
        <span className="mono">{unit.serial}</span>
      );
    case 'message':
      return <span title={message}>{message ?? '—'}</span>;
    case 'stage':
      return unit.stage;
    case 'model':
      return unit.model ?? '—';
    case 'address':
    case 'account':
      return <span className="mono">{unit[id] ?? '—'}</span>;
  }
}

function StateCell({ unit }: { unit: Unit }) {
  const state = tileStateOf(unit);
  const alert = tileAlertOf(unit);
  return (
    <span className={`table-state ${state.tone}`} data-state={state.id}>
      <Icon name={state.id} />
      {state.word}
      {alert !== null && state.counter !== 'attention' && (
        <span className="warn table-alert" title={unit.attention ?? undefined}>
          <Icon name="waiting" />
          {alert.short}
        </span>
      )}
    </span>
  );
}

function MacCell({ mac }: { mac: Mac }) {
  const [maker, tail] = macHalves(mac);
  return (
    <span className="mono table-mac">
      {maker}:<b>{tail}</b>
    </span>
  );
}

function SinceCell({ since }: { since: number }) {
  return <>{useElapsed(since)}</>;
}
