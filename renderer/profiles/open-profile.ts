/** Goes to the templates of a unit, with that unit looked at; small enough for every screen. */
import type { Unit } from '../../main/contract/model.ts';
import type { TemplateInfo } from '../../main/contract/profiles.ts';
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

/**
 * Goes to what a unit's profile is made of: its model's template, or the ISP's when that says nothing.
 * @returns where to go
 */
export function templatesOfUnit(
  { mac, model }: Pick<Unit, 'mac' | 'model'>,
  templates: readonly Pick<TemplateInfo, 'kind' | 'key' | 'state'>[],
): string {
  const own = templates.find(({ kind, key }) => kind === 'model' && key === model);
  const saysNothing = own === undefined || own.state === 'empty' || own.state === 'missing';
  return profileOfUnit({ mac, model: saysNothing ? null : model });
}
