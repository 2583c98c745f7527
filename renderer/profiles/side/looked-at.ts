/** Which unit a template is looked at through, and whether the template counts for it. Pure. */
import type { Unit } from '../../../main/contract/model.ts';
import type { LayerRef } from '../../../main/contract/profiles.ts';
import type { Mac } from '../../../main/contract/values.ts';
import { macTail } from '../../units/names.ts';
import { templateName } from '../template-words.ts';

type Known = Pick<Unit, 'mac' | 'model' | 'account'>;

/** What a template counts for, besides the units themselves. */
export interface Circumstances {
  /** The batch in work. */
  batch: string | null;
}

/** @returns null: it counts; else why not, in a sentence */
export function whyNotFor(
  ref: LayerRef,
  mac: Mac,
  unit: Known | null,
  { batch }: Circumstances,
): string | null {
  const tail = macTail(mac);
  switch (ref.kind) {
    case 'station':
    case 'isp':
      return null;
    case 'model':
      if (unit === null || unit.model === null || unit.model === ref.key) return null;
      return `${tail} is an ${unit.model}: ${templateName(ref)} does not count for it.`;
    case 'batch':
      return batch === ref.key
        ? null
        : `${templateName(ref)} is not in work, so it does not count now.`;
    case 'account':
      if (unit?.account === ref.key) return null;
      return `${tail} is not bound to ${ref.key}, so ${templateName(ref)} does not count for it.`;
    case 'unit':
      return mac === ref.key ? null : `${templateName(ref)} is for that unit alone.`;
  }
}

/** The unit to begin with: the one chosen last, when the template counts for it, else one it counts for. */
export function firstLookedAt(
  ref: LayerRef,
  chosen: Mac | null,
  units: ReadonlyMap<Mac, Known>,
  about: Circumstances,
): Mac | null {
  if (ref.kind === 'unit') return ref.key;
  const fits = (mac: Mac) => whyNotFor(ref, mac, units.get(mac) ?? null, about) === null;
  if (chosen !== null && fits(chosen)) return chosen;
  const known = [...units.keys()].find((mac) => fits(mac) && units.get(mac)?.model !== null);
  return known ?? chosen ?? [...units.keys()][0] ?? null;
}
