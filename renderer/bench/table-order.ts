/** Columns of the unit table and how each sorts. Pure. */
import { stages, type Unit } from '../../main/contract/model.ts';
import { ipv4ToNumber, type Mac } from '../../main/contract/values.ts';
import { type TileStateId, tileStateOf } from '../units/tile-state.ts';

export const columnIds = [
  'state',
  'mac',
  'model',
  'serial',
  'address',
  'stage',
  'since',
  'account',
  'message',
] as const;
export type ColumnId = (typeof columnIds)[number];

export const columnTitles: Readonly<Record<ColumnId, string>> = {
  state: 'State',
  mac: 'MAC address',
  model: 'Model',
  serial: 'Serial',
  address: 'IP',
  stage: 'Stage',
  since: 'In this state',
  account: 'Account',
  message: 'Last message',
};

/** What needs a person stands first, then the chain backwards from its end. */
const stateOrder: readonly TileStateId[] = [
  'failed',
  'waiting',
  'link-lost',
  'seen',
  'sp-cust',
  'sec-prv-1',
  'rehearsal',
  'verified',
  'bound',
];

/** Nobody chose a column: rows stand in the order of the board's places, and stay there. */
export const unsorted = { id: 'place', isDescending: false };

/**
 * @param units in the order of their places
 * @param sort  by a column's id; what is empty comes last either way, equal rows by MAC
 * @param messages  each unit's last message
 */
export function sortUnits(
  units: readonly Unit[],
  sort: { id: string; isDescending: boolean },
  messages: ReadonlyMap<Mac, string>,
): readonly Unit[] {
  if (sort.id === unsorted.id) return units;
  const cellOf = (unit: Unit): string | number | null => {
    switch (sort.id) {
      case 'state':
        return stateOrder.indexOf(tileStateOf(unit).id);
      case 'stage':
        return stages.indexOf(unit.stage);
      case 'since':
        // Time in the state rises as the moment falls.
        return -unit.since;
      case 'address':
        return unit.address === null ? null : ipv4ToNumber(unit.address);
      case 'message':
        return messages.get(unit.mac) ?? null;
      case 'model':
      case 'serial':
      case 'account':
        return unit[sort.id];
      default:
        return unit.mac;
    }
  };
  const sign = sort.isDescending ? -1 : 1;
  const rows = units.map((unit) => ({ unit, value: cellOf(unit) }));
  rows.sort((a, b) => {
    if (a.value === null || b.value === null) {
      return Number(a.value === null) - Number(b.value === null) || byMac(a.unit, b.unit);
    }
    if (a.value === b.value) return byMac(a.unit, b.unit);
    return a.value < b.value ? -sign : sign;
  });
  return rows.map(({ unit }) => unit);
}

function byMac(a: Unit, b: Unit): number {
  return a.mac < b.mac ? -1 : 1;
}
