/** What a person learns of a unit's key, and the mark that it was given to the ISP. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { leaseOf, startBench, walkChain } from './chain-kit.ts';

const mac = '000e08000001';
const dir = mkdtempSync(join(tmpdir(), 'spa-keys-'));
const cleanUp: (() => unknown)[] = [() => rmSync(dir, { recursive: true })];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

it('the key shows what it is and when it went where, never itself, also after a restart', async () => {
  const first = await startBench({}, dir);
  const address = await leaseOf(first, mac);
  expect((await first.ask.units.get({ mac })).key).toBeNull();
  const { key } = await walkChain(first, mac, address);
  const given = (await first.ask.units.get({ mac })).key;
  expect(given).toEqual({
    algorithm: 'AES-256-CBC',
    bits: 256,
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    issuedAt: expect.any(Number),
    exportedAt: null,
  });

  const file = join(dir, 'keys.jsonl');
  expect(await first.ask.keys.exportTo({ file })).toEqual({ file, keys: 1 });
  expect(readFileSync(file, 'utf8')).toContain(key);
  await first.close();

  const second = await startBench({}, dir);
  cleanUp.push(() => second.close());
  const kept = await second.ask.units.get({ mac });
  expect(kept.key).toEqual({ ...given, exportedAt: expect.any(Number) });
  expect(JSON.stringify(kept)).not.toContain(key);
  // The same key goes out again, and stays marked.
  await walkChain(second, mac, await leaseOf(second, mac));
  expect((await second.ask.units.get({ mac })).key).toEqual(kept.key);
});

it('the log is read back from any line', async () => {
  const bench = await startBench();
  cleanUp.push(() => bench.close());
  for (let n = 0; n < 5; n += 1) {
    bench.station.log.write({ source: 'station', severity: 6, msg: `line ${n}` });
  }
  const lines = await bench.ask.log.list({ last: 1000 });
  const last = lines.at(-1)?.id ?? 0;
  const before = await bench.ask.log.list({ last: 2, beforeId: last });
  expect(before.map(({ msg }) => msg)).toEqual(['line 2', 'line 3']);
});
