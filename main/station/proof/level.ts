/** What a unit of this model must show before it is verified. Pure. */
import type { ProofLevel } from '../../contract/proof.ts';
import type { UnitRecord } from '../provisioning/record.ts';
import type { Limits } from '../provisioning/unit-event.ts';

export function levelOf({ model }: Pick<UnitRecord, 'model'>, limits: Limits): ProofLevel {
  const own = model !== null && Object.hasOwn(limits.proofsOf, model);
  return (own ? limits.proofsOf[model] : undefined) ?? limits.proofs;
}

/** Whether its web server is asked for its values at all. */
export function isReadBack(level: ProofLevel): boolean {
  return level === 'usual' || level === 'read-back';
}

/**
 * Whether the chain's own proof of the last file does not suffice yet: the unit's values are still to be
 * read back. At `usual` only where its web server answered before; with `read-back` always, unless its
 * last file switches the web server off, and what came before it was read back as wanted.
 */
export function awaitsReadBack(unit: UnitRecord, limits: Limits): boolean {
  const level = levelOf(unit, limits);
  const { rehearsal, last } = unit.readBacks;
  if (!isReadBack(level) || last?.outcome === 'equal') return false;
  const wasRead = rehearsal?.outcome === 'equal';
  if (level === 'read-back') return !(unit.isLockedAtEnd && wasRead);
  return wasRead && !unit.isLockedAtEnd && !unit.isReadBackOver;
}

/** Whether the unit may have its last file, as far as what was read back of its rehearsal goes. */
export function mayLeave(unit: UnitRecord, limits: Limits): boolean {
  const level = levelOf(unit, limits);
  const outcome = unit.readBacks.rehearsal?.outcome;
  if (level === 'chain') return true;
  return outcome !== 'different' && (level !== 'read-back' || outcome === 'equal');
}
