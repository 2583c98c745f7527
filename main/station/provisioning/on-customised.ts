/** What the maker's customisation of a unit means for it (guide: Deploying RC Units). Pure. */
import { type Advanced, changed, proof } from './marks.ts';
import type { UnitRecord } from './record.ts';
import type { UnitEvent } from './unit-event.ts';

/** A unit that is not customised, in the words of its Info page. */
const OPEN = 'Open';

/** Whether the maker's server provisions it: not this bench. */
export function isCustomised({ customisation }: Pick<UnitRecord, 'customisation'>): boolean {
  return customisation !== null && customisation.toLowerCase() !== OPEN.toLowerCase();
}

export function onCustomised(
  unit: UnitRecord,
  { at, status, by }: UnitEvent & { type: 'customised' },
): Advanced {
  if (unit.customisation === status) return { record: unit, evidence: [] };
  // What it was asked for before its first file is over; an image that may be in it is not.
  const isSafe = unit.upgrade === null || unit.upgrade.unsafeSince === null;
  const isOver = isSafe && isCustomised({ customisation: status });
  const upgrade = isOver ? null : unit.upgrade;
  const record = { ...unit, customisation: status, upgrade };
  const who = by === 'unit' ? 'Its Info page says' : 'A person says';
  const evidence = [proof(at, 'customised', `${who}: Customization ${status}`)];
  if (isCustomised(record)) {
    return { record: changed(record, at, 'ok', null, leftAlone(status)), evidence };
  }
  const wasLeftAlone = isCustomised(unit) && unit.reason?.text === leftAlone(unit.customisation);
  return {
    record: wasLeftAlone ? changed({ ...record, attention: null }, at, 'ok', null) : record,
    evidence,
  };
}

/** What `$ISCUST` alone tells: for whom is not known. */
export const SOMEBODY = 'Customised';

function leftAlone(status: string | null): string {
  const isPending = status?.toLowerCase() === 'pending';
  const known = status === SOMEBODY ? 'for whom is not known' : `for ${status}`;
  const whose = isPending ? 'not provisioned yet' : known;
  return `Customised by its maker (${whose}): it fetches its profile from the maker’s server and is left alone`;
}
