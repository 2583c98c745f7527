import type { EpochMs } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** Parameters a model knows at a firmware, as they were imported or written by hand. */
export interface KeptCatalogue {
  /** Empty: added to every model's. */
  model: string;
  /** Empty: for every firmware of the model. */
  firmware: string;
  /** The file it came from, or empty. */
  source: string;
  /** JSON of a list of parameters. */
  parameters: string;
  importedAt: EpochMs;
}

export interface CataloguesTable {
  all(): KeptCatalogue[];
  save(catalogue: KeptCatalogue): void;
  remove(model: string, firmware: string): void;
}

export function cataloguesTable(sql: Sql): CataloguesTable {
  const all = sql.prepare<KeptCatalogue>(
    `SELECT model, firmware, source, parameters, imported_at AS importedAt FROM catalogues
     ORDER BY model, firmware`,
  );
  const save = sql.prepare(
    `INSERT INTO catalogues (model, firmware, source, parameters, imported_at)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (model, firmware) DO UPDATE SET source = excluded.source,
       parameters = excluded.parameters, imported_at = excluded.imported_at`,
  );
  const remove = sql.prepare('DELETE FROM catalogues WHERE model = ? AND firmware = ?');
  return {
    all: () => all.all(),
    save: (one) =>
      void save.run(one.model, one.firmware, one.source, one.parameters, one.importedAt),
    remove: (model, firmware) => void remove.run(model, firmware),
  };
}
