/** One action on many units: a few calls at a time, and an honest account of each. */
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';

export interface BulkResult {
  done: Mac[];
  refused: { mac: Mac; why: string }[];
}

const AT_ONCE = 8;

/**
 * @param act   asks the station for one unit
 * @param wordsFor  the sentence for a call that failed
 */
export async function forEachUnit(
  units: readonly Unit[],
  act: (mac: Mac) => Promise<unknown>,
  wordsFor: (error: unknown) => string,
): Promise<BulkResult> {
  const result: BulkResult = { done: [], refused: [] };
  const waiting = units.values();
  const work = async (): Promise<void> => {
    for (const { mac } of waiting) {
      try {
        await act(mac);
        result.done.push(mac);
      } catch (error) {
        result.refused.push({ mac, why: wordsFor(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return result;
}

/** Whether releasing loses something that is not written down elsewhere: verified, bound to nobody. */
export function losesWork(unit: Pick<Unit, 'stage' | 'binding'>): boolean {
  return unit.stage === 'VERIFIED' && unit.binding === 'none';
}
