import type { Sealing } from '../vault/seal.ts';
import { type AccountsTable, accountsTable } from './accounts.ts';
import { type BatchesTable, batchesTable } from './batches.ts';
import { type BindingsTable, bindingsTable } from './bindings.ts';
import { type CataloguesTable, cataloguesTable } from './catalogues.ts';
import { type EvidenceTable, evidenceTable } from './evidence.ts';
import { type FirmwareTable, firmwareTable } from './firmware.ts';
import { type ForeignTable, foreignTable } from './foreign.ts';
import { type KeyExportsTable, keyExportsTable } from './key-exports.ts';
import { type KeyHistoryTable, keyHistoryTable } from './key-history.ts';
import { type KeysTable, keysTable } from './keys.ts';
import { type LeasesTable, leasesTable } from './leases.ts';
import { type LogTable, logTable } from './log.ts';
import { type MetaTable, metaTable } from './meta.ts';
import { type PinsTable, pinsTable } from './pins.ts';
import { type ScansTable, scansTable } from './scans.ts';
import { type SeatsTable, seatsTable } from './seats.ts';
import { type ServedTable, servedTable } from './served.ts';
import type { Sql } from './sql.ts';
import { type TemplatesTable, templatesTable } from './templates.ts';
import { type UnitSecretsTable, unitSecretsTable } from './unit-secrets.ts';
import { type UnitsTable, unitsTable } from './units.ts';

/** Every table of the station. All methods are synchronous and mean nothing outside read and write. */
export interface Tables {
  meta: MetaTable;
  leases: LeasesTable;
  units: UnitsTable;
  evidence: EvidenceTable;
  served: ServedTable;
  keys: KeysTable;
  keyHistory: KeyHistoryTable;
  keyExports: KeyExportsTable;
  log: LogTable;
  foreign: ForeignTable;
  accounts: AccountsTable;
  bindings: BindingsTable;
  batches: BatchesTable;
  scans: ScansTable;
  seats: SeatsTable;
  templates: TemplatesTable;
  secrets: UnitSecretsTable;
  catalogues: CataloguesTable;
  pins: PinsTable;
  firmware: FirmwareTable;
}

/** Compiles every statement once; the schema must be the newest. Secret columns go through `sealing`. */
export function tablesOf(sql: Sql, sealing: Sealing): Tables {
  return {
    meta: metaTable(sql, sealing),
    leases: leasesTable(sql),
    units: unitsTable(sql),
    evidence: evidenceTable(sql),
    served: servedTable(sql),
    keys: keysTable(sql, sealing),
    keyHistory: keyHistoryTable(sql, sealing),
    keyExports: keyExportsTable(sql),
    log: logTable(sql),
    foreign: foreignTable(sql),
    accounts: accountsTable(sql, sealing),
    bindings: bindingsTable(sql),
    batches: batchesTable(sql),
    scans: scansTable(sql),
    seats: seatsTable(sql),
    templates: templatesTable(sql),
    secrets: unitSecretsTable(sql, sealing),
    catalogues: cataloguesTable(sql),
    pins: pinsTable(sql),
    firmware: firmwareTable(sql),
  };
}
