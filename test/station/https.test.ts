import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tlsOf } from '../../main/station/certificates/keeping.ts';
import { oldSuitesHere } from '../../main/station/certificates/suites.ts';
import { createHttpsServer } from '../../main/station/https/server.ts';
import { loopbackNetwork } from '../kit/loopback-network.ts';
import { type Bench, fetchFrom, leaseOf, startBench } from './chain-kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'https-'));
const first = '000e08000a01';
const second = '000e08000a02';
const serials: Record<string, string> = { [first]: '88012BA01234', [second]: '88012BA05678' };

let bench: Bench;
let port = 0;
const addresses: Record<string, string> = {};

beforeAll(async () => {
  bench = await startBench({
    ports: { dhcp: 0, tftp: 0, http: 0, https: 0, syslog: 0 },
  });
  const { certificates } = bench.station;
  const common = { commonName: 'prov.example.net/info', replaces: false };
  await certificates.practise({ ...common, bits: 2048 });
  for (const mac of [first, second]) {
    const unit = { product: 'SPA-962', serial: serials[mac] ?? '', mac };
    await keep(mac, await certificates.practiceUnit(unit));
    addresses[mac] = await leaseOf(bench, mac);
  }
  await keep('generic', await certificates.practiceUnit('generic'));
  writeFileSync(join(dir, 'root.crt'), certificates.serverFiles()?.clientRoot ?? '');
  await mode('asked');
});
afterAll(async () => {
  await bench.close();
  rmSync(dir, { recursive: true });
});

async function keep(name: string, { key, certificate }: { key: string; certificate: string }) {
  writeFileSync(join(dir, `${name}.pem`), `${key}${certificate}`, { mode: 0o600 });
}

/** The services anew, with that setting. */
async function mode(name: 'off' | 'asked' | 'required', oldSuites = true): Promise<void> {
  await bench.station.stop();
  await bench.station.changeSettings({ https: { mode: name, oldSuites } });
  await bench.station.start();
  port = bench.station.status().ports.https.port ?? 0;
}

interface Ask {
  /** Whose certificate; absent: none. */
  as?: string;
  /** Whose lease it asks from; absent: an address without one. */
  from?: string;
  more?: string[];
}

/** `curl` as a unit would ask: the name of the certificate, the practice root, its own address. */
async function curl(path: string, { as, from, more = [] }: Ask = {}) {
  const { stdout } = await promisify(execFile)(
    'curl',
    [
      ...['-s', '-S', '--max-time', '10', '--cacert', join(dir, 'root.crt')],
      ...['--connect-to', `prov.example.net:${port}:127.0.0.1:${port}`],
      ...['-w', '\\n%{http_code}'],
      ...(as === undefined ? [] : ['--cert', join(dir, `${as}.pem`)]),
      ...(from === undefined ? [] : ['--interface', addresses[from] ?? '']),
      ...more,
      `https://prov.example.net:${port}${path}`,
    ],
    { encoding: 'latin1' },
  );
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at) };
}

const agent = (serial: string) => ['-A', `cisco/SPA-962-6.1.5 (${serial})`];
const refusals = () =>
  bench.station.store
    .read(({ log }) => log.list({ last: 200 }))
    .filter((l) => l.source === 'https');
async function lineWith(text: RegExp): Promise<void> {
  await expect.poll(() => refusals().some(({ msg }) => text.test(msg))).toBe(true);
}
async function settle(mac: string) {
  await bench.station.tracker.settled();
  return bench.station.unit(mac);
}
/** A person has looked. */
const again = (mac: string) => bench.ask.units.provisionAgain({ mac });

function isInstalled(command: string): Promise<boolean> {
  return promisify(execFile)(command, [command === 'openssl' ? 'version' : '--version']).then(
    () => true,
    () => false,
  );
}
const hasCurl = await isInstalled('curl');
const hasOpenssl = await isInstalled('openssl');

describe.skipIf(!hasCurl)('curl, with a client certificate', () => {
  it('gets its own profile, and the record its serial number', async () => {
    const own = await curl(`/p/${first}.cfg`, { as: first, from: first });
    expect(own.status).toBe(200);
    expect(own.body.startsWith('Salted__')).toBe(true);
    const unit = await settle(first);
    expect(unit).toMatchObject({ stage: 'SEC-PRV-1', serial: serials[first], reason: null });
    await lineWith(/client certificate O=PRACTICE.*OU=SPA-962.*ST=000e08000a01/);
  });

  it('is known by its certificate where no lease tells', async () => {
    const other = await curl(`/p/${second}.cfg`, { as: second });
    expect(other.status).toBe(200);
    expect((await settle(second))?.stage).toBe('SEC-PRV-1');
  });

  it.each([
    ['by path', `/p/${second}.cfg`, first, first, [], /certificate is of .*asks for a file of/],
    ['by a query', `/spa962.cfg?mac=${second}`, first, first, [], /asks for a file of/],
    ['from a lease of another', `/p/${second}.cfg`, second, first, [], /its lease of/],
    ['by a forged User-Agent', `/p/${first}.cfg`, first, first, agent('4MM00F903042'), /names/],
    [
      'by a posted MAC',
      `/p/${first}.cfg`,
      first,
      first,
      ['--data-binary', `MAC_Addr = "${second}";`],
      /it names 00:0E:08:00:0A:02/i,
    ],
  ])('is refused another’s %s, and its unit is held', async (_how, path, as, from, more, why) => {
    const held = await curl(path, { as, from, more });
    expect(held).toEqual({ status: 403, body: 'This file is not for you.\n' });
    expect(await settle(first)).toMatchObject({
      condition: 'failed',
      reason: { code: 'F20', text: expect.stringMatching(why) },
    });
    await lineWith(why);
    // Nothing it asks for now gives it a key, by HTTP neither.
    const meanwhile = await fetchOwn(first);
    expect(meanwhile).toBe(403);
    await again(first);
    expect((await curl(`/p/${first}.cfg`, { as: first, from: first })).status).toBe(200);
  });

  it('of another root is refused', async () => {
    const other = await startBench({ ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 } });
    const stranger = { product: 'SPA-962', serial: 'X', mac: first };
    await keep('stranger', await other.station.certificates.practiceUnit(stranger));
    await other.close();
    const held = await curl(`/p/${first}.cfg`, { as: 'stranger', from: first });
    expect(held.status).toBe(403);
    await lineWith(/not accepted/);
    await again(first);
  });

  it('that is generic is known by its lease; another serial number is refused', async () => {
    const ask = { as: 'generic', from: first };
    expect((await curl(`/p/${first}.cfg`, { as: 'generic' })).status).toBe(403);
    expect(
      (await curl(`/p/${first}.cfg`, { ...ask, more: agent(serials[first] ?? '') })).status,
    ).toBe(200);
    expect((await curl(`/p/${first}.cfg`, { ...ask, more: agent('CBT141100HR') })).status).toBe(
      403,
    );
    expect((await settle(first))?.reason?.code).toBe('F20');
    await again(first);
  });

  it('posts what it knows of itself, and the record has it', async () => {
    const body = `Product = "SPA-962"; MAC_Addr = "${second}"; Ser_Num = "${serials[second]}"; SW_Ver = "6.1.5(a)";`;
    const posted = await curl('/spa962.cfg?', { from: second, more: ['--data-binary', body] });
    expect(posted.status).toBe(200);
    expect(await settle(second)).toMatchObject({
      model: 'SPA962',
      serial: serials[second],
      firmware: '6.1.5(a)',
    });
  });

  it('is served as by HTTP without one while they are asked for, not while required', async () => {
    expect((await curl('/spa962.cfg', { from: second })).status).toBe(200);
    await mode('required');
    const { services } = await bench.station.selfTest();
    const own = services.find(({ service }) => service === 'https');
    expect(own, 'the station asks itself without one').toMatchObject({ port, result: 'ok' });
    expect((await curl('/spa962.cfg', { from: second })).status).toBe(403);
    await lineWith(/a client certificate is required/);
    expect((await curl('/spa962.cfg', { as: second, from: second })).status).toBe(200);
    await mode('asked');
  });
});

async function fetchOwn(mac: string): Promise<number> {
  const http = bench.station.status().ports.http.port ?? 0;
  const now = { ...bench, ports: { ...bench.ports, http } };
  return (await fetchFrom(now, addresses[mac] ?? '', `/p/${mac}.cfg`)).status;
}

describe.skipIf(!hasOpenssl)('openssl s_client', () => {
  it('as TLS 1.0 with RSA and AES connects while old suites are on, and not while off', async (test) => {
    const here = await oldSuitesHere('asked', true);
    const suite = here.find(({ name }) => name === 'TLS_RSA_WITH_AES_128_CBC_SHA');
    if (!suite?.versions.includes('TLS 1.0')) test.skip('this runtime has no TLS 1.0');
    const old = ['-tls1', '-cipher', 'AES128-SHA:@SECLEVEL=0'];
    const words = await handshake(old);
    if (/no protocols available/i.test(words)) test.skip('this openssl has no TLS 1.0');
    expect(words).toMatch(/New, (?:SSLv3|TLSv1(?:\.0)?), Cipher is AES128-SHA/);
    await lineWith(/TLSv1, TLS_RSA_WITH_AES_128_CBC_SHA/);
    await mode('asked', false);
    expect(await handshake(old)).toMatch(/Cipher is \(NONE\)|alert/);
    await lineWith(/TLS handshake failed: /);
    expect(await handshake(['-tls1_2'])).toMatch(/Cipher is ECDHE-RSA/);
    await mode('asked');
  });
});

it('the old suites are listed as they are: offered, off, or never', async () => {
  const on = await oldSuitesHere('asked', true);
  expect(on).toHaveLength(9);
  expect(on.filter(({ name }) => name.includes('RC4')).every((s) => s.state === 'never')).toBe(
    true,
  );
  const off = await oldSuitesHere('asked', false);
  expect(off.some(({ state }) => state === 'offered')).toBe(false);
});

it('a connection that says nothing is cut, others are served meanwhile', async () => {
  const lines: string[] = [];
  const server = createHttpsServer({
    network: loopbackNetwork(),
    ...{ port: 0, handshakeTimeoutMs: 150, tls: tlsOf(bench.station.certificates, false) },
    upload: async () => ({ kind: 'none' }),
    answer: async () => ({ kind: 'missing', reason: 'no such file' }),
    clock: bench.station.clock,
    log: { write: (line) => lines.push(line.msg) },
    tell: () => undefined,
  });
  const socket = connect(await server.start(), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket.resume(), 'close');
  expect(lines).toContainEqual(expect.stringMatching(/handshake failed: it took too long/));
  await server.stop();
});

it.skipIf(!hasOpenssl)(
  'a new certificate counts for the next connection, without a stop',
  async () => {
    const before = bench.station.certificates.show().server?.fingerprint;
    const common = { commonName: 'prov.example.net', bits: 1024, replaces: false };
    const { server } = await bench.station.certificates.practise(common);
    expect(server?.fingerprint).not.toBe(before);
    const words = await handshake(['-showcerts', '-cipher', 'DEFAULT:@SECLEVEL=0']);
    expect(words).toContain('Server public key is 1024 bit');
  },
);

it('a start without a certificate is refused in words', async () => {
  const bare = await startBench({
    ports: { dhcp: 0, tftp: 0, http: 0, https: 0, syslog: 0 },
    https: { mode: 'required' },
  }).catch((error: Error) => error.message);
  expect(bare).toMatch(/there is no server certificate/);
});

/** What `openssl s_client` says, both ways. */
async function handshake(args: string[]): Promise<string> {
  const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args]);
  client.stdin.end();
  const said: string[] = [];
  for (const stream of [client.stdout, client.stderr]) {
    stream.on('data', (piece) => said.push(String(piece)));
  }
  await once(client, 'close');
  return said.join('');
}
