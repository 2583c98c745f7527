/** A disk that fills up while units come: nothing is acknowledged that is not kept, and room again is enough. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  onLoopback,
  type StationProcess,
  simulate,
  startStation,
  temporaryDir,
  verifiedUnits,
  whySkipped,
} from './station-process.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const why = whySkipped ?? (isRoot ? null : 'a disk of its own needs Linux and root');

describe.skipIf(why !== null)(`a full disk${why === null ? '' : ` (skipped: ${why})`}`, () => {
  const disk = temporaryDir();
  // The least the station starts with is 200 MB.
  const filling = join(disk, 'filling');
  let station: StationProcess;

  beforeAll(async () => {
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=240m', 'none', disk]);
    if (made.status !== 0) throw new Error(String(made.stderr));
    station = await startStation(onLoopback, join(disk, 'data'));
    const csv = join(temporaryDir(), 'accounts.csv');
    writeFileSync(csv, 'account\n10-1\n10-2\n');
    await station.done('accounts', 'import', csv);
  });
  afterAll(async () => {
    await station?.stop('SIGKILL');
    spawnSync('umount', [disk]);
    await cleanUp();
  });

  function fill(): void {
    const { bavail, bsize } = statfsSync(disk);
    spawnSync('fallocate', ['-l', String(bavail * bsize), filling]);
  }

  /** Lines enough that what the database has of room in its own files is used up, too. */
  async function chatter(): Promise<void> {
    const socket = createSocket('udp4');
    const line = `<134>${'x'.repeat(900)}`;
    for (let n = 0; n < 1000; n += 1)
      socket.send(`${line}${n}`, station.ready.ports.syslog ?? 0, '127.0.0.1');
    await pause(50);
    socket.close();
  }

  async function problem(): Promise<unknown> {
    const [status] = await station.done('status');
    return status?.problem;
  }

  it('stops bindings and leases, says so, and goes on when there is room again', async () => {
    await simulate(station, '--units', '2', '--models', 'SPA962');
    const [one, two] = (await verifiedUnits(station, 2)).map(({ mac }) => String(mac));
    const [first] = await station
      .done('scan', String(one), '10-1')
      .then((lines) => lines.slice(-1));
    expect(first).toMatchObject({ verdict: 'bound' });

    fill();
    for (let round = 0; round < 60 && (await problem()) === null; round += 1) await chatter();
    expect(await problem()).toMatch(/disk/i);
    const refused = await station.run('scan', String(two), '10-2');
    expect(refused.code, refused.stdout).not.toBe(0);
    const late = ['--units', '1', '--models', 'SPA962', '--first-mac', '000e0a000001'];
    const where = ['--against', '127.0.0.1', '--ports', station.ports, '--scale', '0.02'];
    const vain = await station.run('simulate', ...where, ...late, '--timeout', '3');
    expect(vain.lines[0]).toMatchObject({ reachedGoal: 0, distinct: { addresses: 0 } });
    expect(await station.done('bindings')).toMatchObject([{ mac: one, account: '10-1' }]);

    rmSync(filling);
    await expect.poll(problem, { timeout: 20_000, interval: 500 }).toBeNull();
    await simulate(station, ...late);
    const [bound] = await station
      .done('scan', String(two), '10-2')
      .then((lines) => lines.slice(-1));
    expect(bound).toMatchObject({ verdict: 'bound' });
    const bindings = await station.done('bindings');
    expect(bindings.map(({ mac }) => mac).sort()).toEqual([one, two].sort());
  });
});
