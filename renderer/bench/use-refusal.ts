import { useCallback, useEffect, useState } from 'react';
import type { Mac } from '../../main/contract/values.ts';
import type { BulkResult } from './bulk.ts';

/** Why the last action on this unit was refused, until the next one. */
export function useRefusal(mac: Mac): {
  why: string | null;
  tell: (result: BulkResult | null) => void;
} {
  const [why, setWhy] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another unit has nothing to do with it
  useEffect(() => setWhy(null), [mac]);
  const tell = useCallback((result: BulkResult | null) => {
    setWhy(result?.refused[0]?.why ?? null);
  }, []);
  return { why, tell };
}
