import type { LayerRef, TemplateStage } from '../../main/contract/profiles.ts';
import { useKeptState } from '../ui/kept-state.ts';

/** A place of a text somebody wants to see; its template may have to be opened first. */
export interface WantedPlace {
  ref: LayerRef;
  stage: TemplateStage;
  at: { line: number } | { from: number; to: number };
}

export function useWantedPlace() {
  return useKeptState<WantedPlace | null>('profiles.place', null);
}
