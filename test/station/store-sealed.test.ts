/** Secrets in the file: sealed from the first write on, and what an older version left plain once it is opened. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sealed as sealedStep } from '../../main/station/store/migrations/0006-sealed.ts';
import { migrations } from '../../main/station/store/migrations/index.ts';
import { openStore, type Store } from '../../main/station/store/store.ts';

const mac = '000e08aabbcc';
const planted = {
  key: '3f'.repeat(32),
  unitSecret: 'unit-Secret-4711',
  accountSecret: 'account-Secret-4711',
  importSecret: 'import-Secret-4711',
  stationSecret: '9c'.repeat(32),
};
const values = Object.values(planted);
const cheap = { N: 2 ** 10, r: 8, p: 1 };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-sealed-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** What any file of the folder shows of the planted values. */
function shown(under = dir): string[] {
  return readdirSync(under, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return values
        .filter((value) => bytes.includes(value))
        .map((value) => `${entry.name}: ${value}`);
    });
}

const account = { name: null, workOrder: null, model: null, userId: null, displayName: null };
const key = { mac, directory: 'D', lastName: 'N', createdAt: 1, issuedAt: 2, exportedAt: null };

function plant(store: Store): Promise<void> {
  return store.write(({ meta, keys, secrets, accounts }) => {
    meta.setSecret('station.secret', planted.stationSecret);
    keys.save({ ...key, key: planted.key });
    secrets.add(mac, 'admin', planted.unitSecret, 1);
    const record = { account: '00417', ...account, allowed: 1, isClosed: false };
    accounts.save(record);
    accounts.saveSecret('00417', 'password', planted.accountSecret);
    accounts.imports.note(accounts.imports.add(1, 'a.csv'), [
      {
        account: '00417',
        before: { record, changedAt: null },
        fields: ['password', 'pin'],
        secrets: { password: planted.importSecret, pin: null },
      },
    ]);
  });
}

function read(store: Store) {
  return store.read(({ meta, keys, secrets, accounts }) => ({
    key: keys.of(mac)?.key,
    unitSecret: secrets.of(mac).get('admin'),
    accountSecret: accounts.secrets('00417').password,
    importSecret: accounts.imports.toRestore(1, 9)[0]?.secrets.password,
    stationSecret: meta.secret('station.secret'),
  }));
}

/** A folder as the version before left it: everything in clear, something deleted, and a copy beside it. */
function oldFolder(): void {
  const driver = new Driver(join(dir, 'station.db'));
  const before = migrations.indexOf(sealedStep);
  for (const step of migrations.slice(0, before)) driver.exec(step);
  driver.pragma(`user_version = ${before}`);
  driver.pragma('journal_mode = WAL');
  const run = (sql: string, ...given: unknown[]) => driver.prepare(sql).run(...given);
  run("INSERT INTO meta VALUES ('station.secret', ?), ('settings', '{}')", planted.stationSecret);
  run("INSERT INTO keys VALUES (?, ?, 'D', 'N', 1, 2, NULL)", mac, planted.key);
  run("INSERT INTO unit_secrets VALUES (?, 'admin', ?, 1)", mac, planted.unitSecret);
  run("INSERT INTO accounts (account, allowed, is_closed) VALUES ('00417', 1, 0), ('gone', 1, 0)");
  run("INSERT INTO account_secrets VALUES ('00417', 'password', ?)", planted.accountSecret);
  for (let n = 0; n < 200; n += 1) {
    run("INSERT INTO account_secrets VALUES ('gone', ?, ?)", `f${n}`, planted.accountSecret);
  }
  run("DELETE FROM account_secrets WHERE account = 'gone'");
  run("INSERT INTO imports (number, at, file_name) VALUES (1, 1, 'a.csv')");
  run("INSERT INTO import_accounts VALUES (1, '00417', '{}', '[]', 0)");
  run("INSERT INTO import_secrets VALUES (1, '00417', 'password', ?)", planted.importSecret);
  driver.close();
  expect(shown()).not.toEqual([]);
}

it('no secret stands in the file, its WAL or a backup, and every one comes back as it was', async () => {
  const store = openStore({ dir });
  await plant(store);
  expect(readFileSync(join(dir, 'station.db-wal')).length).toBeGreaterThan(0);
  await store.backup(join(dir, 'backup.db'));
  expect(shown()).toEqual([]);
  expect(read(store)).toEqual(planted);
  await store.close();
  const again = openStore({ dir });
  expect(read(again)).toEqual(planted);
  await again.close();
  expect(shown()).toEqual([]);
});

it('what an older version left plain is sealed at the first opening, and gone from file and copy', async () => {
  oldFolder();
  writeFileSync(join(dir, `station.db.version-1`), planted.key);
  const store = openStore({ dir });
  expect(shown()).toEqual([]);
  expect(read(store)).toEqual(planted);
  expect(store.read(({ keys }) => keys.infoOf(mac)?.fingerprint)).toMatch(/^[0-9a-f]{16}$/);
  expect(readdirSync(dir).filter((name) => name.includes('version'))).toEqual([]);
  await store.close();
  expect(shown()).toEqual([]);
});

it('of an older version under a locked vault is left alone until it is unlocked', async () => {
  const before = openStore({ dir, scrypt: cheap });
  await before.vault.setPassphrase('correct horse battery', false);
  await before.close();
  for (const name of readdirSync(dir)) if (name.startsWith('station.db')) rmSync(join(dir, name));
  oldFolder();
  const store = openStore({ dir });
  expect(() => read(store)).toThrowError(expect.objectContaining({ code: 'STORE_LOCKED' }));
  await expect(store.backup(join(dir, 'b.db'))).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  await store.vault.unlock('correct horse battery');
  store.sealRows();
  expect(read(store)).toEqual(planted);
  expect(shown()).toEqual([]);
  await store.close();
});

it('a crash between sealing and scrubbing is caught up with', async () => {
  oldFolder();
  await openStore({ dir }).close();
  const driver = new Driver(join(dir, 'station.db'));
  driver.prepare("DELETE FROM meta WHERE key = 'vault.scrubbed'").run();
  driver.close();
  writeFileSync(join(dir, 'station.db.version-4'), planted.key);
  const store = openStore({ dir });
  expect(read(store)).toEqual(planted);
  expect(existsSync(join(dir, 'station.db.version-4'))).toBe(false);
  await store.close();
});

it('a secret moved to another row does not open there', async () => {
  const store = openStore({ dir });
  await plant(store);
  await store.close();
  const driver = new Driver(join(dir, 'station.db'));
  driver.exec("INSERT INTO unit_secrets SELECT '000e08aabbcd', name, value, 1 FROM unit_secrets");
  driver.close();
  const again = openStore({ dir });
  const broken = expect.objectContaining({ code: 'SEAL_BROKEN' });
  expect(() => again.read(({ secrets }) => secrets.of('000e08aabbcd'))).toThrowError(broken);
  expect(again.read(({ secrets }) => secrets.of(mac).get('admin'))).toBe(planted.unitSecret);
  await again.close();
});

it('a locked store is looked up without its secrets, and writes what is none', async () => {
  const store = openStore({ dir });
  await plant(store);
  store.vault.lock();
  const locked = expect.objectContaining({ code: 'STORE_LOCKED' });
  expect(store.read(({ keys }) => [keys.infoOf(mac)?.directory, keys.count()])).toEqual(['D', 1]);
  expect(store.read(({ accounts }) => accounts.secretNames('00417'))).toEqual(['password']);
  expect(() => store.read(({ keys }) => keys.all())).toThrowError(locked);
  expect(() => store.read(({ keys }) => keys.byDirectory('D'))).toThrowError(locked);
  await store.write(({ accounts }) => accounts.saveSecret('00417', 'password', null));
  const [kept, refused] = await Promise.allSettled([
    store.write(({ meta }) => meta.set('a', '1')),
    store.write(({ keys }) => keys.save({ ...key, key: planted.key })),
  ]);
  expect(kept.status).toBe('fulfilled');
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'STORE_LOCKED' } });
  await store.close();
});

it('a backup without its vault.json is looked up, and opens when both are there again', async () => {
  const store = openStore({ dir });
  await plant(store);
  const other = join(dir, 'other');
  await store.backup(join(dir, 'backup.db'));
  await store.close();
  await openStore({ dir: other }).close();
  rmSync(join(other, 'vault.json'));
  writeFileSync(join(other, 'station.db'), readFileSync(join(dir, 'backup.db')), { mode: 0o600 });
  const restored = openStore({ dir: other });
  expect(restored.vault.whyLocked).toContain('vault.json is not in the data folder');
  expect(restored.read(({ keys }) => keys.infoOf(mac)?.directory)).toBe('D');
  for (const name of ['vault.json', 'vault.key']) {
    writeFileSync(join(other, name), readFileSync(join(dir, name)), { mode: 0o600 });
  }
  await restored.vault.unlock(null);
  expect(read(restored)).toEqual(planted);
  await restored.close();
});
