import type { CertificateWords, KeyExport } from '../../contract/escrow.ts';
import type { Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** Encrypted exports of keys: when, for whom, of whom; never the keys. */
export interface KeyExportsTable {
  /** @returns its number */
  add(
    about: Omit<KeyExport, 'number'>,
    units: readonly { mac: Mac; fingerprint: string }[],
  ): number;
  /** Newest first. */
  newest(limit: number): KeyExport[];
  /** Those that hold that key of the unit, newest first. */
  ofUnit(mac: Mac, fingerprint: string): KeyExport[];
  /** Units whose present key is in one. */
  exported(): Set<Mac>;
}

type Row = Omit<KeyExport, 'recipients'> & { recipients: string };

const COLUMNS = 'number, at, file_name AS fileName, sha256, unit_count AS units, recipients';

export function keyExportsTable(sql: Sql): KeyExportsTable {
  const add = sql.prepare(
    'INSERT INTO key_exports (at, file_name, sha256, unit_count, recipients) VALUES (?, ?, ?, ?, ?)',
  );
  const addUnit = sql.prepare(
    'INSERT INTO key_export_units (export, mac, fingerprint) VALUES (?, ?, ?)',
  );
  const newest = sql.prepare<Row>(
    `SELECT ${COLUMNS} FROM key_exports ORDER BY number DESC LIMIT ?`,
  );
  const ofUnit = sql.prepare<Row>(
    `SELECT ${COLUMNS} FROM key_exports WHERE number IN
       (SELECT export FROM key_export_units WHERE mac = ? AND fingerprint = ?)
     ORDER BY number DESC`,
  );
  const exported = sql.prepare<{ mac: Mac }>(
    `SELECT DISTINCT k.mac FROM keys k JOIN key_export_units u
       ON u.mac = k.mac AND u.fingerprint = k.fingerprint WHERE k.exported_at IS NOT NULL`,
  );
  const read = (row: Row): KeyExport => ({
    ...row,
    recipients: JSON.parse(row.recipients) as CertificateWords[],
  });
  return {
    add: ({ at, fileName, sha256, units: count, recipients }, units) => {
      const written = JSON.stringify(recipients);
      const { lastInsertRowid } = add.run(at, fileName, sha256, count, written);
      const number = Number(lastInsertRowid);
      for (const { mac, fingerprint } of units) addUnit.run(number, mac, fingerprint);
      return number;
    },
    newest: (limit) => newest.all(limit).map(read),
    ofUnit: (mac, fingerprint) => ofUnit.all(mac, fingerprint).map(read),
    exported: () => new Set(exported.all().map(({ mac }) => mac)),
  };
}
