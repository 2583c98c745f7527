/**
 * Rows that no longer hold what was written, by a bad sector or another program's hand. They must not keep the
 * station from starting: the whole database is copied first, then each is built anew from what stands beside it in its
 * row, or taken out. What decides which files a unit gets is never guessed: such damage is refused.
 */
import { basename, join } from 'node:path';
import * as z from 'zod';
import { StationError } from '../../contract/errors.ts';
import {
  conditionSchema,
  foreignClientSchema,
  scanOutcomeSchema,
  stageSchema,
} from '../../contract/model.ts';
import {
  type EpochMs,
  epochMsSchema,
  formatMac,
  ipv4Schema,
  isoTime,
  macSchema,
} from '../../contract/values.ts';
import { newUnitRecord } from '../provisioning/record.ts';
import { DATABASE_FILE, type Database } from './database.ts';

/** In a sentence. */
const MOST_NAMED = 5;

const text = z.string().nullable();
const leaseSchema = z.object({
  clientKey: z.string().min(1),
  address: ipv4Schema,
  mac: macSchema,
  clientId: text,
  grantedAt: epochMsSchema,
  expiresAt: epochMsSchema,
  state: z.enum(['leased', 'released', 'declined', 'freed']),
  vendorClass: text,
  hostName: text,
});

const object = z.record(z.string(), z.unknown());
/** What a record of any version has, and of what is newer the kind. */
const unitSchema = z.object({
  mac: macSchema,
  stage: stageSchema,
  condition: conditionSchema,
  since: epochMsSchema,
  firstSeenAt: epochMsSchema,
  lastSeenAt: epochMsSchema,
  address: ipv4Schema.nullable(),
  model: text,
  serial: text,
  firmware: text,
  reason: object.nullable(),
  steps: z.record(z.string(), object),
  readBacks: object.optional(),
  startsAt: z.array(epochMsSchema).optional(),
  upgrade: object.nullish(),
  beforeLinkLost: object.nullish(),
});

const seatSchema = z.object({
  seat: z.string(),
  half: z
    .object({ kind: z.enum(['unit', 'account']), value: z.string(), at: epochMsSchema })
    .nullable(),
  last: z.object({ text: z.string(), at: epochMsSchema }).nullable(),
  lockedBy: scanOutcomeSchema.nullable(),
});

interface Row {
  rowid: number;
  text: string;
  key: string;
}

interface Kind {
  table: string;
  /** The column of JSON. */
  column: string;
  schema: z.ZodType;
  /** One of them, for the sentence. */
  name: string;
  /** What the row's other columns still say; null: nothing of use. Left out: the row goes. */
  rebuilt?(database: Database, row: Row, now: EpochMs): unknown;
  key: string;
}

const kinds: Kind[] = [
  {
    ...{ table: 'leases', column: 'lease', key: 'client_key', schema: leaseSchema },
    name: 'lease',
    rebuilt: leaseOf,
  },
  {
    ...{ table: 'units', column: 'record', key: 'mac', schema: unitSchema },
    name: 'unit',
    rebuilt: (_, { key }, now) =>
      macSchema.safeParse(key).success
        ? {
            ...newUnitRecord(key, now),
            attention:
              'Its record was damaged, so what it had reached is not known. Start it again.',
          }
        : null,
  },
  {
    ...{ table: 'foreign_clients', column: 'client', key: 'mac', schema: foreignClientSchema },
    name: 'foreign client',
  },
  {
    ...{ table: 'seats', column: 'memory', key: 'seat', schema: seatSchema },
    name: 'scanning place',
  },
];

/** Columns of JSON that say what units get. */
const needed = [
  ['template_versions', 'texts'],
  ['template_drafts', 'texts'],
  ['firmware_images', 'models'],
  ['firmware_rules', 'steps'],
  ['catalogues', 'parameters'],
] as const;

/**
 * Looks through the rows that a start reads, and settles what is damaged.
 * @returns a sentence for each kind of row that was; empty: all is well
 * @throws StationError DATABASE_DAMAGED when profiles or firmware are damaged; the file is left as it was
 */
export function setAsideDamaged(database: Database, now: EpochMs): string[] {
  const { dir } = database;
  if (dir === null || database.isNew) return [];
  refuseDamagedFiles(database, dir);
  const found = kinds.flatMap((kind) => {
    const rows = database.sql
      .prepare<Row>(
        `SELECT rowid AS rowid, ${kind.column} AS text, ${kind.key} AS key FROM ${kind.table}`,
      )
      .all()
      .filter((row) => !kind.schema.safeParse(parsed(row.text)).success);
    return rows.length === 0 ? [] : [{ kind, rows }];
  });
  if (found.length === 0) return [];
  const copy = join(dir, `${DATABASE_FILE}.damaged-${isoTime(now).replace(/[:.]/g, '-')}`);
  database.copyTo(copy);
  database.exec('BEGIN IMMEDIATE');
  try {
    const told = found.map(({ kind, rows }) => settle(database, kind, rows, now));
    database.exec('COMMIT');
    return told.map(
      (what) => `${what} The whole database, as it was found, is kept as ${basename(copy)}.`,
    );
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function settle(database: Database, kind: Kind, rows: readonly Row[], now: EpochMs): string {
  const { table, column, name, schema, rebuilt } = kind;
  const save = database.sql.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`);
  const drop = database.sql.prepare(`DELETE FROM ${table} WHERE rowid = ?`);
  let kept = 0;
  for (const row of rows) {
    const anew = rebuilt?.(database, row, now) ?? null;
    if (schema.safeParse(anew).success) {
      save.run(JSON.stringify(anew), row.rowid);
      kept += 1;
    } else drop.run(row.rowid);
  }
  const dropped = rows.length - kept;
  const parts = [
    kept > 0 ? `${kept} built anew from what was left` : null,
    dropped > 0 ? `${dropped} set aside` : null,
  ].filter((part) => part !== null);
  const count = rows.length === 1 ? `1 ${name} was` : `${rows.length} ${name}s were`;
  const macs = rows.flatMap(({ key }) => (macSchema.safeParse(key).success ? formatMac(key) : []));
  const named = macs.length === 0 ? '' : ` (${macs.slice(0, MOST_NAMED).join(', ')})`;
  return `${count} damaged in the station's data${named}: ${parts.join(', ')}.`;
}

/** Who has which address until when stands beside the record, so nobody else is given it. */
function leaseOf(database: Database, { rowid, key }: Row, now: EpochMs): unknown {
  const beside = database.sql
    .prepare<{ mac: string; address: string; expires: number }>(
      'SELECT mac, address, expires_at AS expires FROM leases WHERE rowid = ?',
    )
    .get(rowid);
  if (beside === undefined) return null;
  const { mac, address, expires: expiresAt } = beside;
  return {
    ...{ clientKey: key, mac, address, expiresAt, grantedAt: Math.min(now, expiresAt) },
    clientId: key.startsWith('id ') ? key.slice('id '.length) : null,
    state: key.startsWith('declined ') ? 'declined' : 'leased',
    ...{ vendorClass: null, hostName: null },
  };
}

function refuseDamagedFiles(database: Database, dir: string): void {
  for (const [table, column] of needed) {
    const bad = database.sql
      .prepare(`SELECT 1 FROM ${table} WHERE NOT json_valid(${column}) LIMIT 1`)
      .get();
    if (bad === undefined) continue;
    throw new StationError(
      'DATABASE_DAMAGED',
      `The database ${join(dir, DATABASE_FILE)} is damaged: its profiles or firmware rules (${table}) cannot be read. Move it to a safe place and put the newest backup there instead.`,
    );
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
