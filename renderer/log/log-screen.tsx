import './log.css';
import './log-list.css';
import './log-side.css';
import { Drawer } from '@mantine/core';
import { IconArrowsTransferDown } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useKeptState } from '../ui/kept-state.ts';
import { Note } from '../ui/states.tsx';
import { fits, type LogFilter, noFilter } from './filter.ts';
import { type Follow, live, pause } from './follow.ts';
import { FollowButton, FollowState, NewLines } from './follow-controls.tsx';
import { LastMinutes } from './last-minutes.tsx';
import { LogDetail } from './log-detail.tsx';
import { LogHistogram } from './log-histogram.tsx';
import { LogList } from './log-list.tsx';
import { LogFoot, NoLines } from './log-states.tsx';
import { ExportMenu, LogFilters, WrapButton } from './log-tools.tsx';
import { TransfersNow } from './transfers.tsx';
import { useLog } from './use-log.ts';
import { VisibleLines } from './visible.ts';

/** The log: what happened, line by line (UI design, section 6.7). */
export function LogScreen() {
  const [filter, setFilter] = useKeptState<LogFilter>('log.filter', noFilter);
  const [isWrapped, setWrapped] = useKeptState('log.wrap', false);
  const [follow, setFollow] = useState<Follow>(live);
  const [open, setOpen] = useState<LogLine | null>(null);
  const [isSideOpen, setSideOpen] = useState(false);
  const [visible] = useState(() => new VisibleLines());
  const { feed, view } = useLog(filter);
  const newestId = feed.lines.at(-1)?.id ?? 0;

  useEffect(() => {
    feed.isHeld = follow.kind === 'paused';
  }, [feed, follow]);

  const onOpen = useCallback(
    (line: LogLine) => {
      setFollow((now) => pause(now, Date.now(), feed.lines.at(-1)?.id ?? 0));
      setOpen(line);
    },
    [feed],
  );
  const onUnit = useCallback((mac: Mac) => setFilter({ ...filter, mac }), [filter, setFilter]);
  const onNearStart = useCallback(() => {
    if (view.older.state === 'off') void feed.loadOlder();
    else view.older.more();
  }, [feed, view]);
  const isWanted = useCallback((line: LogLine) => fits(line, { ...filter, range: null }), [filter]);
  const side = (
    <>
      <TransfersNow />
      <LastMinutes feed={feed} />
    </>
  );

  return (
    <div className="log-screen">
      <div className="tools">
        <LogFilters filter={filter} onFilter={setFilter} view={view} />
        <WrapButton isOn={isWrapped} onChange={setWrapped} />
        <div className="log-actions">
          <button
            type="button"
            className="button log-side-button"
            onClick={() => setSideOpen(true)}
          >
            <IconArrowsTransferDown size={17} aria-hidden /> Transfers
          </button>
          <ExportMenu visible={visible.lines} view={view} />
          <FollowButton follow={follow} onFollow={setFollow} newestId={newestId} />
        </div>
      </div>
      {view.search === 'too-long' && (
        <Note tone="warn" role="status">
          This pattern takes too long. The lines are shown without it: write it with fewer + and *
          inside each other.
        </Note>
      )}
      <div className="log-columns">
        <section className="card log-card" aria-label="Lines">
          <div className="log-over">
            <FollowState follow={follow} visible={visible} />
            <LogHistogram
              lines={() => feed.lines}
              isWanted={isWanted}
              range={filter.range}
              onRange={(range) => setFilter({ ...filter, range })}
            />
            <span className="muted">last 10 min</span>
          </div>
          <div className="log-body">
            {view.rows.length === 0 ? (
              <NoLines feed={feed} view={view} filter={filter} onFilter={setFilter} />
            ) : (
              <LogList
                rows={view.rows}
                marks={view.marks}
                isWrapped={isWrapped}
                follow={follow}
                onFollow={setFollow}
                newestId={newestId}
                open={open}
                onOpen={onOpen}
                onUnit={onUnit}
                onNearStart={onNearStart}
                visible={visible}
              />
            )}
            <NewLines follow={follow} rows={view.rows} onFollow={setFollow} />
          </div>
          {open !== null && (
            <LogDetail
              line={open}
              onUnit={onUnit}
              onClose={() => closeDetail(() => setOpen(null))}
            />
          )}
          <LogFoot feed={feed} view={view} filter={filter} onFilter={setFilter} />
        </section>
        <div className="log-side">{side}</div>
      </div>
      <Drawer
        opened={isSideOpen}
        onClose={() => setSideOpen(false)}
        position="right"
        size={340}
        title="Transfers and last minutes"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className="log-side-drawer">{side}</div>
      </Drawer>
    </div>
  );
}

/** Gives the focus back to the list. */
function closeDetail(close: () => void): void {
  close();
  document.querySelector<HTMLElement>('.log-list')?.focus();
}
