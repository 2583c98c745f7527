import { readTemplates, type Templates } from './files/isp-values.ts';
import type { Settings } from './settings.ts';
import { createModelTable, type ModelTable } from './units/models.ts';

/** What one run of the services goes by, the same from Start to Stop. */
export interface Basis {
  settings: Settings;
  templates: Templates;
  models: ModelTable;
}

/** @throws StationError BAD_TEMPLATE, BAD_SETTINGS */
export function basisOf(settings: Settings): Basis {
  return {
    settings,
    templates: readTemplates(settings.templates, settings.isp),
    models: createModelTable(settings.models),
  };
}
