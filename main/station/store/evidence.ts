import type { Evidence } from '../../contract/model.ts';
import type { Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** Every proof and sighting of a unit, for good. */
export interface EvidenceTable {
  add(mac: Mac, evidence: Evidence): void;
  /** Oldest first; with `last`, only the newest so many. */
  of(mac: Mac, last?: number): Evidence[];
}

export function evidenceTable(sql: Sql): EvidenceTable {
  const add = sql.prepare('INSERT INTO evidence (mac, at, kind, detail) VALUES (?, ?, ?, ?)');
  const of = sql.prepare<Evidence>(
    'SELECT at, kind, detail FROM evidence WHERE mac = ? ORDER BY id DESC LIMIT ?',
  );
  return {
    add: (mac, { at, kind, detail }) => void add.run(mac, at, kind, detail),
    of: (mac, last = -1) => of.all(mac, last).reverse(),
  };
}
