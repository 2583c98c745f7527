/** What the bench has only when it is switched on: names (DNS) and the time (NTP), on loopback. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionCode } from '../../main/station/dhcp/options.ts';
import { decodePacket, encodePacket } from '../../main/station/dhcp/packet.ts';
import { addressAt } from '../../main/station/dhcp/values.ts';
import { type Bench, leaseOf, startBench } from './chain-kit.ts';

const run = promisify(execFile);
const HOST = '127.0.0.1';

let bench: Bench;
let dns: number;
let ntp: number;
beforeAll(async () => {
  bench = await startBench({
    ports: { dhcp: 0, tftp: 'off', http: 0, syslog: 0, dns: 0, ntp: 0 },
    isp: 'https://Prov.example.net/spa',
    options: { 66: 'station.bench.example' },
  });
  const { ports } = bench.station.status();
  dns = ports.dns?.port ?? 0;
  ntp = ports.ntp?.port ?? 0;
});
afterAll(() => bench.close());

/** Sends datagrams from one socket and waits for as many answers as `answers`. */
async function exchange(port: number, messages: Uint8Array[], answers = messages.length) {
  const socket = createSocket('udp4');
  const got: Buffer[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', (bytes) => got.push(bytes) === answers && resolve());
  });
  for (const message of messages) socket.send(message, port, HOST);
  await all;
  socket.close();
  return got;
}

it('the log is searched for a text, newest first, and goes on where it ended', async () => {
  const { log } = bench.ask;
  const { lines, nextBeforeId } = await log.find({ text: 'LISTENS ON', last: 2 });
  expect(lines).toHaveLength(2);
  expect(lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id).toSorted((a, b) => a - b));
  const older = await log.find({ text: 'listens on', last: 100, beforeId: nextBeforeId ?? 0 });
  expect(older.nextBeforeId).toBeNull();
  expect(older.lines.every(({ id }) => id < (lines[0]?.id ?? 0))).toBe(true);
  const all = await log.find({ text: '', last: 1000 });
  const part = await log.find({ text: 'no such text', last: 1, look: 1 });
  expect([part.looked, part.left, part.nextBeforeId]).toEqual([all.looked, 0, null]);
});

it('lines of DNS and NTP are their own, not the station\u2019s', async () => {
  for (const source of ['dns', 'ntp'] as const) {
    const { lines } = await bench.ask.log.find({ text: '', source, last: 1000 });
    expect(lines[0]?.msg).toMatch(new RegExp(`^${source.toUpperCase()} .* port`));
  }
});

it('DHCP names the station as name server and time server', async () => {
  const discover = encodePacket({
    ...{ op: 1, hops: 0, xid: 7, secs: 0, wantsBroadcast: false },
    ...{ ciaddr: '0.0.0.0', yiaddr: '0.0.0.0', siaddr: '0.0.0.0', giaddr: '0.0.0.0' },
    chaddr: '000e08d05101',
    options: new Map([[optionCode.messageType, Uint8Array.of(1)]]),
  });
  const [offer] = await exchange(bench.ports.dhcp, [discover]);
  const read = decodePacket(offer ?? Buffer.alloc(0));
  const named = read.ok ? [6, 42].map((code) => read.value.options.get(code)) : [];
  expect(named.map((bytes) => addressAt(bytes ?? Buffer.alloc(4), 0))).toEqual([HOST, HOST]);
});

it('the settings show both as on, and fixed by what the station was started with', () => {
  const { values, fixed } = bench.station.settingsAnswer();
  expect({ dns: values.dns, ntp: values.ntp }).toEqual({ dns: true, ntp: true });
  expect(fixed).toEqual(expect.arrayContaining(['dns', 'ntp']));
});

const hasDig = await run('dig', ['-v']).then(
  () => true,
  () => false,
);

describe.skipIf(!hasDig)('dig', () => {
  const dig = async (...args: string[]) => {
    const target = ['-p', String(dns), `@${HOST}`, '+tries=1', '+noall', '+comments', '+answer'];
    const { stdout } = await run('dig', [...target, ...args]);
    return stdout;
  };

  it.each([
    ['the rule', 'pROV.eXaMPLE.net', '+noedns'],
    ['option 66', 'station.bench.example', '+edns=0'],
    ['the rule, by TCP', 'prov.example.net', '+tcp'],
  ])('gets the station for the name of %s, for seconds only', async (_what, name, how) => {
    const answer = await dig(how, name, 'A');
    expect(answer).toContain('status: NOERROR');
    expect(answer).toMatch(/flags: qr aa rd;/);
    expect(answer).toMatch(new RegExp(`^${name}\\.\\s+5\\s+IN\\s+A\\s+127\\.0\\.0\\.1$`, 'm'));
  });

  it.each([
    ['another name', ['www.example.com', 'A'], 'REFUSED'],
    ['a name beneath', ['x.prov.example.net', 'A'], 'NXDOMAIN'],
    ['another kind', ['prov.example.net', 'AAAA'], 'NOERROR'],
    ['another version of EDNS', ['+edns=5', '+noednsnegotiation', 'prov.example.net'], 'BADVERS'],
    ['another opcode', ['+opcode=5', 'prov.example.net'], 'NOTIMP'],
  ])('is told of %s', async (_what, args, status) => {
    const answer = await dig(...args);
    expect(answer).toContain(`status: ${status}`);
    expect(answer).not.toMatch(/\sIN\s+A\s/);
  });

  it('is read in the log, each name once', async () => {
    await dig('WWW.example.com');
    const lines = await bench.ask.log.list({ last: 100 });
    const told = lines.map(({ msg }) => msg).filter((msg) => msg.includes('www.example.com'));
    expect(told).toEqual([
      'DNS: 127.0.0.1 asks for www.example.com: refused, it is none of the names served here.',
    ]);
  });
});

describe('names by TCP', () => {
  const name = '0470726f76076578616d706c65036e657400';
  const question = Buffer.from(`0000abcd01000001000000000000${name}00010001`, 'hex');
  question.writeUInt16BE(question.length - 2, 0);

  it('several questions in pieces are answered in order; the connection may be closed half', async () => {
    const socket = connect(dns, HOST);
    const got: Buffer[] = [];
    socket.on('data', (chunk) => got.push(chunk));
    const stream = Buffer.concat([question, question, question]);
    for (let at = 0; at < stream.length; at += 7) socket.write(stream.subarray(at, at + 7));
    socket.end();
    await once(socket, 'close');
    const answers = Buffer.concat(got);
    const size = answers.readUInt16BE(0);
    expect(answers).toHaveLength(3 * (2 + size));
    expect(answers.subarray(2, 4).toString('hex')).toBe('abcd');
  });

  it('more than any question takes ends the connection, and so does an answer', async () => {
    const answer = Buffer.from(question);
    answer[4] = 0x81;
    for (const bytes of [Buffer.from('ffff', 'hex'), answer]) {
      const socket = connect(dns, HOST).on('error', () => undefined);
      socket.write(bytes);
      await once(socket, 'close');
    }
    expect((await exchange(dns, [question.subarray(2)]))[0]?.readUInt16BE(6)).toBe(1);
  });
});

describe('the time', () => {
  const question = Buffer.alloc(48);
  question[0] = 0x23;
  question.write('0123456789abcdef', 40, 'hex');

  it('is this computer’s, with the origin as it was sent', async () => {
    const before = Date.now();
    const [answer = Buffer.alloc(48)] = await exchange(ntp, [question]);
    expect([...answer.subarray(0, 2)]).toEqual([0x24, 10]);
    expect(answer.subarray(24, 32).toString('hex')).toBe('0123456789abcdef');
    const at = (answer.readUInt32BE(40) - 2_208_988_800) * 1000;
    expect(at).toBeGreaterThanOrEqual(before - 1000);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it('is for clients only; who asks without end is told that it is too often', async () => {
    const others = [Buffer.alloc(0), Buffer.alloc(47, 0x23), Buffer.alloc(48, 0x24)];
    const [first] = await exchange(ntp, [...others, question], 1);
    expect(first?.[0]).toBe(0x24);
    const socket = createSocket('udp4');
    const kiss = new Promise<Buffer>((resolve) => {
      socket.on('message', (bytes) => bytes.includes('RATE') && resolve(bytes));
    });
    for (let sent = 0; sent < 100; sent += 1) socket.send(question, ntp, HOST);
    expect([...(await kiss).subarray(0, 2)]).toEqual([0xe4, 0]);
    socket.close();
  });
});

describe('a service alone', () => {
  const asked = (path = '/none') =>
    fetch(`http://${HOST}:${bench.ports.http}${path}`).then(
      ({ status }) => status,
      () => null,
    );
  const state = () => bench.station.status().ports.http;

  it('is stopped and started while the others serve; meanwhile the station is deaf, and says so', async () => {
    const { ask, station } = bench;
    await leaseOf(bench, '000e08d05109');
    const used = station.status().pool?.used;
    expect(used).toBeGreaterThan(0);
    expect(await asked()).toBe(404);
    await ask.station.stopService({ service: 'http' });
    expect(await asked()).toBeNull();
    expect(state()).toMatchObject({ port: null, state: 'stopped', isNeeded: true });
    expect(state().problem).toBe('HTTP was stopped by hand. Until it runs, no unit gets a file.');
    const { sentence, rule } = await ask.units.why({ text: '000e08d05109' });
    expect({ sentence, rule }).toEqual({ sentence: state().problem, rule: 'service-not-running' });
    const { services } = await ask.preflight.selfTest();
    expect(services.filter(({ result }) => result === 'fail')).toMatchObject([
      { service: 'http', port: null, detail: state().problem },
    ]);

    const holder = createServer().listen(bench.ports.http, HOST);
    await once(holder, 'listening');
    await expect(ask.station.startService({ service: 'http' })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`TCP port ${bench.ports.http}`),
    });
    expect(state()).toMatchObject({ state: 'down', isNeeded: true });
    holder.close();
    await once(holder, 'close');
    await ask.station.startService({ service: 'http' });
    expect(await asked()).toBe(404);
    expect(state()).toMatchObject({ port: bench.ports.http, state: 'on', problem: null });

    await ask.station.stopService({ service: 'dhcp' });
    expect(station.status().ports.dhcp.problem).toContain('no unit gets an address');
    await ask.station.startService({ service: 'dhcp' });
    expect(station.status().pool?.used).toBe(used);
    const lines = (await ask.log.list({ last: 100 })).map(({ msg }) => msg);
    expect(lines).toContain(`HTTP runs again, on port ${bench.ports.http}.`);
  });

  it('that was never on, or is off in the settings, is not started alone', async () => {
    const refused = { code: 'SERVICE_OFF' };
    await expect(bench.ask.station.startService({ service: 'tftp' })).rejects.toMatchObject(
      refused,
    );
    expect(bench.station.status().ports.tftp).toMatchObject({ state: 'off', problem: null });
  });
});
