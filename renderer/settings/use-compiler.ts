import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CompilerView } from '../../main/contract/compiler.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';

const queryKey = ['settings', 'compiler'];

export interface Compiler {
  view: CompilerView | undefined;
  /** Why the station did not answer. */
  problem: string | null;
  isLooking: boolean;
  /** Starts it once more. */
  look: () => void;
}

/** What lies at the compiler's path. */
export function useCompiler(): Compiler {
  const client = useClient();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey,
    queryFn: () => client.settings.compiler({ again: false }),
  });
  const [isLooking, setLooking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function look(): Promise<void> {
    setLooking(true);
    setProblem(null);
    try {
      queries.setQueryData(queryKey, await client.settings.compiler({ again: true }));
    } catch (cause) {
      setProblem(refusalText(cause));
    } finally {
      setLooking(false);
    }
  }
  const asked = error === null ? null : refusalText(error);
  return { view: data, problem: problem ?? asked, isLooking, look: () => void look() };
}
