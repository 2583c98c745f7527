import { IconX } from '@tabler/icons-react';
import { count, countOf, dayAndTime } from '../ui/format.ts';
import { EmptyState, Skeletons } from '../ui/states.tsx';
import { isFiltering, type LogFilter, noFilter } from './filter.ts';
import type { LogFeed } from './log-feed.ts';
import { rangeWords } from './log-histogram.tsx';
import type { LogView } from './log-view.ts';
import type { OlderSearch } from './older-search.ts';
import { ROW_PX } from './rows.ts';

interface ViewProps {
  feed: LogFeed;
  view: LogView;
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
}

/** In place of the list: nothing there, nothing that fits, still loading, or not to be had. */
export function NoLines({ feed, view, filter, onFilter }: ViewProps) {
  const { older, search } = view;
  if (feed.isLoading || search === 'searching') {
    return <Skeletons rows={12} height={ROW_PX} says="Reading the log…" />;
  }
  if (feed.hasFailed) {
    const again = (
      <button type="button" className="button primary" onClick={() => void feed.load()}>
        Read it again
      </button>
    );
    return (
      <EmptyState icon="failed" title="The log could not be read" actions={again}>
        Units are served all the same. What happens is still written down.
      </EmptyState>
    );
  }
  if (!isFiltering(filter)) {
    return (
      <EmptyState icon="log" title="Nothing has happened yet">
        Start the station. Every request of a unit becomes a line here.
      </EmptyState>
    );
  }
  const clear = (
    <button type="button" className="button primary" onClick={() => onFilter(noFilter)}>
      Show all lines
    </button>
  );
  const searched = feed.lines.length + older.looked;
  const isLooking = older.state === 'looking';
  return (
    <EmptyState
      icon="log"
      title={`None of ${countOf(searched, 'line')} ${isLooking ? 'fits so far' : 'fits'}`}
      actions={
        <>
          {clear}
          <OlderButton older={older} className="button" />
        </>
      }
    >
      {isLooking
        ? 'Older lines are being searched.'
        : 'Choose another source, unit, severity, time or text.'}
    </EmptyState>
  );
}

/** `Searched 312 000 of 1 000 000 lines` */
function searchedWords(held: number, { state, looked, left }: OlderSearch): string {
  const searched = held + looked;
  if (state === 'all') return `Searched all ${countOf(searched, 'line')}`;
  if (state === 'failed')
    return `Searched ${countOf(searched, 'line')}; the older ones could not be`;
  const all = left === null || left === 0 ? '' : ` of ${count(searched + left)}`;
  return `Searched ${count(searched)}${all} lines${state === 'looking' ? '…' : ''}`;
}

function OlderButton({ older, className }: { older: OlderSearch; className: string }) {
  if (older.state !== 'enough' && older.state !== 'failed') return null;
  return (
    <button type="button" className={className} onClick={() => older.more()}>
      {older.state === 'failed' ? 'Try again' : 'Older results'}
    </button>
  );
}

/** How far the lines held reach, or how far was looked for what fits; and the chosen time. */
export function LogFoot({ feed, view, filter, onFilter }: ViewProps) {
  const [first] = feed.lines;
  const { older } = view;
  return (
    <footer className="log-foot">
      {older.state === 'off' && first !== undefined && (
        <>
          <span className="muted">
            {countOf(feed.lines.length, 'line')} since {dayAndTime(first.at)}
          </span>
          {!feed.isAtStart && (
            <button type="button" className="link-button" onClick={() => void feed.loadOlder()}>
              Load older lines
            </button>
          )}
        </>
      )}
      {older.state !== 'off' && (
        <>
          <span className="muted">{searchedWords(feed.lines.length, older)}</span>
          <OlderButton older={older} className="link-button" />
        </>
      )}
      <span className="grow" />
      {filter.range !== null && (
        <button
          type="button"
          className="button small"
          onClick={() => onFilter({ ...filter, range: null })}
        >
          Only {rangeWords(filter.range)}
          <IconX size={15} aria-label="Show all times" />
        </button>
      )}
    </footer>
  );
}
