import type { Mac } from '../../contract/values.ts';
import type { UnitRecord } from '../provisioning/record.ts';
import type { Sql } from './sql.ts';

/** What the station remembers of each unit. */
export interface UnitsTable {
  /** In the order the units were first saved: their place on the board. */
  all(): UnitRecord[];
  /** A known unit keeps its place. */
  save(record: UnitRecord): void;
  /** Forgets the unit's record; evidence, keys and bindings stay. */
  remove(mac: Mac): void;
}

export function unitsTable(sql: Sql): UnitsTable {
  const all = sql.prepare<{ record: string }>('SELECT record FROM units ORDER BY place');
  const save = sql.prepare(
    'INSERT INTO units (mac, record) VALUES (?, ?) ON CONFLICT (mac) DO UPDATE SET record = excluded.record',
  );
  const remove = sql.prepare('DELETE FROM units WHERE mac = ?');
  return {
    all: () => all.all().map((row) => JSON.parse(row.record)),
    save: (record) => void save.run(record.mac, JSON.stringify(record)),
    remove: (mac) => void remove.run(mac),
  };
}
