import { readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { PROGRESS_EVERY_MS } from '../../main/station/events.ts';
import type { AnswerFile } from '../../main/station/files/answer.ts';
import type { BenchNetwork } from '../../main/station/net/network.ts';
import {
  encodeAck,
  encodeData,
  encodeError,
  encodeRequest,
} from '../../main/station/tftp/packet.ts';
import { loopbackNetwork, lossyNetwork } from '../kit/loopback-network.ts';
import { bytesAnswer, fetchFile, RawClient, sampleBytes, startTftp } from './tftp-kit.ts';

const FILE = sampleBytes(4_000);
const answer: AnswerFile = async ({ path }) => {
  if (path === '/spa962.cfg') return bytesAnswer('spa962.cfg', FILE);
  if (path === '/plain.cfg') return bytesAnswer('plain.cfg', FILE, false);
  if (path === '/secret') return { kind: 'refused', reason: 'not this unit' };
  return { kind: 'missing', reason: 'no such file' };
};

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

async function start(
  network: BenchNetwork = loopbackNetwork(),
  answers: AnswerFile = answer,
  options: Parameters<typeof startTftp>[2] = {},
) {
  const started = await startTftp(network, answers, options);
  cleanUp.push(() => started.server.stop());
  return started;
}

async function client(): Promise<RawClient> {
  const opened = await new RawClient().open();
  cleanUp.push(() => opened.close());
  return opened;
}

const read = (path: string, mode = 'octet') => encodeRequest('read', path, mode);

it('a file is served from a port of its own and told from start to end', async () => {
  const { port, told } = await start();
  const { bytes, requests, doubled } = await fetchFile(port, '/spa962.cfg');
  expect(bytes).toEqual(FILE);
  expect({ requests, doubled }).toEqual({ requests: 1, doubled: 0 });
  const [ended] = await told.of('transfer-ended', 1);
  expect(ended).toMatchObject({ result: 'complete', sentBytes: 4_000, resends: 0, detail: null });
  expect(told.events.map(({ type }) => type)).toEqual(['transfer-started', 'transfer-ended']);
  expect(told.lines.at(-1)?.msg).toMatch(
    /^Sent spa962\.cfg, 4000 bytes, 8 blocks, \d+ ms, 0 resends$/,
  );
});

it('missing and refused files are answered at once with errors 1 and 2', async () => {
  const { port, told } = await start();
  await expect(fetchFile(port, '/nowhere')).rejects.toThrow(/^1 /);
  await expect(fetchFile(port, '/secret')).rejects.toThrow(/^2 /);
  const refused = await told.of('file-not-served', 2);
  expect(refused.map((event) => event.answer)).toEqual(['missing', 'refused']);
  expect(told.events).toHaveLength(2);
});

it('uploads, odd modes and packets without a transfer are refused; an ERROR is not answered', async () => {
  const { port, told } = await start();
  const unit = await client();
  unit.send(encodeError(0, 'hello'), port);
  const cases: [Uint8Array, number][] = [
    [encodeRequest('write', '/report', 'octet'), 2],
    [read('/spa962.cfg', 'mail'), 4],
    [read('/spa962.cfg', 'binary'), 4],
    [encodeAck(1), 4],
    [Uint8Array.of(0, 99, 0, 0), 4],
    [Uint8Array.of(0, 1), 4],
    [read('a'.repeat(2_000)), 4],
  ];
  for (const [bytes, code] of cases) {
    unit.send(bytes, port);
    expect((await unit.next()).packet).toMatchObject({ op: 'error', code });
  }
  expect(told.events).toMatchObject([
    { type: 'file-not-served', answer: 'refused', request: { path: '/report' } },
  ]);
  expect(told.lines.filter(({ address }) => address === '127.0.0.1')).toHaveLength(1);
});

it('options are left out for a unit that cannot take them', async () => {
  const { port } = await start();
  const asked = [{ name: 'blksize', value: '1024' }];
  const unit = await client();
  unit.send(encodeRequest('read', '/plain.cfg', 'octet', asked), port);
  expect((await unit.next()).packet).toMatchObject({ op: 'data', block: 1 });
  expect((await fetchFile(port, '/spa962.cfg', asked)).bytes).toEqual(FILE);
});

it('a request sent twice is one transfer, while it runs and just after', async () => {
  const { port, told } = await start();
  const unit = await client();
  unit.send(read('/spa962.cfg'), port);
  unit.send(read('/spa962.cfg'), port);
  const first = await unit.next();
  for (let block = 1; block < 8; block++) {
    unit.send(encodeAck(block), first.port);
    expect(await unit.next()).toMatchObject({ port: first.port, packet: { block: block + 1 } });
  }
  unit.send(encodeAck(8), first.port);
  await told.of('transfer-ended', 1);
  unit.send(read('/spa962.cfg'), port);
  unit.send(read('/nowhere'), port); // answered after the one before was passed over
  expect((await unit.next()).packet).toMatchObject({ op: 'error', code: 1 });
  expect(await told.of('transfer-started', 1)).toHaveLength(1);
});

it('a client that asks for another file from the same port gets that one', async () => {
  const { port, told } = await start();
  const unit = await client();
  unit.send(read('/spa962.cfg'), port);
  const first = await unit.next();
  unit.send(read('/plain.cfg'), port);
  // The old transfer says nothing: a unit would take it for the answer to its new request.
  const next = await unit.next();
  expect(next.packet).toMatchObject({ op: 'data', block: 1 });
  // Nothing late of the first transfer can be taken for the second one's.
  expect(next.port).not.toBe(first.port);
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({ result: 'aborted' });
});

it('a last acknowledgement that is read after the next request still counts', async () => {
  const { port, told } = await start();
  const unit = await client();
  unit.send(read('/spa962.cfg'), port);
  const { port: transferPort } = await unit.next();
  for (let block = 1; block < 8; block++) {
    unit.send(encodeAck(block), transferPort);
    await unit.next();
  }
  unit.send(read('/plain.cfg'), port);
  unit.send(encodeAck(8), transferPort);
  expect((await unit.next()).packet).toMatchObject({ op: 'data', block: 1 });
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({ result: 'complete' });
});

it('a stranger on the transfer port gets error 5 and disturbs nothing', async () => {
  const { port, told } = await start();
  const unit = await client();
  const stranger = await client();
  unit.send(read('/spa962.cfg'), port);
  let heard = await unit.next();
  stranger.send(encodeError(0, 'die'), heard.port);
  for (let block = 1; block <= 8; block++) {
    stranger.send(encodeAck(block), heard.port);
    expect((await stranger.next()).packet).toMatchObject({ op: 'error', code: 5 });
    unit.send(encodeAck(block), heard.port);
    if (block < 8) heard = await unit.next();
  }
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({ result: 'complete', resends: 0 });
});

it('an ERROR of the client ends the transfer as aborted', async () => {
  const { port, told } = await start();
  const unit = await client();
  unit.send(read('/spa962.cfg'), port);
  unit.send(encodeError(0, 'probe\n'), (await unit.next()).port);
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({
    result: 'aborted',
    detail: 'the unit sent error 0: probe␊',
  });
});

it('hostile datagrams on both ports leave the service and the transfer whole', async () => {
  const { port } = await start();
  const unit = await client();
  const noise = await client();
  unit.send(read('/spa962.cfg'), port);
  const heard = await unit.next();
  for (let round = 0; round < 300; round++) {
    const bytes = sampleBytes(round % 70, round);
    if (round % 2) bytes[0] = 0;
    unit.send(bytes.subarray(0, 3), heard.port);
    noise.send(bytes, port);
    if (round % 20 === 0) await nextTurn(); // one process plays both ends: let it drain its sockets
  }
  unit.send(encodeAck(1), heard.port);
  expect((await unit.next()).packet).toMatchObject({ op: 'data', block: 2 });
  expect((await fetchFile(port, '/spa962.cfg')).bytes).toEqual(FILE);
});

it('nobody outside the bench network is answered', async () => {
  const asked: string[] = [];
  const { port, told } = await start(
    loopbackNetwork(() => false),
    async ({ path }) => {
      asked.push(path);
      return { kind: 'missing', reason: '' };
    },
  );
  const unit = await client();
  unit.send(read('/spa962.cfg'), port);
  unit.send(Uint8Array.of(1), port);
  await expect.poll(() => told.lines.some(({ msg }) => msg.includes('outside'))).toBe(true);
  expect(asked).toEqual([]);
  expect(unit.unread).toBe(0);
});

it('beyond its limit the station says it is busy', async () => {
  const { port } = await start(loopbackNetwork(), answer, { maxTransfers: 1 });
  const first = await client();
  first.send(read('/spa962.cfg'), port);
  await first.next();
  await expect(fetchFile(port, '/spa962.cfg')).rejects.toThrow('0 The station is busy');
});

it('who asked and never answered gives way to others, who answered does not', async () => {
  let ms = 0;
  const clock = { now: () => ms, monotonicMs: () => ms };
  const { port, told } = await start(loopbackNetwork(), answer, { clock, maxTransfers: 2 });
  const [fair, forged, other] = [await client(), await client(), await client()];
  fair.send(read('/spa962.cfg'), port);
  const { port: transferPort } = await fair.next();
  fair.send(encodeAck(1), transferPort);
  await fair.next();
  forged.send(read('/spa962.cfg'), port);
  await forged.next();
  other.send(read('/spa962.cfg'), port);
  expect((await other.next()).packet).toMatchObject({ op: 'error', code: 0 });
  ms += 1_500;
  other.send(read('/spa962.cfg'), port);
  expect((await other.next()).packet).toMatchObject({ op: 'data', block: 1 });
  const [ended] = await told.of('transfer-ended', 1);
  expect(ended).toMatchObject({ detail: 'no answer, and its place was needed' });
  fair.send(encodeAck(2), transferPort);
  let { packet } = await fair.next();
  while (packet.op === 'data' && packet.block < 3) ({ packet } = await fair.next());
  expect(packet).toMatchObject({ op: 'data', block: 3 });
});

it('250 units at once get their own bytes, none asks twice', async () => {
  const network = loopbackNetwork();
  const { port, told } = await start(network, async ({ path }) =>
    bytesAnswer(path, sampleBytes(4_096, Number(path))),
  );
  const fetched = await Promise.all(
    Array.from({ length: 250 }, (_, at) => fetchFile(port, String(at))),
  );
  fetched.forEach(({ bytes, requests }, at) => {
    expect(bytes.equals(sampleBytes(4_096, at))).toBe(true);
    expect(requests).toBe(1);
  });
  const ended = await told.of('transfer-ended', 250);
  expect(ended.every(({ result }) => result === 'complete')).toBe(true);
  await expect.poll(() => network.openSockets).toBe(1);
});

it('through 15 % loss in both directions every byte arrives', async () => {
  const { port } = await start(lossyNetwork(loopbackNetwork(), 0.15, 7));
  const fetched = await Promise.all(
    Array.from({ length: 10 }, () => fetchFile(port, '/spa962.cfg', [], 300)),
  );
  for (const { bytes } of fetched) expect(bytes.equals(FILE)).toBe(true);
});

it('200 abandoned transfers give everything back within a minute', async () => {
  let ms = 0;
  const network = loopbackNetwork();
  const clock = { now: () => ms, monotonicMs: () => ms };
  const { port, told } = await start(network, answer, { clock });
  const before = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  const unit = await client();
  const units = await Promise.all(Array.from({ length: 199 }, () => client()));
  for (const one of [unit, ...units]) one.send(read('/spa962.cfg'), port);
  await Promise.all([unit, ...units].map((one) => one.next()));
  for (const one of [unit, ...units]) one.close();
  cleanUp.splice(1); // the clients are closed
  const turning = setInterval(() => {
    ms += 1_000;
  }, 20);
  const ended = await told.of('transfer-ended', 200);
  expect(ended.every(({ result, at }) => result === 'timed-out' && at <= 60_000)).toBe(true);
  expect(ended.every(({ resends }) => resends <= 5)).toBe(true);
  await expect.poll(() => network.openSockets).toBe(1);
  clearInterval(turning);
  if (process.platform === 'linux') {
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 2);
  }
});

it('a transfer that takes its time is told while it runs, and stopping ends it as aborted', async () => {
  const network = loopbackNetwork();
  const { server, port, told } = await start(network);
  const unit = await client();
  unit.send(read('/spa962.cfg'), port);
  const { port: transferPort } = await unit.next();
  unit.send(encodeAck(1), transferPort);
  await unit.next();
  // On a busy machine it may be told before the first acknowledgement is in.
  const progress = () => told.events.findLast((event) => event.type === 'transfer-progress');
  await expect.poll(progress).toMatchObject({ about: { name: 'spa962.cfg' }, sentBytes: 512 });
  const [started] = await told.of('transfer-started', 1);
  expect(progress()?.request).toBe(started?.request);
  expect((progress()?.at ?? 0) - (started?.at ?? 0)).toBeGreaterThanOrEqual(PROGRESS_EVERY_MS - 1);
  await server.stop();
  // Blocks sent again meanwhile come before it.
  let { packet } = await unit.next();
  while (packet.op === 'data') ({ packet } = await unit.next());
  expect(packet).toMatchObject({ op: 'error', code: 0 });
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({ result: 'aborted' });
  expect(network.openSockets).toBe(0);
});

it('an upload is taken with options and as text, and a stranger disturbs it not', async () => {
  const kept: [string, string][] = [];
  const { port } = await start(loopbackNetwork(), answer, {
    upload: async ({ path }) => ({
      ...{ kind: 'take', mac: '000e08000001', maxBytes: 2_000 },
      keep: async (bytes) => void kept.push([path, Buffer.from(bytes).toString()]),
    }),
  });
  const unit = await client();
  const stranger = await client();
  const options = [
    { name: 'BLKSIZE', value: '8' },
    { name: 'tsize', value: '12' },
  ];
  const request = encodeRequest('write', 'a', 'NetASCII', options);
  unit.send(request, port);
  const first = await unit.next();
  expect(first.packet).toEqual({ op: 'option-ack', options });
  stranger.send(encodeData(1, Buffer.from('evil')), first.port);
  expect((await stranger.next()).packet).toMatchObject({ op: 'error', code: 5 });
  unit.send(encodeData(1, Buffer.from('one\r\ntw\r')), first.port);
  expect((await unit.next()).packet).toEqual({ op: 'ack', block: 1 });
  unit.send(encodeData(2, Buffer.from('\0x\r\n')), first.port);
  expect((await unit.next()).packet).toEqual({ op: 'ack', block: 2 });
  expect(kept).toEqual([['a', 'one\ntw\rx\n']]);
  // Its request, late and once more, is no second upload; its last block is acknowledged again.
  unit.send(request, port);
  unit.send(encodeData(2, Buffer.from('\0x\r\n')), first.port);
  expect(await unit.next()).toEqual({ packet: { op: 'ack', block: 2 }, port: first.port });
  // Another file instead of one that was begun.
  unit.send(encodeRequest('write', 'b', 'octet'), port);
  const begun = await unit.next();
  expect(begun.packet).toEqual({ op: 'ack', block: 0 });
  unit.send(encodeRequest('write', 'c', 'octet'), port);
  const other = await unit.next();
  expect(other.packet).toEqual({ op: 'ack', block: 0 });
  expect(other.port).not.toBe(begun.port);
  unit.send(encodeData(1, Buffer.from('c')), other.port);
  expect((await unit.next()).packet).toEqual({ op: 'ack', block: 1 });
  expect(kept.at(-1)).toEqual(['c', 'c']);
});

it('uploads that are over keep no place; of one address four run at once', async () => {
  const { port } = await start(loopbackNetwork(), answer, {
    upload: async () => ({
      ...{ kind: 'take', mac: '000e08000001', maxBytes: 600 },
      keep: async () => undefined,
    }),
  });
  const begun = async (unit: Awaited<ReturnType<typeof client>>) => {
    unit.send(encodeRequest('write', 'a', 'octet'), port);
    return unit.next();
  };
  for (let count = 0; count < 10; count++) {
    const unit = await client();
    unit.send(encodeData(1, Buffer.from('a')), (await begun(unit)).port);
    expect((await unit.next()).packet).toEqual({ op: 'ack', block: 1 });
  }
  for (let count = 0; count < 4; count++) {
    expect((await begun(await client())).packet).toEqual({ op: 'ack', block: 0 });
  }
  expect((await begun(await client())).packet).toMatchObject({ op: 'error', code: 0 });
});

it('an upload that says or shows it is too large gets error 3', async () => {
  const { port, told } = await start(loopbackNetwork(), answer, {
    upload: async () => ({
      ...{ kind: 'take', mac: '000e08000001', maxBytes: 600 },
      keep: async () => undefined,
    }),
  });
  const unit = await client();
  unit.send(encodeRequest('write', 'a', 'octet', [{ name: 'tsize', value: '601' }]), port);
  expect((await unit.next()).packet).toMatchObject({ op: 'error', code: 3 });
  unit.send(encodeRequest('write', 'a', 'octet'), port);
  const { port: transferPort } = await unit.next();
  unit.send(encodeData(1, sampleBytes(512)), transferPort);
  expect((await unit.next()).packet).toEqual({ op: 'ack', block: 1 });
  unit.send(encodeData(2, sampleBytes(512)), transferPort);
  expect((await unit.next()).packet).toMatchObject({ op: 'error', code: 3 });
  unit.send(encodeRequest('write', 'a', 'mail'), port);
  expect((await unit.next()).packet).toMatchObject({ op: 'error', code: 4 });
  expect(told.lines.at(-1)?.msg).toBe(
    'Did not take the upload a, 1024 bytes: larger than 600 bytes',
  );
});

it('a file that cannot be answered is refused and the service goes on', async () => {
  const { port, told } = await start(loopbackNetwork(), async ({ path }) => {
    if (path === 'bad') throw new Error('/secret/path');
    return bytesAnswer('good', FILE);
  });
  await expect(fetchFile(port, 'bad')).rejects.toThrow(/^0 /);
  expect((await fetchFile(port, 'good')).bytes).toEqual(FILE);
  expect(told.lines.some(({ msg }) => msg.includes('/secret/path'))).toBe(false);
});
