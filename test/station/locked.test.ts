/** A station whose keys are locked: what it still does, and that nothing leaves it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, fetchFrom, leaseOf, startBench, walkChain } from './chain-kit.ts';

const [mac, fresh] = ['000e08000001', '000e08000002'] as const;
let dir: string;
let bench: Bench;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-locked-'));
  bench = await startBench({ ports: { dhcp: 0, tftp: 0, http: 0, https: 0, syslog: 0 } }, dir);
});
afterEach(async () => {
  await bench.close();
  rmSync(dir, { recursive: true, force: true });
});

const importAccount = () =>
  bench.ask.accounts.importCsv({
    fileName: 'accounts.csv',
    base64: Buffer.from('account,password\n00417,mortensen-7\n').toString('base64'),
    isDryRun: false,
  });

it('hands out no file of the chain from the moment of locking, although it still serves', async () => {
  const address = await leaseOf(bench, mac);
  await walkChain(bench, mac, address);
  const { directory, lastName } = bench.station.store.read(({ keys }) => keys.infoOf(mac)) ?? {};
  const freshAddress = await leaseOf(bench, fresh);
  bench.station.store.vault.lock();
  expect(bench.station.status().state).toBe('running');
  const asked: [string, string][] = [
    [address, '/spa962.cfg'],
    [address, `/p/${mac}.cfg`],
    [address, `/profile/${directory}/spa962.cfg`],
    [address, `/profile/${directory}/${lastName}.cfg`],
    [freshAddress, '/spa962.cfg'],
    [freshAddress, `/p/${fresh}.cfg`],
  ];
  const answers = await Promise.all(asked.map(([from, path]) => fetchFrom(bench, from, path)));
  expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 404));
  expect(bench.station.store.read(({ keys }) => keys.infoOf(fresh))).toBeNull();
});

it('stops serving, is looked up and binds, refuses to start, and goes on after unlocking', async () => {
  await importAccount();
  const address = await leaseOf(bench, mac);
  await walkChain(bench, mac, address);
  await bench.ask.vault.lock();
  expect(await bench.ask.station.status()).toMatchObject({
    state: 'stopped',
    locked: expect.stringContaining('nothing new can be built'),
  });
  const { key } = await bench.ask.units.get({ mac });
  expect(key?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect((await bench.ask.accounts.get({ account: '00417' })).secrets).toEqual(['password']);
  for (const text of [mac, '00417']) await bench.ask.scans.submit({ text, seat: 'screen' });
  const locked = { code: 'STORE_LOCKED' };
  await expect(bench.ask.station.start({})).rejects.toMatchObject(locked);
  expect(bench.station.status().state).toBe('failed');
  await expect(importAccount()).rejects.toMatchObject(locked);
  await expect(bench.ask.keys.exportTo({ file: join(dir, 'keys') })).rejects.toMatchObject(locked);
  const unit = { mac, model: 'SPA962', values: {} };
  await expect(bench.ask.profiles.preview({ unit })).rejects.toMatchObject(locked);

  expect(await bench.ask.vault.unlock({})).toMatchObject({ isLocked: false, why: null });
  await bench.ask.station.start({});
  expect(bench.station.status()).toMatchObject({ state: 'running', locked: null });
});

it('HTTPS with its certificate does not start while the keys are locked, and says why', async () => {
  const { station, ask } = bench;
  await ask.certificates.practise({
    ...{ commonName: 'prov.example.net', bits: 1024, replaces: false },
  });
  await station.stop();
  await station.changeSettings({ https: { mode: 'asked', oldSuites: true } });
  await ask.vault.lock();
  await expect(ask.station.start({})).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  expect(station.status().problem).toMatch(/keys were locked/);
  expect((await ask.certificates.show()).server?.host).toBe('prov.example.net');
  await ask.vault.unlock({});
  await ask.station.start({});
  expect(station.status().ports.https.port).not.toBeNull();
});
