import { useEffect, useState, useSyncExternalStore } from 'react';
import { useClient, useStore } from '../mirror/context.ts';
import type { LogFilter } from './filter.ts';
import { LogFeed } from './log-feed.ts';
import { LogView } from './log-view.ts';
import { createMatcher } from './matcher.ts';

/** The log for as long as its screen is open. */
export function useLog(filter: LogFilter): { feed: LogFeed; view: LogView } {
  const client = useClient();
  const store = useStore();
  const [log] = useState(() => {
    const feed = new LogFeed({ list: (asked) => client.log.list(asked), onLog: store.onLog });
    const matcher = createMatcher();
    return {
      feed,
      matcher,
      view: new LogView({ feed, matcher, find: (asked) => client.log.find(asked) }),
    };
  });
  const { feed, view } = log;
  useEffect(() => {
    view.open();
    feed.start(store.mirror().run);
    return () => {
      feed.stop();
      view.close();
      log.matcher.close();
    };
  }, [log, feed, view, store]);
  useEffect(() => view.setFilter(filter), [view, filter]);
  useSyncExternalStore(view.subscribe, () => view.version);
  return { feed, view };
}
