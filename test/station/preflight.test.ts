/** What a station on loopback says before a start; real cards are for `test/net`. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Check, type CheckId, checkIds } from '../../main/contract/preflight.ts';
import { systemClock } from '../../main/station/clock.ts';
import { openBenchNetwork } from '../../main/station/net/open-network.ts';
import { createKnownFile } from '../../main/station/self-test/known-file.ts';
import { runSelfTest } from '../../main/station/self-test/self-test.ts';
import { readSettings } from '../../main/station/settings.ts';
import { openStation } from '../../main/station/station.ts';
import { openStore } from '../../main/station/store/store.ts';
import { type Bench, startBench } from './chain-kit.ts';

let dir: string;
let bench: Bench;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-preflight-'));
});
afterEach(async () => {
  await bench.close();
  rmSync(dir, { recursive: true, force: true });
});

async function looked(name: string | null): Promise<Record<CheckId, Check>> {
  const { checks } = await bench.ask.preflight.checks({ interface: name });
  expect(checks.map(({ id }) => id)).toEqual([...checkIds]);
  return Object.fromEntries(checks.map((check) => [check.id, check])) as Record<CheckId, Check>;
}

describe('the checks', () => {
  it('are all good on loopback while the station serves there, and quick', async () => {
    bench = await startBench({}, dir);
    const card = bench.station.status().interface;
    const since = performance.now();
    const checks = await looked(card);
    expect(performance.now() - since).toBeLessThan(1000);
    const words = Object.values(checks).map(({ id, result, word }) => [id, `${result} ${word}`]);
    expect(Object.fromEntries(words)).toMatchObject({
      link: 'ok Loopback',
      'foreign-dhcp': 'ok Loopback',
      firewall: 'ok Loopback',
      permission: 'ok Not needed',
      profiles: 'ok Ready',
      certificate: 'ok Not needed',
      clock: 'ok Right',
    });
    expect(checks.ports.result).toBe('ok');
    expect(checks.disk.detail).toContain('no backup yet');
  });

  it('without a card ask for one, and look at everything else', async () => {
    bench = await startBench({}, dir);
    await bench.station.stop();
    const checks = await looked(null);
    expect(checks.link).toMatchObject({ result: 'fail', word: 'No card' });
    expect(checks['foreign-dhcp'].result).toBe('open');
    expect(checks.profiles.result).toBe('ok');
  });

  it('name a port somebody else has, with the program and its number, and let go of the others', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const taken = socket.address().port;
    bench = await startBench();
    const card = bench.station.status().interface;
    await bench.close();
    const ports = { dhcp: 0, tftp: taken, http: 0, syslog: 0 };
    const settings = readSettings({ address: '127.0.0.1', ports });
    const station = await openStation({ store: openStore({ dir }), settings });
    bench = { ...bench, station, close: () => station.close() };
    const find = async () =>
      (await station.preflight.checks(card)).checks.find(({ id }) => id === 'ports');
    expect(await find()).toMatchObject({
      result: 'fail',
      word: 'Taken',
      detail: expect.stringContaining(String(taken)),
      fix: { label: 'Check again', command: null },
    });
    await expect(station.start()).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    expect(await find()).toMatchObject({ result: 'ok', word: 'All free' });
    await station.start();
    expect(await find()).toMatchObject({ result: 'ok', word: 'Open' });
  });

  it('ask every service once, DNS and NTP too, and say so beside the ports', async () => {
    const ports = { dhcp: 0, tftp: 0, http: 0, syslog: 0, dns: 0, ntp: 0 };
    bench = await startBench({ dns: 'on', ntp: 'on', ports }, dir);
    const { station } = bench;
    const { services } = await station.selfTest();
    expect(services.map(({ service, result }) => `${service} ${result}`)).toEqual([
      ...['dhcp ok', 'tftp ok', 'http ok', 'https off', 'syslog ok', 'dns ok', 'ntp ok'],
    ]);
    const checks = await looked(station.status().interface);
    expect(checks.ports).toMatchObject({ result: 'ok', word: 'Answering' });
    expect(station.transfers()).toEqual([]);
    await station.log.settled();
    const lines = station.store.read(({ log }) => log.list({ last: 1000 }));
    expect(lines.filter(({ msg }) => msg.includes('SPA Bench self-test'))).toEqual([]);
    await station.stop();
    await expect(station.selfTest()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('name the services that do not answer, or not as they should', async () => {
    const log: string[] = [];
    const clock = systemClock;
    const silent = { write: () => undefined };
    const network = await openBenchNetwork({ address: '127.0.0.1', log: silent });
    const other = createServer((socket) => socket.end('HTTP/1.0 404 No\r\n\r\n')).listen(0);
    const closed = createSocket('udp4').bind(0, '127.0.0.1');
    await Promise.all([once(other, 'listening'), once(closed, 'listening')]);
    const { port } = closed.address();
    await new Promise<void>((resolve) => closed.close(() => resolve()));
    const http = (other.address() as AddressInfo).port;
    const { services } = await runSelfTest({
      ...{ network, clock, file: createKnownFile(), limitMs: 100, whyNoDhcp: () => 'No link.' },
      log: { write: ({ msg }) => void log.push(msg) },
      states: () => ({
        ...{ dhcp: { port, problem: null }, tftp: { port, problem: null } },
        ...{ http: { port: http, problem: null }, dns: { port, problem: null } },
        syslog: { port, problem: null },
        ntp: { port: null, problem: 'NTP does not run.' },
      }),
    });
    other.close();
    expect(services).toMatchObject([
      { service: 'dhcp', result: 'open', detail: 'No link.' },
      { service: 'tftp', result: 'fail', detail: expect.stringContaining('TFTP does not answer') },
      { service: 'http', result: 'fail', detail: expect.stringContaining('with status 404') },
      { service: 'syslog', result: 'fail', detail: expect.stringContaining(`port ${port} of lo`) },
      { service: 'dns', result: 'fail' },
      { service: 'ntp', result: 'fail', detail: 'NTP does not run.' },
    ]);
    expect(log).toHaveLength(4);
  });

  it('warn of a missing ISP address and of a template that does not build', async () => {
    bench = await startBench({ isp: undefined }, dir);
    expect((await looked(null)).profiles).toMatchObject({
      result: 'warn',
      word: 'No ISP address',
      fix: { label: 'Open Settings' },
    });
    await bench.close();
    bench = await startBench(
      { templates: { model: { SPA962: 'Station_Name "{{unit.colour}}";' } } },
      dir,
    );
    expect((await looked(null)).profiles).toMatchObject({
      result: 'warn',
      word: 'Template error',
      detail: expect.stringContaining('SPA962'),
    });
  });

  it('ask nobody on loopback, have nothing to mend there, and never touch a locked card', async () => {
    bench = await startBench({}, dir);
    const { ask, station } = bench;
    const card = station.status().interface ?? '';
    expect(await ask.preflight.probe({ interface: card })).toMatchObject({
      id: 'foreign-dhcp',
      result: 'ok',
    });
    await expect(ask.preflight.probe({ interface: 'none0' })).rejects.toMatchObject({
      code: 'NO_CARD',
    });
    await expect(ask.preflight.fix({ interface: card, check: 'link' })).rejects.toMatchObject({
      code: 'NO_FIX',
    });
    const locked = (await ask.station.cards()).find((each) => each.lockedBecause !== null);
    if (locked === undefined) return;
    const { name } = locked;
    expect((await looked(name)).link).toMatchObject({ result: 'fail', word: 'Locked' });
    for (const question of [
      ask.preflight.probe({ interface: name }),
      ask.preflight.fix({ interface: name, check: 'firewall' }),
    ]) {
      await expect(question).rejects.toMatchObject({ code: 'CARD_LOCKED' });
    }
  });
});
