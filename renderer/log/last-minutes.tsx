import { Fragment, useEffect, useState } from 'react';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import type { LogFeed } from './log-feed.ts';
import { recentOf } from './recent.ts';
import { sourceWords } from './source-words.ts';

const REFRESH_MS = 1000;

/** What the last ten minutes brought. */
export function LastMinutes({ feed }: { feed: LogFeed }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const recent = recentOf(feed.lines, now, feed.isAtStart);
  const atLeast = recent.isCut ? 'at least ' : '';
  return (
    <Panel title="Last 10 minutes" className="log-recent">
      <dl>
        <dt>Lines</dt>
        <dd>
          {atLeast}
          {count(recent.lines)}
        </dd>
        <dt>Errors</dt>
        <dd className={recent.errors > 0 ? 'fail' : ''}>
          {recent.errors > 0 && <Icon name="failed" />}
          {count(recent.errors)}
        </dd>
        <dt>Warnings</dt>
        <dd className={recent.warnings > 0 ? 'warn' : ''}>
          {recent.warnings > 0 && <Icon name="waiting" />}
          {count(recent.warnings)}
        </dd>
        <dt>Units heard</dt>
        <dd>{count(recent.units)}</dd>
        <dt>Messages of units (syslog)</dt>
        <dd>{count(recent.syslog)}</dd>
        <dt>DHCP</dt>
        <dd>{count(recent.dhcp)}</dd>
        <dt>TFTP</dt>
        <dd>{count(recent.tftp)}</dd>
        <dt>HTTP</dt>
        <dd>{count(recent.http)}</dd>
        {(['https', 'dns', 'ntp'] as const).map(
          (source) =>
            recent[source] > 0 && (
              <Fragment key={source}>
                <dt>{sourceWords[source]}</dt>
                <dd>{count(recent[source])}</dd>
              </Fragment>
            ),
        )}
        <dt>Station</dt>
        <dd>{count(recent.station)}</dd>
      </dl>
    </Panel>
  );
}
