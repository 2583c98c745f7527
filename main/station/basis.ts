import type { Settings } from './settings.ts';
import { permanentRuleOf } from './templates/given.ts';
import { createModelTable, type ModelTable } from './units/models.ts';

/** What one run of the services goes by, the same from Start to Stop. */
export interface Basis {
  settings: Settings;
  /** The rule units follow for good, unless a template has its own; null: no ISP address is set. */
  ispRule: string | null;
  models: ModelTable;
}

/** @throws StationError BAD_SETTINGS */
export function basisOf(settings: Settings): Basis {
  return {
    settings,
    ispRule: permanentRuleOf(settings.isp),
    models: createModelTable(settings.models),
  };
}
