/**
 * The golden exchanges against the real station: the unit's recorded bytes go in, and what comes out
 * must mean what the recorded answers mean. Then the other way round: a station that makes one
 * mistake on purpose, which units that read and obey must not forgive.
 */
import { createDecipheriv, createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Unit } from '../../main/contract/model.ts';
import { addressOption, decodeDhcpReply, dhcpType } from '../../main/simulate/dhcp-message.ts';
import type { Reading } from '../../main/simulate/faults.ts';
import { type FleetSummary, runFleet } from '../../main/simulate/fleet.ts';
import { loopbackWire } from '../../main/simulate/loopback-wire.ts';
import type { StationPorts } from '../../main/simulate/wire.ts';
import type * as Pack from '../../main/station/profile/pack.ts';
import type * as XmlWrite from '../../main/station/profile/xml-write.ts';
import { readSettings } from '../../main/station/settings.ts';
import type { Station } from '../../main/station/station.ts';
import { type Exchange, type ExchangeStep, loadExchanges } from '../kit/exchanges.ts';

const HOST = '127.0.0.1';
const ISP_RULE = '[--key $SA] http://prov.example.net/p/$B/spa$PSN.cfg';

let station: Station | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  await station?.close();
  station = null;
  for (const socket of sockets.splice(0)) socket.close();
  vi.doUnmock(packModule);
  vi.doUnmock(xmlModule);
  vi.resetModules();
});

const packModule = '../../main/station/profile/pack.ts';
const xmlModule = '../../main/station/profile/xml-write.ts';

/** A station on loopback, built from its modules as they are mocked now. */
async function startStation(): Promise<StationPorts> {
  const { openStation } = await import('../../main/station/station.ts');
  const { openStore } = await import('../../main/station/store/store.ts');
  const settings = readSettings({
    address: HOST,
    isp: 'http://prov.example.net/p',
    quiet: 0,
    ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 },
  });
  station = await openStation({ store: openStore({ memory: true }), settings });
  await station.start();
  const { dhcp, tftp, http, syslog } = station.status().ports;
  return {
    dhcp: dhcp.port ?? 0,
    tftp: tftp.port ?? 0,
    http: http.port ?? 0,
    syslog: syslog.port ?? 0,
  };
}

/** The unit as the station shows it once it looks like that; waits for changes, not for time. */
async function unitThat(mac: string, looksLike: (unit: Unit) => boolean): Promise<Unit> {
  if (station === null) throw new Error('no station runs');
  const over = new AbortController();
  const { changes } = station;
  const stream = changes.subscribe(changes.run, changes.seq, over.signal);
  try {
    for (;;) {
      const unit = station.unit(mac);
      if (unit !== null && looksLike(unit)) return unit;
      await stream.next();
    }
  } finally {
    over.abort();
  }
}

/** A unit's socket on loopback: send, and take what comes back in order. */
async function unitSocket(address: string) {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.bind(0, address);
  await once(socket, 'listening');
  return {
    send: (bytes: Uint8Array, port: number) => void socket.send(bytes, port, HOST),
    async next(): Promise<{ bytes: Buffer; port: number }> {
      const [bytes, from] = await once(socket, 'message');
      return { bytes, port: from.port };
    },
  };
}

/** Sends a recorded RRQ and acknowledges to the end. @returns the file, or the ERROR's code */
async function readBy(rrq: Buffer, address: string, tftpPort: number): Promise<Buffer | number> {
  const socket = await unitSocket(address);
  const blocks: Buffer[] = [];
  socket.send(rrq, tftpPort);
  for (;;) {
    const { bytes, port } = await socket.next();
    if (bytes.readUInt16BE(0) === 5) return bytes.readUInt16BE(2);
    expect([bytes.readUInt16BE(0), bytes.readUInt16BE(2)]).toEqual([3, blocks.length + 1]);
    blocks.push(bytes.subarray(4));
    socket.send(Buffer.from([0, 4, 0, blocks.length]), port);
    if (bytes.length < 516) return Buffer.concat(blocks);
  }
}

/** Option 50 and 54 of a recorded REQUEST, put to what this station offered. */
function requestFor(recorded: Buffer, address: string, serverId: string): Buffer {
  const bytes = Buffer.from(recorded);
  const put = (option: number, value: string) => {
    const at = bytes.indexOf(Buffer.from([option, 4]), 240);
    bytes.set(value.split('.').map(Number), at + 2);
  };
  put(50, address);
  put(54, serverId);
  return bytes;
}

function stepOf(exchange: Exchange, what: string): ExchangeStep {
  const step = exchange.steps.find((each) => each.what === what);
  if (!step) throw new Error(`${exchange.model} has no ${what}`);
  return step;
}

function parameter(profile: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(profile)?.[1];
}

/** What the reply means, apart from addresses, which are the bench's own. */
function meaning(bytes: Uint8Array) {
  const reply = decodeDhcpReply(bytes);
  const mask = addressOption(reply?.options.get(1));
  return {
    ...{ type: reply?.type, xid: reply?.xid, mac: reply?.mac, lease: reply?.leaseSeconds },
    hasMask: mask !== null,
    namesItselfInOption66: reply?.options.get(66)?.toString('latin1') === reply?.serverId,
    isNextServer: reply?.nextServer === reply?.serverId,
    hasAddress: reply?.address !== '0.0.0.0',
  };
}

async function leaseBy(exchange: Exchange, ports: StationPorts): Promise<string> {
  const socket = await unitSocket(HOST);
  socket.send(stepOf(exchange, 'DISCOVER').bytes, ports.dhcp);
  const offer = await socket.next();
  expect(meaning(offer.bytes)).toEqual(meaning(stepOf(exchange, 'OFFER').bytes));
  const offered = decodeDhcpReply(offer.bytes);
  expect(offered).toMatchObject({ type: dhcpType.offer, serverId: HOST });
  const address = offered?.address ?? '';
  socket.send(requestFor(stepOf(exchange, 'REQUEST').bytes, address, HOST), ports.dhcp);
  const ack = await socket.next();
  expect(meaning(ack.bytes)).toEqual(meaning(stepOf(exchange, 'ACK').bytes));
  expect(decodeDhcpReply(ack.bytes)).toMatchObject({ type: dhcpType.ack, address });
  return address;
}

const exchanges = loadExchanges();
const asksItsFile = (exchange: Exchange) =>
  exchange.steps.some((step) => step.what === 'RRQ of its own file');

describe.skipIf(process.platform !== 'linux')('the golden exchanges, sent to the station', () => {
  it.each(exchanges.filter(asksItsFile))('lead a $model to its own file', async (exchange) => {
    const { mac } = exchange;
    const ports = await startStation();
    const address = await leaseBy(exchange, ports);
    const text = (what: string) => stepOf(exchange, what).bytes;

    const common = await readBy(text('RRQ of the factory rule'), address, ports.tftp);
    const served = String(common);
    const recorded = String(text('DATA 1').subarray(4));
    expect(parameter(served, 'Resync_Random_Delay')).toBe(
      parameter(recorded, 'Resync_Random_Delay'),
    );
    expect(parameter(served, 'Syslog_Server')).toBe(`${HOST}:${ports.syslog}`);
    const rule = parameter(served, 'Profile_Rule') ?? '';
    const key = /^\[--key ([0-9a-f]{64})\] tftp:\/\/127\.0\.0\.1:\d+\/p\/\$MA\.cfg$/.exec(
      rule,
    )?.[1];
    expect(key).toBeDefined();
    await unitThat(mac, (unit) => unit.stage === 'SP-CUST');

    const syslog = await unitSocket(address);
    syslog.send(text('success'), ports.syslog);
    syslog.send(text('request'), ports.syslog);
    const own = await readBy(text('RRQ of its own file'), address, ports.tftp);
    expect(Buffer.from(own as Buffer).toString('latin1', 0, 8)).toBe('Salted__');
    const opened = openWithMd5(own as Buffer, key ?? '');
    expect(parameter(opened, 'GPP_SA')).toMatch(/^[0-9a-f]{64}$/);
    const unit = await unitThat(mac, ({ stage }) => stage === 'SEC-PRV-1');
    expect(unit).toMatchObject({ address, condition: 'ok', isClaimed: false });

    syslog.send(text('failure'), ports.syslog);
    const failed = await unitThat(mac, ({ condition }) => condition === 'failed');
    expect(failed.reason).toMatchObject({ code: 'F02' });
    await station?.log.settled();
    const lines = station?.store.read(({ log }) => log.list({ mac })) ?? [];
    const said = lines.filter(({ source }) => source === 'syslog').map(({ raw }) => raw);
    expect(said).toEqual(['success', 'request', 'failure'].map((what) => String(text(what))));
  });

  it.each(exchanges.filter((each) => !asksItsFile(each)))(
    'of a $model get error 1 and a reason, since it asks for a file nobody has',
    async (exchange) => {
      const ports = await startStation();
      const address = await leaseBy(exchange, ports);
      const rrq = stepOf(exchange, 'RRQ of the factory rule').bytes;
      expect(await readBy(rrq, address, ports.tftp)).toBe(1);
      const unit = await unitThat(exchange.mac, ({ condition }) => condition === 'failed');
      expect(unit.reason?.code).toBe('F11');
    },
  );
});

/** What the station's makers are made to do wrong, and where the units then stand. */
const mistakes: [what: string, plant: () => void, reading: Reading, stage: string][] = [
  ['a key derived with SHA-256', plantSha256, 'at-once', 'SP-CUST'],
  ['the short form of Syslog_Server in the last file', plantShortForm, 'at-once', 'SEC-PRV-2'],
  ['no period, for units that wait for their timer', plantNoPeriod, 'timer', 'SP-CUST'],
  ['a plain rehearsal file', plantPlainRehearsal, 'at-once', 'SEC-PRV-1'],
];

describe.skipIf(process.platform !== 'linux')("the station's chain", () => {
  it.each(['at-once', 'timer'] as const)(
    'leads a unit to its goal in the reading %s',
    async (reading) => {
      const summary = await oneUnit(reading, 30_000);
      expect(summary).toMatchObject({ reachedGoal: 1, failures: [] });
    },
  );

  it.each(mistakes)('strands the unit with %s', async (_what, plant, reading, stage) => {
    vi.resetModules();
    plant();
    const summary = await oneUnit(reading, 3000);
    expect(summary).toMatchObject({ reachedGoal: 0, stages: { [stage]: 1 } });
  });
});

async function oneUnit(reading: Reading, timeoutMs: number): Promise<FleetSummary> {
  const ports = await startStation();
  const wire = loopbackWire({ host: HOST, ports });
  const unit = { units: 1, models: ['SPA962'], scale: 0.002, seed: 1 };
  return runFleet({ ...unit, wire, reading, timeoutMs });
}

function plantSha256(): void {
  vi.doMock(packModule, async (original) => {
    const { createCipheriv, randomBytes } = await import('node:crypto');
    const real = await original<typeof Pack>();
    const packProfile: typeof Pack.packProfile = (text, { gzip, key }) => {
      if (typeof key !== 'string') return real.packProfile(text, { gzip });
      const salt = randomBytes(8);
      const { key: derived, iv } = derive('sha256', key, salt);
      const cipher = createCipheriv('aes-256-cbc', derived, iv);
      const plain = real.packProfile(text, { gzip });
      return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(plain), cipher.final()]);
    };
    return { ...real, packProfile };
  });
}

function plantPlainRehearsal(): void {
  vi.doMock(packModule, async (original) => {
    const real = await original<typeof Pack>();
    const packProfile: typeof Pack.packProfile = (text, options) =>
      text.includes('/profile/$B/') && options.gzip
        ? Buffer.from(text)
        : real.packProfile(text, options);
    return { ...real, packProfile };
  });
}

function plantShortForm(): void {
  plantInXml((text) => text.replace('<Syslog_Server></Syslog_Server>', '<Syslog_Server/>'));
}

function plantNoPeriod(): void {
  plantInXml((text) => text.replace(/ *<Resync_Periodic>[^<]*<\/Resync_Periodic>\n/, ''));
}

function plantInXml(change: (text: string) => string): void {
  vi.doMock(xmlModule, async (original) => {
    const real = await original<typeof XmlWrite>();
    const writeXmlProfile: typeof XmlWrite.writeXmlProfile = (entries) => {
      const text = real.writeXmlProfile(entries);
      return text.ok ? { ...text, value: change(text.value) } : text;
    };
    return { ...real, writeXmlProfile };
  });
}

/** `openssl enc -d -aes-256-cbc -md md5 -k`, written again so that nothing of the product opens it. */
function openWithMd5(bytes: Buffer, phrase: string): string {
  const { key, iv } = derive('md5', phrase, bytes.subarray(8, 16));
  const decipher = createDecipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('latin1');
}

/** EVP_BytesToKey, one round, with the digest named. */
function derive(digest: 'md5' | 'sha256', phrase: string, salt: Uint8Array) {
  let material = Buffer.alloc(0);
  let last = Buffer.alloc(0);
  while (material.length < 48) {
    last = createHash(digest).update(last).update(phrase).update(salt).digest();
    material = Buffer.concat([material, last]);
  }
  return { key: material.subarray(0, 32), iv: material.subarray(32, 48) };
}
