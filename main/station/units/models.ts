/**
 * The model table: which file a factory-fresh unit asks for, by model (R-001; device facts 1.4–1.9).
 * Built in from `resources/models.json`; settings add rows or replace them by model name.
 */
import builtIn from '../../../resources/models.json' with { type: 'json' };
import { type ModelInfo, type ModelRow, modelRowSchema } from '../../contract/settings.ts';

export type Model = ModelRow;

export interface ModelTable {
  readonly all: readonly Model[];
  /** By file name, exact case first; `isExact` false when only the case differs. */
  byFile(name: string): { model: Model; isExact: boolean } | null;
  /** By any spelling of the product: `SPA-962`, `spa962`, `LINKSYS SPA-962`. */
  byName(text: string): Model | null;
}

/** @param extra rows of the settings; a row with a known model name replaces the built-in one */
export function createModelTable(extra: readonly Model[] = []): ModelTable {
  const known = listModels(extra);
  const rows = new Map(known.map(({ isBuiltIn: _, ...row }) => [plainName(row.model), row]));
  const all = [...rows.values()];
  // Whatever a model's own first file is called, `/spa$PSN.cfg` is the rule the guide prints for all.
  const named = all.flatMap((row) =>
    [`spa${row.psn}.cfg`, row.file].map((file) => [file, row] as const),
  );
  const exact = new Map(named);
  const folded = new Map(named.map(([file, row]) => [file.toLowerCase(), row]));
  return {
    all,
    byFile(name) {
      const model = exact.get(name);
      if (model) return { model, isExact: true };
      const near = folded.get(name.toLowerCase());
      return near ? { model: near, isExact: false } : null;
    },
    byName(text) {
      const words = text.trim().split(/\s+/);
      return rows.get(plainName(words.at(-1) ?? '')) ?? null;
    },
  };
}

/** The table as people see it: built-in rows in their order, replaced ones in place, then the further ones. */
export function listModels(extra: readonly Model[]): ModelInfo[] {
  const rows = new Map<string, ModelInfo>();
  for (const row of builtIn) {
    rows.set(plainName(row.model), { ...modelRowSchema.parse(row), isBuiltIn: true });
  }
  for (const row of extra) rows.set(plainName(row.model), { ...row, isBuiltIn: false });
  return [...rows.values()];
}

/** Names are the same whatever their hyphens and capitals. */
export function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}

/** The rule a unit of that model leaves the factory with. */
export function factoryRule({ file, psn }: Model): string {
  return file === `spa${psn}.cfg` ? '/spa$PSN.cfg' : `/${file}`;
}
