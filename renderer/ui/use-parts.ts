import { useQueries } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';

/** Rows asked for at a time. */
const PART = 100;

interface Part<Row> {
  total: number;
  rows: Row[];
}

export interface Parts<Page extends Part<unknown>> {
  /** As long as the whole list; a hole is a row that is not loaded yet. For a DataTable. */
  rows: ArrayLike<Page['rows'][number] | undefined>;
  /** For a DataTable: rows in sight. */
  onRange: (from: number, to: number) => void;
  /** The newest answer, with what it tells besides rows, such as counts. Null: none yet. */
  page: Page | null;
  isLoading: boolean;
  error: Error | null;
}

/**
 * A long list of the station, loaded in the parts a person looks at; what was loaded and is out of
 * sight is forgotten. While the question changes, the old rows stay until the new ones are there.
 *
 * @param key   query key, first a subject; what the question depends on follows
 * @param load  asks for one part
 */
export function useParts<Page extends Part<unknown>>(
  key: readonly unknown[],
  load: (offset: number, limit: number) => Promise<Page>,
): Parts<Page> {
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const onRange = useCallback((from: number, to: number) => {
    const first = Math.floor(from / PART);
    const last = Math.floor(to / PART);
    setRange((now) => (now[0] === first && now[1] === last ? now : [first, last]));
  }, []);
  const numbers = Array.from({ length: range[1] - range[0] + 1 }, (_, n) => range[0] + n);
  const answers = useQueries({
    queries: numbers.map((number) => ({
      queryKey: [...key, number],
      queryFn: () => load(number * PART, PART),
    })),
  });
  const shown = useRef<{ page: Page; rows: Parts<Page>['rows'] } | null>(null);
  const page = answers.find(({ data }) => data !== undefined)?.data;
  if (page !== undefined) {
    const rows: { length: number; [index: number]: Page['rows'][number] } = { length: page.total };
    answers.forEach(({ data }, n) => {
      const offset = (numbers[n] ?? 0) * PART;
      data?.rows.forEach((row, at) => {
        if (offset + at < rows.length) rows[offset + at] = row;
      });
    });
    shown.current = { page, rows };
  }
  return {
    rows: shown.current?.rows ?? [],
    onRange,
    page: shown.current?.page ?? null,
    isLoading: shown.current === null && answers.some(({ isPending }) => isPending),
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  };
}
