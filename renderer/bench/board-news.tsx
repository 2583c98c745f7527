import { useEffect, useRef, useState } from 'react';
import { useMirror } from '../mirror/context.ts';
import { type Counts, countUnits } from '../units/tile-state.ts';

/** A screen reader hears of the board at most this often. */
const PAUSE_MS = 5000;

/** Reads the board aloud in summary: "3 more verified, 1 more needs attention". Invisible. */
export function BoardNews() {
  const units = useMirror((mirror) => mirror.units);
  const said = useRef<Counts | null>(null);
  const latest = useRef(units);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [news, setNews] = useState('');

  useEffect(() => {
    latest.current = units;
    said.current ??= countUnits(units.values());
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const now = countUnits(latest.current.values());
      if (said.current !== null) setNews((before) => newsOf(said.current, now) || before);
      said.current = now;
    }, PAUSE_MS);
  }, [units]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );

  return (
    <p className="hidden" aria-live="polite">
      {news}
    </p>
  );
}

function newsOf(before: Counts | null, now: Counts): string {
  if (before === null) return '';
  const more = (count: number, words: string): string[] => (count > 0 ? [`${count} ${words}`] : []);
  return [
    ...more(now.onBench - before.onBench, 'new on the bench'),
    ...more(now.ready - before.ready, 'more ready to bind'),
    ...more(now.attention - before.attention, 'more need attention'),
  ].join(', ');
}
