/** What a screen learns of files on their way: a whole station on loopback. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Transfer } from '../../main/contract/model.ts';
import { type Bench, leaseOf, mustFetch, startBench, walkChain } from './chain-kit.ts';

const mac = '000e08000001';
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function bench(settings: Parameters<typeof startBench>[0] = {}): Promise<Bench> {
  const started = await startBench(settings);
  cleanUp.push(() => started.close());
  return started;
}

/** Every transfer told from here on, up to and with the first that is as wished. */
async function toldUntil(
  { station: { changes } }: Bench,
  isSo: (transfer: Transfer) => boolean,
): Promise<Transfer[]> {
  const told: Transfer[] = [];
  const signal = AbortSignal.timeout(20_000);
  for await (const batch of changes.subscribe(changes.run, 0, signal)) {
    for (const change of batch.changes) {
      if (change.type !== 'transfer') continue;
      told.push(change.transfer);
      if (isSo(change.transfer)) return told;
    }
  }
  throw new Error('it never came');
}

const snapshot = ({ ask }: Bench) => ask.station.snapshot({ seat: 'screen', logLines: 0 });

it('each small file is told once, when it has arrived', async () => {
  const served = await bench();
  const address = await leaseOf(served, mac);
  await walkChain(served, mac, address);
  await mustFetch(served, address, '/spa962.cfg');
  const told = await toldUntil(served, ({ id }) => id === 5);
  expect(told).toHaveLength(5);
  for (const transfer of told) {
    expect(transfer).toMatchObject({ mac, address, protocol: 'http', state: 'complete' });
    expect(transfer.sentBytes).toBe(transfer.totalBytes);
  }
  expect((await snapshot(served)).transfers).toEqual(told);
});

it('a large file shows how far it is, and that it stopped', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'spa-transfers-'));
  cleanUp.push(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'spa962.bin'), Buffer.alloc(20_000_000));
  const served = await bench({ files: dir });
  const address = await leaseOf(served, mac);
  const socket = connect({ host: '127.0.0.1', port: served.ports.http, localAddress: address });
  socket.on('error', () => undefined);
  socket.pause();
  socket.write('GET /spa962.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  const [running] = await toldUntil(served, ({ state }) => state === 'running');
  expect(running).toMatchObject({ mac, file: '/spa962.bin', totalBytes: 20_000_000 });
  expect(running?.sentBytes).toBeGreaterThan(0);
  expect((await snapshot(served)).transfers).toMatchObject([{ state: 'running' }]);
  socket.destroy();
  const told = await toldUntil(served, ({ state }) => state === 'failed');
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  expect((await snapshot(served)).transfers).toMatchObject([{ state: 'failed' }]);
});
