import { IconX } from '@tabler/icons-react';
import { countOf, dayAndTime } from '../ui/format.ts';
import { EmptyState, Skeletons } from '../ui/states.tsx';
import { isFiltering, type LogFilter, noFilter } from './filter.ts';
import type { LogFeed } from './log-feed.ts';
import { rangeWords } from './log-histogram.tsx';
import type { SearchState } from './log-view.ts';
import { ROW_PX } from './rows.ts';

interface StateProps {
  feed: LogFeed;
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
}

/** In place of the list: nothing there, nothing that fits, still loading, or not to be had. */
export function NoLines({ feed, filter, onFilter, search }: StateProps & { search: SearchState }) {
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
  const older = feed.isAtStart ? null : (
    <button type="button" className="button" onClick={() => void feed.loadOlder()}>
      Look further back
    </button>
  );
  return (
    <EmptyState
      icon="log"
      title={`None of ${countOf(feed.lines.length, 'line')} fits`}
      actions={[clear, older]}
    >
      Choose another source, unit, severity, time or text.
    </EmptyState>
  );
}

/** How far the lines held reach, and the chosen time. */
export function LogFoot({ feed, filter, onFilter }: StateProps) {
  const [first] = feed.lines;
  return (
    <footer className="log-foot">
      {first !== undefined && (
        <span className="muted">
          {countOf(feed.lines.length, 'line')} since {dayAndTime(first.at)}
        </span>
      )}
      {!feed.isAtStart && first !== undefined && (
        <button type="button" className="link-button" onClick={() => void feed.loadOlder()}>
          Load older lines
        </button>
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
