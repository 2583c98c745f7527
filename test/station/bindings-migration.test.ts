/** A database of the first version, opened by this one: lists are found, counted and filtered as if new. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DATABASE_FILE } from '../../main/station/store/database.ts';
import { first } from '../../main/station/store/migrations/0001-first.ts';
import { openStore } from '../../main/station/store/store.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-migration-'));
  const driver = new Driver(join(dir, DATABASE_FILE));
  driver.exec(first);
  driver.exec(`
    INSERT INTO accounts VALUES
      ('A1', 'Ada', 'W1', NULL, 'sip1', NULL, 1, 0), ('A2', NULL, NULL, NULL, NULL, NULL, 2, 0);
    INSERT INTO account_secrets VALUES ('A1', 'password', 'p');
    INSERT INTO batches VALUES
      (1, 'billing', 1, 'void', 2, '/x/1', 'aa', x'00', 'twice', 2),
      (2, 'billing', 3, 'live', 1, '/x/2', 'bb', x'00', NULL, NULL);
    INSERT INTO bindings VALUES
      (1, 'A1', '000e08000001', 'S1', 'SPA942', NULL, 'VERIFIED', 10, 'screen', 2, NULL, NULL),
      (2, 'A2', '000e08000002', 'S2', 'SPA962', NULL, 'VERIFIED', 20, 'screen', NULL, NULL, NULL),
      (3, 'A2', '000e08000003', 'S3', 'SPA962', NULL, 'VERIFIED', 30, 'screen', NULL, 'undone', 31);
    INSERT INTO batch_members VALUES (1, 1), (1, 2), (2, 1);
  `);
  driver.pragma('user_version = 1');
  driver.close();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('keeps every account, binding and batch, and knows what it needs of them', async () => {
  const store = openStore({ dir });
  const part = { search: '', offset: 0, limit: 10, isDescending: false };
  const accounts = store.read((t) => t.accounts.page({ ...part, sort: 'account' }));
  expect(accounts).toMatchObject({
    counts: { all: 2, open: 1, full: 1, closed: 0 },
    rows: [
      { account: 'A1', devices: 1, status: 'full', changedAt: null },
      { account: 'A2', devices: 1, status: 'open' },
    ],
  });
  const bindings = (query: object) =>
    store.read((t) => t.bindings.page({ ...part, filter: 'all', sort: 'boundAt', ...query }));
  expect(bindings({}).counts).toEqual({ all: 3, open: 1, exported: 1, voided: 2, ended: 1 });
  expect(bindings({ search: 'ada 00:0e:08' }).rows).toMatchObject([{ account: 'A1', batch: 2 }]);
  expect(bindings({ filter: 'voided' }).rows.map(({ id }) => id)).toEqual([1, 2]);
  expect(store.read((t) => t.batches.list())).toMatchObject([
    { state: 'void', replacedBy: 2 },
    { state: 'live', replacedBy: null },
  ]);
  // From here on the database keeps them itself.
  await store.write((t) => t.bindings.end(1, 'released', 40, 'wrong box'));
  expect(store.read((t) => t.accounts.get('A1'))).toMatchObject({ devices: 0, status: 'open' });
  await store.close();
});
