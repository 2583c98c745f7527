import './scans-today.css';
import { useQuery } from '@tanstack/react-query';
import { memo, useMemo, useState } from 'react';
import { useClient, useMirror } from '../mirror/context.ts';
import { SEAT } from '../mirror/state.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { macTail } from '../units/names.ts';
import { fitsSearch, type ScanRow, scanRows, scansOfToday } from './scan-rows.ts';
import { useScan } from './scanning-context.ts';
import { useAccountName } from './use-account.ts';

/** Rows drawn at once; a verdict never waits for a long list. */
const PART = 40;

/** Every scan of the day, newest first, also refused and undone ones. */
export function ScansToday() {
  const scanning = useScan();
  const rows = useRows();
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState(PART);
  const found = rows.filter(({ scan }) => fitsSearch(scan, null, search));
  return (
    <Panel
      title="Scans today"
      hint="Undo works until the binding is exported"
      className="scans-today"
      actions={<SearchField label="Find" value={search} onChange={setSearch} />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard */}
      <section className="scan-rows" tabIndex={0} aria-label="List of scans">
        {found.length === 0 ? (
          <p className="muted nothing">
            {rows.length === 0 ? 'Nothing scanned yet today.' : 'No scan of today fits.'}
          </p>
        ) : (
          <table>
            <caption className="hidden">Scans today, newest first</caption>
            <thead className="hidden">
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Device</th>
                <th scope="col">Account</th>
                <th scope="col">Name</th>
                <th scope="col">Result</th>
                <th scope="col">Undo</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, shown).map((row) => (
                <Row key={row.key} row={row} undo={scanning.undo} />
              ))}
            </tbody>
          </table>
        )}
        {found.length > shown && (
          <button type="button" className="button small more" onClick={() => setShown(shown * 4)}>
            {`Show more of ${count(found.length)}`}
          </button>
        )}
      </section>
    </Panel>
  );
}

/** The mirror has the newest; the station is asked once for what was before. */
function useRows(): ScanRow[] {
  const client = useClient();
  const scans = useMirror((mirror) => mirror.scans);
  const units = useMirror((mirror) => mirror.units);
  const run = useMirror((mirror) => mirror.run);
  const { data } = useQuery({
    queryKey: ['scans-today', run],
    queryFn: () => client.scans.today({ seat: SEAT }),
    enabled: run !== null,
  });
  return useMemo(
    () => scanRows(scansOfToday(data ?? [], scans, Date.now()), units),
    [data, scans, units],
  );
}

const Row = memo(
  function Row({ row, undo }: { row: ScanRow; undo: (mac?: string) => void }) {
    const { scan } = row;
    const name = useAccountName(scan.account);
    const isNamed = scan.unit !== null || scan.account !== null;
    return (
      <tr data-verdict={scan.verdict}>
        <td className="mono muted">{timeOfDay(scan.at)}</td>
        {isNamed ? (
          <>
            <td className="mono who">{scan.unit === null ? '' : macTail(scan.unit)}</td>
            <td className="mono who">{scan.account ?? ''}</td>
          </>
        ) : (
          <td className="mono raw" colSpan={2} title={scan.text}>
            {scan.text.slice(0, 60)}
          </td>
        )}
        <td className="said" title={scan.reason ?? undefined}>
          {isProblem(scan.verdict) ? (scan.reason ?? name) : (name ?? scan.reason)}
        </td>
        <td>
          <span className={`state ${row.tone}`}>
            <Icon name={row.icon} />
            {row.word}
          </span>
        </td>
        <td className="do">
          {row.canUndo && scan.unit !== null && (
            <button
              type="button"
              className="button small quiet"
              aria-label={`Undo ${macTail(scan.unit)}`}
              onClick={() => undo(scan.unit ?? undefined)}
            >
              <Icon name="undo" /> Undo
            </button>
          )}
        </td>
      </tr>
    );
  },
  ({ row: a }, { row: b }) => a.scan === b.scan && a.word === b.word && a.canUndo === b.canUndo,
);

function isProblem(verdict: ScanRow['scan']['verdict']): boolean {
  return verdict === 'not-bound' || verdict === 'not-readable' || verdict === 'ambiguous';
}
