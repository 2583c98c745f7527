/**
 * The golden exchanges against the real station: the unit's recorded bytes go in, and what comes out
 * must mean what the recorded answers mean.
 */
import { createDecipheriv } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Unit } from '../../main/contract/model.ts';
import { addressOption, decodeDhcpReply, dhcpType } from '../../main/simulate/dhcp-message.ts';
import type { StationPorts } from '../../main/simulate/wire.ts';
import type { Station } from '../../main/station/station.ts';
import { type Exchange, type ExchangeStep, loadExchanges } from '../kit/exchanges.ts';
import { deriveKey, HOST, startLoopbackStation } from './exchange-kit.ts';

let station: Station | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  await station?.close();
  station = null;
  for (const socket of sockets.splice(0)) socket.close();
});

async function startStation(): Promise<StationPorts> {
  const started = await startLoopbackStation();
  station = started.station;
  return started.ports;
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

/** `openssl enc -d -aes-256-cbc -md md5 -k`, written again so that nothing of the product opens it. */
function openWithMd5(bytes: Buffer, phrase: string): string {
  const { key, iv } = deriveKey('md5', phrase, bytes.subarray(8, 16));
  const decipher = createDecipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('latin1');
}
