import type { EpochMs, Ipv4, Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** What the store must know of a lease; whatever else it has (state, times) is kept as it is. */
export interface StoredLease {
  /** Client identifier or hardware address, as the DHCP service names a client; one lease each. */
  clientKey: string;
  mac: Mac;
  address: Ipv4;
  expiresAt: EpochMs;
}

export interface LeasesTable {
  /** In the order of their addresses' first lease. `Lease` must be the type that was saved. */
  all<Lease extends StoredLease>(): Lease[];
  /** Replaces the client's earlier lease. Must be plain data: it is stored as JSON. */
  save(lease: StoredLease): void;
  remove(clientKey: string): void;
}

export function leasesTable(sql: Sql): LeasesTable {
  const all = sql.prepare<{ lease: string }>('SELECT lease FROM leases ORDER BY rowid');
  const save = sql.prepare(
    `INSERT INTO leases (client_key, mac, address, expires_at, lease) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (client_key) DO UPDATE SET mac = excluded.mac, address = excluded.address,
       expires_at = excluded.expires_at, lease = excluded.lease`,
  );
  const remove = sql.prepare('DELETE FROM leases WHERE client_key = ?');
  return {
    all: () => all.all().map((row) => JSON.parse(row.lease)),
    save: (lease) =>
      void save.run(
        lease.clientKey,
        lease.mac,
        lease.address,
        lease.expiresAt,
        JSON.stringify(lease),
      ),
    remove: (clientKey) => void remove.run(clientKey),
  };
}
