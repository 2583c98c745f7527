import { createContext, useContext } from 'react';
import type { Scanning } from './use-scanning.ts';

/** One scanning place for the whole page: a scan means the same on every screen. */
export const ScanningContext = createContext<Scanning | null>(null);

export function useScan(): Scanning {
  const scanning = useContext(ScanningContext);
  if (scanning === null) throw new Error('A view stands outside the frame.');
  return scanning;
}
