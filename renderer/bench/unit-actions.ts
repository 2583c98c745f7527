import { useCallback } from 'react';
import type { Unit } from '../../main/contract/model.ts';
import { printLabels } from '../labels/print.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { saveFile } from '../ui/download.ts';
import { countOf } from '../ui/format.ts';
import { useToast } from '../ui/toast.tsx';
import { macTail } from '../units/names.ts';
import { type BulkResult, forEachUnit, losesWork } from './bulk.ts';
import { unitsCsv } from './unit-csv.ts';

type OnUnits = (units: readonly Unit[]) => Promise<BulkResult | null>;

/** What can be done with units, one or a thousand; null: the person kept things as they are. */
export interface UnitActions {
  provisionAgain: OnUnits;
  release: OnUnits;
  print: (units: readonly Unit[]) => void;
  exportList: (units: readonly Unit[]) => void;
}

export function useUnitActions(): UnitActions {
  const client = useClient();
  const confirm = useConfirm();
  const toast = useToast();

  const provisionAgain = useCallback<OnUnits>(
    async (units) => {
      const result = await forEachUnit(
        units,
        (mac) => client.units.provisionAgain({ mac }),
        refusalText,
      );
      if (result.done.length > 0) toast(`${named(units, result)} may go through the chain again.`);
      return result;
    },
    [client, toast],
  );

  const release = useCallback<OnUnits>(
    async (units) => {
      const lost = units.filter(losesWork);
      if (lost.length > 0 && (await confirm(releaseQuestion(units, lost))) === null) return null;
      const result = await forEachUnit(units, (mac) => client.units.takeOff({ mac }), refusalText);
      if (result.done.length > 0) {
        const back = units.filter(({ mac }) => result.done.includes(mac));
        const undo = async (): Promise<void> => {
          const undone = await forEachUnit(
            back,
            (mac) => client.units.putBack({ mac }),
            refusalText,
          );
          const [first] = undone.refused;
          if (first !== undefined) {
            toast(`${macTail(first.mac)} is not back: ${first.why}`, { tone: 'fail' });
          }
        };
        toast(`${named(units, result)} released.`, { undo: () => void undo() });
      }
      return result;
    },
    [client, confirm, toast],
  );

  return { provisionAgain, release, print: printLabels, exportList };
}

function exportList(units: readonly Unit[]): void {
  saveFile('units.csv', 'text/csv;charset=utf-8', unitsCsv(units));
}

function named(units: readonly Unit[], { done }: BulkResult): string {
  const [only] = done;
  return units.length === 1 && only !== undefined ? macTail(only) : countOf(done.length, 'unit');
}

function releaseQuestion(units: readonly Unit[], lost: readonly Unit[]) {
  const [only] = units;
  const what =
    units.length === 1 && only !== undefined ? macTail(only.mac) : countOf(units.length, 'unit');
  return {
    title: `Release ${what}?`,
    body:
      units.length === 1
        ? 'It is verified and bound to nobody. Off the board it waits for no account.'
        : `${countOf(lost.length, 'of them is', 'of them are')} verified and bound to nobody.`,
    verb: units.length === 1 ? 'Release it' : `Release ${countOf(units.length, 'unit')}`,
    keep: units.length === 1 ? 'Keep it' : 'Keep them',
    tone: 'danger' as const,
  };
}
