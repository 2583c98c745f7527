import { ORPCError } from '@orpc/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ImportReport } from '../../main/contract/accounts.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import type { StationClient } from '../mirror/wire.ts';
import { type ImportSession, questionOf } from './import-session.ts';
import { mappingOf } from './mapping.ts';

export interface Trial {
  /** The newest report; while another runs, the one before. Null: none yet, or the file is refused. */
  report: ImportReport | null;
  /** Why the station refuses the file as a whole. */
  refusal: string | null;
  /** The report belongs to this very file and mapping. */
  isCurrent: boolean;
  isRunning: boolean;
  /** It has been running for 300 ms: worth a word. */
  isSlow: boolean;
  again: () => void;
}

type Question = NonNullable<ReturnType<typeof questionOf>>;

/**
 * Asks for a trial run. Headings the station cannot match by itself are no reason to refuse the
 * file: it is asked again with less to guess, so that a person sees the columns and matches them.
 */
async function tryFile(
  client: StationClient,
  question: Question,
  signal: AbortSignal,
): Promise<ImportReport> {
  const ask = (map?: Record<string, string>) =>
    client.accounts.importCsv(
      { ...question, ...(map === undefined ? {} : { map }), isDryRun: true },
      { signal },
    );
  // Drawing and sending a long file are two tasks, not one long one.
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
  try {
    return await ask();
  } catch (error) {
    const code = 'map' in question ? null : refusalCode(error);
    if (code === 'NO_ACCOUNT_COLUMN') return ask({ account: '' });
    if (code !== 'DUPLICATE_COLUMN') throw error;
    const report = await ask(mappingOf({}).map);
    return { ...report, problems: [{ row: null, column: null, text: refusalText(error) }] };
  }
}

/** The station's code of a refused call; null: it did not refuse, it failed. */
function refusalCode(error: unknown): string | null {
  if (!(error instanceof ORPCError)) return null;
  const { data } = error;
  return typeof data === 'object' && data !== null && 'code' in data ? String(data.code) : null;
}

const SLOW_AFTER_MS = 300;

/**
 * The trial run of the import in hand. It runs again whenever file, reading or mapping change; the
 * newest counts, an older one is given up. Nothing is written.
 */
export function useTrial(session: ImportSession): Trial {
  const client = useClient();
  const question = questionOf(session);
  const { file, reading, choices } = session;
  const query = useQuery({
    queryKey: ['trial', file?.id ?? null, reading, choices],
    queryFn: ({ signal }) => (question === null ? null : tryFile(client, question, signal)),
    enabled: question !== null && session.step !== 'done',
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return {
    report: query.data ?? null,
    refusal: query.error === null ? null : refusalText(query.error),
    isCurrent: query.isSuccess && !query.isPlaceholderData && !query.isFetching,
    isRunning: query.isFetching,
    isSlow: useSlow(query.isFetching),
    again: () => void query.refetch(),
  };
}

/** @returns true once something has been running for a moment */
export function useSlow(isRunning: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isRunning]);
  return isSlow;
}
