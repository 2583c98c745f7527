/** One-time codes, the address that is the same for all, and the reflector: `curl` with practice certificates. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseClientSubject } from '../../main/station/units/certificate.ts';
import { type Bench, leaseOf, opened, startBench } from './chain-kit.ts';
import { isp, publish, texts } from './template-kit.ts';
import { fetchFile } from './tftp-kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'retail-'));
const first = '000e08000b01';
const second = '000e08000b02';
const third = '000e08000b03';
const fourth = '000e08000b04';
const hasCurl = await promisify(execFile)('curl', ['--version']).then(
  () => true,
  () => false,
);

let bench: Bench;
let port = 0;
/** Plays the web server of every unit here. */
const unitPages = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end(`taken: ${request.url}`);
});
const asked: string[] = [];
const addresses: Record<string, string> = {};

beforeAll(async () => {
  await once(unitPages.listen(0), 'listening');
  const { port: unitWebPort } = unitPages.address() as AddressInfo;
  const ports = { dhcp: 0, tftp: 0, http: 0, https: 0, syslog: 0 };
  bench = await startBench({ ports, unitWebPort }, dir);
  const { station, ask } = bench;
  await station.certificates.practise({
    ...{ commonName: 'prov.example.net', bits: 2048, replaces: false },
  });
  for (const mac of [first, second, third, fourth]) {
    const unit = { product: 'SPA-962', serial: `88012${mac.slice(6)}`.toUpperCase(), mac };
    const { key, certificate } = await station.certificates.practiceUnit(unit);
    writeFileSync(join(dir, `${mac}.pem`), `${key}${certificate}`, { mode: 0o600 });
    if (mac !== third) addresses[mac] = await leaseOf(bench, mac);
  }
  writeFileSync(join(dir, 'root.crt'), station.certificates.serverFiles()?.clientRoot ?? '');
  const csv = 'account;name;allowed\nA1;Ada;1\nA2;Grace;1\nA3;Edsger;1\nA4;Barbara;1\n';
  await ask.accounts.importCsv({
    ...{ fileName: 'a.csv', base64: Buffer.from(csv).toString('base64'), isDryRun: false },
  });
  await station.stop();
  await station.changeSettings({ https: { mode: 'required', oldSuites: false } });
  await station.start();
  port = station.status().ports.https.port ?? 0;
});
afterAll(async () => {
  await bench.close();
  unitPages.close();
  rmSync(dir, { recursive: true });
});

/** As a unit asks: from its lease when it has one, with its certificate. */
async function curl(path: string, as: string, more: string[] = []) {
  const { stdout } = await promisify(execFile)(
    'curl',
    [
      ...['-s', '-S', '--max-time', '10', '--cacert', join(dir, 'root.crt')],
      ...['--connect-to', `prov.example.net:${port}:127.0.0.1:${port}`],
      ...['-w', '\n%{http_code}', '--cert', join(dir, `${as}.pem`)],
      ...(addresses[as] === undefined ? [] : ['--interface', addresses[as]]),
      ...[...more, `https://prov.example.net:${port}${path}`],
    ],
    { encoding: 'latin1' },
  );
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), body: Buffer.from(stdout.slice(0, at), 'latin1') };
}
const made = async (account: string, hours = 24) => {
  const [pin] = await bench.ask.pins.make({ accounts: [account], hours });
  return { code: pin?.pin ?? '', id: pin?.id ?? 0, url: pin?.url };
};
const stateOf = async (id: number) =>
  (await bench.ask.pins.list()).find((pin) => pin.id === id)?.state;

describe.skipIf(!hasCurl)('a unit with a certificate of its own', () => {
  it('is told what it says, in the parameter it asks for', async () => {
    const { values } = opened((await curl('/reflect', first)).body, null);
    expect(parseClientSubject(values.GPP_D ?? '')).toMatchObject({
      product: 'SPA-962',
      mac: first,
    });
    expect(opened((await curl('/reflect/f?x', first)).body, null).values.GPP_F).toContain(first);
    expect((await curl('/reflect/q', first)).status).toBe(404);
  });

  it('gets its own whole profile at an address that is the same for all', async () => {
    const mine = opened((await curl('/cisco', first)).body, null).values;
    const other = opened((await curl('/cisco', second)).body, null).values;
    expect(mine.Profile_Rule).toBe('[--key $SA] http://prov.example.net/p/$B/spa$PSN.cfg');
    expect(mine.Syslog_Server).toBe('');
    expect(mine.GPP_SA).toMatch(/^[0-9a-f]{64}$/);
    expect(other.GPP_SA).not.toBe(mine.GPP_SA);
    expect(other.GPP_B).not.toBe(mine.GPP_B);
    // What would stay of a bench is looked for here, too.
    await publish(bench, isp, texts('Resync_Periodic "5" ;'));
    expect((await curl('/cisco', second)).status).toBe(404);
    await bench.station.tracker.settled();
    expect(bench.station.unit(second)?.reason?.code).toBe('F19');
    await publish(bench, isp, texts('Resync_Periodic "3600" ;'));
    expect((await curl('/cisco', second)).status).toBe(200);
    await bench.station.tracker.settled();
    // A whole profile shows nothing of the chain.
    const { ladder, condition } = await bench.ask.units.get({ mac: second });
    expect(condition).toBe('ok');
    const proved = ladder.filter(({ state }) => state === 'done').map(({ id }) => id);
    expect(proved).not.toEqual(expect.arrayContaining(['key-opened']));
    expect(proved).not.toEqual(expect.arrayContaining(['release-check']));
  });

  it('is bound by a code before it is answered, and the code is spent', async () => {
    const { code, id, url } = await made('A1');
    expect(url).toBe(`https://prov.example.net:${port}/cisco-init/${code}`);
    // What it cannot read is not given to it, and does not cost the code.
    const old = await curl(`/cisco-init/${code}`, first, ['-A', 'cisco/SPA-962-2.0.5']);
    expect(old.status).toBe(404);
    await bench.station.tracker.settled();
    expect(bench.station.unit(first)?.reason?.code).toBe('F22');
    const answer = await curl(`/cisco-init/${code}`, first, ['-A', 'cisco/SPA-962-5.1.8']);
    expect(answer.status).toBe(200);
    expect(opened(answer.body, null).values.Profile_Rule).toContain('http://prov.example.net/p/');
    expect(bench.station.binder.ofUnit(first)).toMatchObject({ account: 'A1', state: 'bound' });
    await expect.poll(() => stateOf(id)).toBe('spent');
    expect((await curl(`/cisco-init/${code}`, first)).status).toBe(403);
    expect((await curl(`/cisco-init/${code}`, second)).status).toBe(403);
    // Bound: nobody with its MAC gets a profile, not even by its certificate, until a person says so.
    expect((await curl('/cisco', first)).status).toBe(403);
    // Asked for in other ways it is spent all the same, and in no log either.
    const ways = [`//cisco-init//${code}`, `/cisco-init%2f${code}`, `/cisco-init/./${code}`];
    for (const way of [...ways, `/cisco-init?${code}`]) {
      expect((await curl(way, first, ['--path-as-is'])).status, way).not.toBe(200);
    }
    await curl('/x', first, ['-A', `unit https://h/cisco-init/${code}`]);
    const tftp = bench.station.status().ports.tftp.port ?? 0;
    const read = fetchFile(tftp, `cisco-init/${code}`, [], 5000, addresses[first]);
    await expect(read).rejects.toThrow();
    await bench.station.tracker.settled();
    await bench.station.log.settled();
    const { evidence, stage } = await bench.ask.units.get({ mac: first });
    expect(stage).not.toBe('VERIFIED');
    const said = JSON.stringify([evidence, await bench.ask.log.list({ last: 1000 })]);
    expect(said).toContain('/cisco-init/…');
    expect(said).not.toContain(code);
  });

  it('may ask again while its profile is not out whole, and nobody else may', async () => {
    const { code, id } = await made('A2');
    expect((await curl(`/cisco-init/${code}`, second, ['-I'])).status).toBe(403);
    expect(await stateOf(id)).toBe('open');
    // Bound, and then its power went.
    expect(await bench.station.pins.take(code, second)).toEqual({ ok: true, account: 'A2' });
    expect(await stateOf(id)).toBe('taken');
    expect((await curl(`/cisco-init/${code}`, first)).status).toBe(403);
    expect((await curl(`/cisco-init/${code}`, second)).status).toBe(200);
    await expect.poll(() => stateOf(id)).toBe('spent');
  });

  it('is told by its web server to ask with a code, and is bound by what it asks for', async () => {
    const { code, id, url } = await made('A4');
    const answer = await bench.ask.units.resync({ mac: fourth, code });
    expect(answer).toMatchObject({
      sentence: expect.stringMatching(/took the order to resync/),
      hint: expect.stringMatching(/Provision_Enable/),
    });
    const orders = asked.filter((path) => path.startsWith('/admin/resync'));
    expect(orders).toEqual([`/admin/resync?${url}`]);
    expect(await stateOf(id)).toBe('open');
    const told = new URL((orders[0] ?? '').replace(/^[^?]*\?/, ''));
    expect((await curl(told.pathname, fourth)).status).toBe(200);
    expect(bench.station.binder.ofUnit(fourth)).toMatchObject({ account: 'A4' });
    await expect.poll(() => stateOf(id)).toBe('spent');
    await expect(bench.ask.units.resync({ mac: fourth, code })).rejects.toThrow(/is spent/);
    await expect(bench.ask.units.resync({ mac: second, code: 'x' })).rejects.toThrow(/10 small/);
    expect(asked.filter((path) => path.startsWith('/admin/resync'))).toHaveLength(1);
    await bench.station.tracker.settled();
    const { evidence } = await bench.ask.units.get({ mac: fourth });
    const said = JSON.stringify([answer, evidence, await bench.ask.log.list({ last: 1000 })]);
    expect(said).toContain('Resync with a one-time code was ordered');
    expect(said).not.toContain(code);
  });

  it('needs no lease, and is refused a withdrawn, old, full or wrong code, then every code', async () => {
    const withdrawn = await made('A3');
    await bench.ask.pins.withdraw({ id: withdrawn.id });
    expect((await curl(`/cisco-init/${withdrawn.code}`, third)).status).toBe(403);
    const full = await made('A1');
    expect((await curl(`/cisco-init/${full.code}`, third)).status).toBe(403);
    expect(bench.station.binder.ofUnit(third)).toBeNull();
    const good = await made('A3');
    for (let tries = 0; tries < 9; tries += 1) {
      expect((await curl('/cisco-init/aaaaaaaaaa', third)).status).toBe(403);
    }
    expect((await curl(`/cisco-init/${good.code}`, third)).status).toBe(403);
    const lines = await bench.ask.log.list({ last: 20 });
    expect(lines.some(({ msg }) => msg.includes('too many wrong codes'))).toBe(true);
    expect(await stateOf(good.id)).toBe('open');
  });
});

it('codes are in no file of the station, and are made for accounts that exist', async () => {
  const { code } = await made('A3');
  const { readFileSync } = await import('node:fs');
  const bytes = ['station.db', 'station.db-wal'].map((name) => {
    try {
      return readFileSync(join(dir, name), 'latin1');
    } catch {
      return '';
    }
  });
  expect(bytes.join('')).not.toContain(code);
  await expect(bench.ask.pins.make({ accounts: ['A3', 'nobody'], hours: 1 })).rejects.toThrow(
    /no account nobody/,
  );
  await expect(bench.ask.pins.withdraw({ id: 99_999 })).rejects.toThrow(/no code/);
});
