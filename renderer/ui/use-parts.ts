import { keepPreviousData, useQueries } from '@tanstack/react-query';
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
      placeholderData: keepPreviousData,
    })),
  });
  const newest = useRef<Page | null>(null);
  const known = answers.find(({ data }) => data !== undefined)?.data;
  if (known !== undefined) newest.current = known;
  const page = known ?? newest.current;
  const rows: { length: number; [index: number]: Page['rows'][number] } = {
    length: page?.total ?? 0,
  };
  answers.forEach(({ data }, n) => {
    const offset = (numbers[n] ?? 0) * PART;
    data?.rows.forEach((row, at) => {
      if (offset + at < rows.length) rows[offset + at] = row;
    });
  });
  return {
    rows,
    onRange,
    page,
    isLoading: page === null && answers.some(({ isPending }) => isPending),
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  };
}
