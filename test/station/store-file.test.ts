/** The database as a file: who owns it, who may read it, what happens when it is not what it should be. */
import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUnitRecord } from '../../main/station/provisioning/record.ts';
import { DATABASE_FILE } from '../../main/station/store/database.ts';
import { openStore } from '../../main/station/store/store.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = () => join(dir, DATABASE_FILE);
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const storeUrl = new URL('../../main/station/store/store.ts', import.meta.url).href;

async function filled(): Promise<void> {
  const store = openStore({ dir });
  await store.write((t) => {
    for (let n = 0; n < 2000; n += 1) {
      t.log.add([{ at: n, source: 'station', severity: 6, msg: `line ${n}` }]);
    }
  });
  await store.close();
}

describe('the data folder', () => {
  it('is made when missing, and nobody else may look into it', async () => {
    const inner = join(dir, 'a', 'b');
    const store = openStore({ dir: inner });
    await store.write((t) => t.meta.set('a', '1'));
    const made = [inner, join(inner, DATABASE_FILE), join(inner, `${DATABASE_FILE}-wal`)];
    expect(made.map(mode)).toEqual(['700', '600', '600']);
    await store.close();
  });

  it('of other people keeps its rights', async () => {
    mkdirSync(join(dir, 'shared'), { mode: 0o755 });
    writeFileSync(join(dir, 'shared', 'theirs'), '');
    await openStore({ dir: join(dir, 'shared') }).close();
    expect(mode(join(dir, 'shared'))).toBe('755');
  });

  it('that is a file is refused with words', () => {
    writeFileSync(join(dir, 'x'), '');
    expect(() => openStore({ dir: join(dir, 'x') })).toThrowError(
      expect.objectContaining({ code: 'DATA_UNUSABLE' }),
    );
  });

  it('remembers what was written', async () => {
    await filled();
    const store = openStore({ dir });
    expect(store.read((t) => t.log.list({ last: 1 }))[0]?.msg).toBe('line 1999');
    await store.close();
  });
});

describe('a second station', () => {
  it('in the same process is refused', async () => {
    const store = openStore({ dir });
    expect(() => openStore({ dir })).toThrowError(expect.objectContaining({ code: 'DATA_IN_USE' }));
    await store.write((t) => t.meta.set('still', 'works'));
    await store.close();
    await openStore({ dir }).close();
  });

  it('in another process is refused', async () => {
    const store = openStore({ dir });
    const code = `import { openStore } from ${JSON.stringify(storeUrl)};
      try { openStore({ dir: ${JSON.stringify(dir)} }); console.log('opened'); }
      catch (error) { console.log(error.code); }`;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect(stdout.trim()).toBe('DATA_IN_USE');
    await store.close();
  });
});

describe('a database that is not what it should be', () => {
  const refusal = (code: string) => expect.objectContaining({ code });

  it('from a newer version is refused and left alone', async () => {
    await filled();
    const driver = new Driver(file());
    driver.pragma('user_version = 999');
    driver.close();
    const before = readFileSync(file());
    expect(() => openStore({ dir })).toThrowError(refusal('DATABASE_NEWER'));
    expect(readFileSync(file()).equals(before)).toBe(true);
  });

  it.each<[string, () => void]>([
    ['that is no database', () => writeFileSync(file(), 'hello '.repeat(2000))],
    ['that was emptied', () => truncateSync(file(), 0)],
    ['that was cut', () => truncateSync(file(), 40_960)],
    [
      'with a page overwritten',
      () => {
        const bytes = readFileSync(file());
        bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 8192);
        writeFileSync(file(), bytes);
      },
    ],
    [
      'of another program',
      () => {
        rmSync(file());
        const driver = new Driver(file());
        driver.exec('CREATE TABLE meta (x)');
        driver.close();
      },
    ],
  ])('%s is refused with words and left alone', async (_name, spoil) => {
    await filled();
    spoil();
    const before = readFileSync(file());
    expect(() => openStore({ dir })).toThrowError(refusal('DATABASE_DAMAGED'));
    expect(readFileSync(file()).equals(before)).toBe(true);
  });
});

describe('a row that is no longer what was written', () => {
  const lease = {
    ...{ clientKey: 'id 0102', address: '192.168.76.20', mac: '000e08aabb01', clientId: '0102' },
    ...{ grantedAt: 1_000, expiresAt: 9_000_000_000_000, state: 'leased' },
    ...{ vendorClass: 'LINKSYS SPA-962', hostName: null },
  };
  const whole = newUnitRecord('000e08aabb01', 1_000);

  async function damagedBy(...statements: string[]): Promise<void> {
    const store = openStore({ dir });
    await store.write((t) => {
      t.leases.save(lease);
      t.units.save({ ...whole, stage: 'VERIFIED' });
      t.units.save({ ...whole, mac: '000e08aabb02' });
    });
    await store.close();
    const driver = new Driver(file());
    for (const statement of statements) driver.exec(statement);
    driver.close();
  }

  it.each([
    ['is no JSON', `UPDATE leases SET lease = substr(lease, 1, 9)`],
    ['lacks what it needs', `UPDATE leases SET lease = json_remove(lease, '$.mac')`],
    ['names no address', `UPDATE leases SET lease = json_set(lease, '$.address', '300.1')`],
  ])('a lease that %s still keeps its address for its client', async (_, statement) => {
    await damagedBy(statement);
    const store = openStore({ dir });
    const [found] = store.read((t) => t.leases.all());
    const { vendorClass: _class, grantedAt: _at, ...beside } = lease;
    expect(found).toMatchObject(beside);
    expect(store.damage).toEqual([
      expect.stringMatching(
        /^1 lease was damaged .* 1 built anew .* kept as station\.db\.damaged-/,
      ),
    ]);
    await store.close();
    const [copy = ''] = readdirSync(dir).filter((name) => name.includes('.damaged-'));
    expect(mode(join(dir, copy))).toBe('600');
    const kept = new Driver(join(dir, copy), { readonly: true });
    expect(kept.prepare('SELECT lease FROM leases').get()).not.toEqual({
      lease: JSON.stringify(found),
    });
    kept.close();
    const again = openStore({ dir });
    expect(again.damage).toEqual([]);
    await again.close();
  });

  it('a unit begins anew in its place, and what nothing can be made of is set aside', async () => {
    await damagedBy(
      `UPDATE units SET record = '[]' WHERE place = 1`,
      `UPDATE leases SET lease = '', mac = '?'`,
      `INSERT INTO foreign_clients VALUES ('020000000001', '{')`,
      `INSERT INTO seats VALUES ('screen', '7')`,
    );
    const store = openStore({ dir });
    expect(store.damage).toHaveLength(4);
    expect(store.damage.join(' ')).toContain(
      "1 unit was damaged in the station's data (00:0E:08:AA:BB:01): 1 built",
    );
    store.read((t) => {
      expect(t.units.all()).toMatchObject([
        { mac: whole.mac, stage: 'MFG-RESET', attention: expect.stringMatching(/damaged/) },
        { mac: '000e08aabb02', attention: null },
      ]);
      expect([t.leases.all(), t.foreign.all(), t.seats.all()]).toEqual([[], [], []]);
    });
    await store.close();
  });

  it('of a profile is refused: nobody guesses what units get', async () => {
    await damagedBy(`INSERT INTO template_versions VALUES ('isp', '', 1, '{', '', 0)`);
    expect(() => openStore({ dir })).toThrowError(
      expect.objectContaining({ code: 'DATABASE_DAMAGED' }),
    );
  });
});

describe('a backup', () => {
  it('is whole although changes go on, and private', async () => {
    await filled();
    const store = openStore({ dir });
    const copy = join(dir, 'copy.db');
    const [, ...writes] = await Promise.all([
      store.backup(copy),
      ...Array.from({ length: 50 }, (_, n) => store.write((t) => t.meta.set(`${n}`, 'x'))),
    ]);
    expect(writes.length).toBe(50);
    await store.close();
    expect(mode(copy)).toBe('600');
    const driver = new Driver(copy, { readonly: true });
    expect(driver.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(driver.prepare('SELECT count(*) AS n FROM log').get()).toEqual({ n: 2000 });
    driver.close();
  });

  it('that cannot be written is refused with words', async () => {
    const store = openStore({ dir });
    await expect(store.backup(join(dir, 'no', 'where.db'))).rejects.toMatchObject({
      ...{ code: 'BACKUP_FAILED' },
    });
    await store.close();
  });
});
