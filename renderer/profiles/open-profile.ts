/** Goes to the templates of a unit, with that unit looked at; small enough for every screen. */
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { keepState } from '../ui/kept-state.ts';
import { pathOf } from './place.ts';

/** The unit a template is looked at through. */
export const LOOKED_AT = 'profiles.unit';

/** @returns where to go */
export function profileOfUnit({ mac, model }: { mac: Mac; model: Unit['model'] }): string {
  keepState(LOOKED_AT, mac);
  return pathOf(model === null ? { kind: 'isp', key: '' } : { kind: 'model', key: model });
}
