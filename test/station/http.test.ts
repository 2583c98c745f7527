import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../main/station/clock.ts';
import type { AnswerFile, FileRequest } from '../../main/station/files/answer.ts';
import { createHttpServer } from '../../main/station/http/server.ts';
import type { WebLimits, WebServer } from '../../main/station/web/exchange.ts';
import { loopbackNetwork } from '../kit/loopback-network.ts';
import { bytesAnswer, diskAnswer, sampleBytes, Told } from './tftp-kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'http-'));
const PROFILE = sampleBytes(4_096);
const CHANGED_MS = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
const FIRMWARE = sampleBytes(8_000_000);
writeFileSync(join(dir, 'firmware.bin'), FIRMWARE);
afterAll(() => rmSync(dir, { recursive: true }));

let server: WebServer;
let port = 0;
let told: Told;
let asked: FileRequest[] = [];
let answerFirst = async (): Promise<void> => undefined;
const answer: AnswerFile = async (request) => {
  asked.push(request);
  await answerFirst();
  const { path } = request;
  if (path === '/firmware.bin') {
    return diskAnswer('firmware.bin', join(dir, 'firmware.bin'), FIRMWARE.length);
  }
  if (path === '/small.bin' || path === '/empty.bin') {
    const bytes = path === '/small.bin' ? PROFILE : new Uint8Array(0);
    const made = bytesAnswer(path, bytes);
    if (made.kind !== 'bytes') return made;
    return { ...made, about: { ...made.about, kind: 'disk' }, modifiedMs: CHANGED_MS };
  }
  if (path === '/link') return diskAnswer('link', dir, 1);
  if (path === '/secret') return { kind: 'refused', reason: 'not this unit' };
  if (path.startsWith('/spa')) return bytesAnswer('spa962.cfg', PROFILE);
  return { kind: 'missing', reason: 'no such file' };
};

async function start(limits: Partial<WebLimits> = {}, isOurs = true): Promise<void> {
  told = new Told();
  asked = [];
  answerFirst = async () => undefined;
  server = createHttpServer({
    network: loopbackNetwork(() => isOurs),
    port: 0,
    answer,
    upload: async () => ({ kind: 'none' }),
    clock: systemClock,
    log: { write: (line) => told.lines.push(line) },
    tell: told.tell,
    limits,
  });
  port = await server.start();
}
beforeEach(() => start());
afterEach(() => server.stop());

async function restart(limits: Partial<WebLimits>, isOurs = true): Promise<void> {
  await server.stop();
  await start(limits, isOurs);
}

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Sends raw text and reads until the station closes. */
async function raw(text: string): Promise<string> {
  const socket = await open();
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return Buffer.concat(pieces).toString('latin1');
}

const url = (path: string): string => `http://127.0.0.1:${port}${path}`;

it('GET gives the exact bytes and tells start and end', async () => {
  const response = await fetch(url('/spa962.cfg?mac=1'), {
    headers: { 'user-agent': 'Linksys/SPA-962-6.1.5(a) (000e08aabbcc)' },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe('4096');
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(Buffer.from(await response.arrayBuffer()).equals(PROFILE)).toBe(true);
  const [ended] = await told.of('transfer-ended', 1);
  expect(ended).toMatchObject({ result: 'complete', sentBytes: 4_096, detail: null });
  expect(told.events.map(({ type }) => type)).toEqual(['transfer-started', 'transfer-ended']);
  expect(asked[0]).toMatchObject({
    via: 'http',
    path: '/spa962.cfg?mac=1',
    address: '127.0.0.1',
    userAgent: 'Linksys/SPA-962-6.1.5(a) (000e08aabbcc)',
  });
  await expect
    .poll(() => told.lines.at(-1)?.msg)
    .toBe('GET /spa962.cfg?mac=1 200 4096 bytes "Linksys/SPA-962-6.1.5(a) (000e08aabbcc)"');
});

it('HEAD gives the same headers, no bytes, and is no transfer', async () => {
  const response = await fetch(url('/spa962.cfg'), { method: 'HEAD' });
  expect(response.headers.get('content-length')).toBe('4096');
  expect(await response.text()).toBe('');
  expect(told.events).toEqual([]);
});

it('an HTTP/1.0 request is answered and its connection closed', async () => {
  const text = await raw('GET /spa962.cfg HTTP/1.0\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(text.endsWith(PROFILE.toString('latin1'))).toBe(true);
});

it('two requests on one connection are answered in turn', async () => {
  const get = 'GET /spa962.cfg HTTP/1.1\r\nHost: x\r\n';
  const text = await raw(`${get}\r\n${get}Connection: close\r\n\r\n`);
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(await told.of('transfer-ended', 2)).toHaveLength(2);
});

it('many requests on one connection are answered in order, one open at a time', async () => {
  let [open, most] = [0, 0];
  answerFirst = async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
  };
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n`;
  const paths = Array.from({ length: 200 }, (_, at) => (at % 2 ? '/spa962.cfg' : `/no${at}`));
  const text = await raw(
    `${paths.map((path) => `${get(path)}\r\n`).join('')}${get('/spa1')}Connection: close\r\n\r\n`,
  );
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
  expect(statuses).toEqual([...paths.map((_, at) => (at % 2 ? '200' : '404')), '200']);
  expect(most).toBe(1);
  // Beyond a thousand it is cut.
  await raw(`${get('/spa962.cfg')}\r\n`.repeat(1_200));
});

it('an HTTP/1.0 connection stays open when it asks for that, and is closed otherwise', async () => {
  const text = await raw(
    'GET /spa1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /spa2 HTTP/1.0\r\n\r\n',
  );
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(text.toLowerCase()).toContain('connection: keep-alive');
  expect(text.toLowerCase()).toContain('connection: close');
});

it.each(['CONNECT x:1', 'GET /spa1'])(
  'a connection reset behind %s, while an answer is on its way, ends nothing else',
  async (line) => {
    let reset = (): void => undefined;
    answerFirst = () => new Promise((resolve) => (reset = resolve));
    const socket = await open();
    socket.write(
      `GET /firmware.bin HTTP/1.1\r\nHost: x\r\n\r\n${line} HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    await expect.poll(() => asked.length).toBe(1);
    socket.resetAndDestroy();
    await once(socket, 'close');
    reset();
    answerFirst = async () => undefined;
    expect((await fetch(url('/spa962.cfg'))).status).toBe(200);
    await restart({});
  },
);

it('a client that has ended its half of the connection gets its answer', async () => {
  const socket = await open();
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  socket.end('GET /firmware.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'close');
  expect(Buffer.concat(pieces).length).toBeGreaterThan(FIRMWARE.length);
});

it('who asks for leave to send a body gets it, or is refused at once', async () => {
  const post = (length: number) =>
    `POST /spa1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
  expect(await raw(`${post(2)}ab`)).toMatch(
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/,
  );
  expect(await raw(post(70_000))).toMatch(/^HTTP\/1\.1 413 /);
});

it('a refusal is not lost while its client goes on talking', async () => {
  const text = `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(3_000_000)}\r\n\r\n`;
  expect(await raw(text)).toMatch(/^HTTP\/1\.1 431 /);
  expect(told.lines.filter(({ msg }) => msg.includes('refused: 431'))).toHaveLength(1);
});

it('a request behind the last one of its connection is not answered, and keeps nothing waiting', async () => {
  const text = await raw(
    'GET /spa1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /spa2 HTTP/1.1\r\nHost: x\r\n\r\n',
  );
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1);
  expect(asked.map(({ path }) => path)).toEqual(['/spa1']);
  await restart({}); // which waits for every request to be over
});

it.each([
  ['rubbish', '/firmware.bin', FIRMWARE, '\0\0\r\n\r\n', '400'],
  ['an unknown method', '/firmware.bin', FIRMWARE, 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', '501'],
  ['CONNECT', '/spa1', PROFILE, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', '405'],
])(
  '%s behind a request is refused after its answer, not in it',
  async (_, path, bytes, more, status) => {
    answerFirst = () => new Promise((resolve) => setTimeout(resolve, 20));
    const text = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n${more}`);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    const said = text.slice(text.indexOf('\r\n\r\n') + 4);
    expect(said.slice(0, bytes.length) === bytes.toString('latin1')).toBe(true);
    expect(said.slice(bytes.length, bytes.length + 12)).toBe(`HTTP/1.1 ${status}`);
  },
);

it('missing and refused files are 404 and 403 with words, not with a profile', async () => {
  const missing = await fetch(url('/nowhere'));
  expect([missing.status, await missing.text()]).toEqual([404, 'There is no such file.\n']);
  const refused = await fetch(url('/secret'));
  expect([refused.status, await refused.text()]).toEqual([403, 'This file is not for you.\n']);
  expect((await fetch(url('/link'))).status).toBe(404);
  const events = await told.of('file-not-served', 3);
  expect(events.map((event) => event.answer)).toEqual(['missing', 'refused', 'missing']);
});

it('POST is answered like GET, and its body handed on', async () => {
  const body = 'Product = "SPA-962"; '.repeat(3_000);
  const response = await fetch(url('/spa962.cfg?'), { method: 'POST', body });
  expect(Buffer.from(await response.arrayBuffer()).equals(PROFILE)).toBe(true);
  expect(Buffer.from(asked[0]?.body ?? []).toString()).toBe(body);
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({ result: 'complete' });
});

it('a one-time code of a path is in no line', async () => {
  await fetch(url('/cisco-init/k7wx2m9qp4?a=1'));
  await expect.poll(() => told.lines.at(-1)?.msg).toMatch(/^GET \/cisco-init\/…\?a=1 404/);
});

it.each(['PUT', 'DELETE', 'OPTIONS'])('%s is not allowed', async (method) => {
  const response = await fetch(url('/spa962.cfg'), { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  expect(asked).toEqual([]);
});

it.each([
  ['a broken percent', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ['a zero byte', 'GET /a%00b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ['no Host', 'GET /spa962.cfg HTTP/1.1\r\n\r\n', 400],
  ['two Hosts', 'GET /spa962.cfg HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n', 400],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
  ],
  [
    'a length and pieces',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['pieces in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ['a length that is none', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400],
  ['a method nobody knows', 'FETCH /spa962.cfg HTTP/1.1\r\nHost: x\r\n\r\n', 501],
  ['another version', 'GET /spa962.cfg HTTP/3.7\r\nHost: x\r\n\r\n', 505],
  ['HTTP/2', 'GET /spa962.cfg HTTP/2.0\r\nHost: x\r\n\r\n', 505],
  ['lines without CR', 'GET /spa962.cfg HTTP/1.1\nHost: x\n\n', 400],
  ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\n A: b\r\nB : c\r\n\r\n', 400],
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
  ['long headers', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(9_000)}\r\n\r\n`, 431],
  ['a long body announced', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n', 413],
  [
    'a long body in pieces',
    `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n11171\r\n${'a'.repeat(70_001)}\r\n`,
    413,
  ],
])('%s is refused and the connection closed', async (_name, text, status) => {
  const said = await raw(text);
  expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(said).toMatch(/\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]+ GMT\r\n/);
  expect((await fetch(url('/spa962.cfg'))).status).toBe(200);
});

it('a file on disk comes whole, in a part, or not again', async () => {
  const whole = await fetch(url('/firmware.bin'));
  expect(Buffer.from(await whole.arrayBuffer()).equals(FIRMWARE)).toBe(true);
  const part = await fetch(url('/firmware.bin'), { headers: { range: 'bytes=100-199' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe('bytes 100-199/8000000');
  expect(Buffer.from(await part.arrayBuffer()).equals(FIRMWARE.subarray(100, 200))).toBe(true);
  const beyond = await fetch(url('/firmware.bin'), { headers: { range: 'bytes=8000000-' } });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */8000000']);
  const etag = whole.headers.get('etag') ?? '';
  const modified = whole.headers.get('last-modified') ?? '';
  expect(Date.parse(whole.headers.get('date') ?? '')).toBeGreaterThan(0);
  const asked = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const { status, headers: said } = await fetch(url(path), { method, headers });
    return [status, said.get('content-range') ?? said.get('content-length')];
  };
  const range = 'bytes=-5';
  const partly = [206, 'bytes 7999995-7999999/8000000'];
  expect(await asked('/firmware.bin', { range, 'if-range': etag })).toEqual(partly);
  expect(await asked('/firmware.bin', { range, 'if-range': modified })).toEqual(partly);
  const head = (headers: Record<string, string>) => asked('/firmware.bin', headers, 'HEAD');
  expect(await head({ range })).toEqual([200, '8000000']);
  expect(await head({ 'if-modified-since': modified })).toEqual([304, null]);
  expect(await head({ 'if-modified-since': 'Mon, 01 Jan 1990 00:00:00 GMT' })).toEqual([
    200,
    '8000000',
  ]);
  expect(await head({ 'if-none-match': `"a", W/${etag}` })).toEqual([304, null]);
  expect(await head({ 'if-none-match': '"a"', 'if-modified-since': modified })).toEqual([
    200,
    '8000000',
  ]);
  expect(await head({ 'if-modified-since': '2099-01-01' })).toEqual([200, '8000000']);
  expect(await head({ 'if-none-match': '"a,*"' })).toEqual([200, '8000000']);
  const old = { 'if-unmodified-since': 'Sun Nov  6 08:49:37 1994' };
  expect(await head(old)).toEqual([412, '0']);
  expect(await head({ ...old, 'if-match': etag })).toEqual([200, '8000000']);
  expect(await head({ 'if-unmodified-since': modified })).toEqual([200, '8000000']);
  expect(await head({ 'if-match': '"a"' })).toEqual([412, '0']);
  expect(await head({ 'if-match': `"a", ${etag}` })).toEqual([200, '8000000']);
  // A made file comes whole or not at all; a small one of the folder may be asked for in parts.
  expect(await asked('/spa962.cfg', { range })).toEqual([200, '4096']);
  expect(await asked('/small.bin', { range })).toEqual([206, 'bytes 4091-4095/4096']);
  expect(await asked('/small.bin', { range, 'if-range': '"old"' })).toEqual([200, '4096']);
  const changed = 'Tue, 03 Feb 2026 04:05:06 GMT';
  expect((await fetch(url('/small.bin'))).headers.get('last-modified')).toBe(changed);
  expect(await asked('/small.bin', { 'if-modified-since': changed })).toEqual([304, null]);
  expect(await asked('/empty.bin', { range })).toEqual([416, 'bytes */0']);
  expect(await asked('/empty.bin', {})).toEqual([200, '0']);
  const again = await fetch(url('/firmware.bin'), { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

it('a connection cut in the middle is aborted, not complete', async () => {
  const socket = await open();
  socket.write('GET /firmware.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
  const [ended] = await told.of('transfer-ended', 1);
  expect(ended).toMatchObject({ result: 'aborted', detail: 'the connection was cut' });
  expect(ended?.sentBytes).toBeLessThan(FIRMWARE.length);
});

it('a client that stops reading is cut off as timed out, not only after twice the time', async () => {
  await restart({ idleTimeoutMs: 1_000 });
  const socket = await open();
  socket.pause();
  socket.write('GET /firmware.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  await told.of('transfer-started', 1);
  // A timer of the same thread as the service's own: a busy machine delays both.
  let isTwice = false;
  const twice = setTimeout(() => {
    isTwice = true;
  }, 1_950);
  const [ended] = await told.of('transfer-ended', 1);
  clearTimeout(twice);
  expect(ended).toMatchObject({ result: 'timed-out', detail: 'the unit stopped reading' });
  expect(isTwice).toBe(false);
  socket.destroy();
});

it('a file that takes its time is told while it is sent', async () => {
  const socket = await open();
  socket.pause();
  socket.write('GET /firmware.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  const [progress] = await told.of('transfer-progress', 1);
  const [started] = await told.of('transfer-started', 1);
  expect(progress?.request).toBe(started?.request);
  expect(progress?.sentBytes).toBeGreaterThan(0);
  expect(progress?.sentBytes).toBeLessThan(FIRMWARE.length);
  socket.destroy();
  await told.of('transfer-ended', 1);
});

it('a client that reads too slowly is cut off as timed out', async () => {
  await restart({ responseTimeoutMs: 50 - (1000 * FIRMWARE.length) / 65_536 });
  const socket = await open();
  socket.pause();
  socket.write('GET /firmware.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({
    result: 'timed-out',
    detail: 'the unit read too slowly',
  });
  socket.destroy();
});

it('60 connections that say nothing or little are closed, others served meanwhile', async () => {
  await restart({ headersTimeoutMs: 500, requestTimeoutMs: 800 });
  const slow = await Promise.all(Array.from({ length: 60 }, open));
  const closed = slow.map((socket) => once(socket.resume(), 'close'));
  slow.forEach((socket, at) => {
    if (at % 3 === 1) socket.write('GET / HT');
    if (at % 3 === 2) socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab');
  });
  expect((await fetch(url('/spa962.cfg'))).status).toBe(200);
  await Promise.all(closed);
  expect((await fetch(url('/spa962.cfg'))).status).toBe(200);
});

it('a connection from outside the bench network is closed unread', async () => {
  await restart({}, false);
  expect(await raw('GET /spa962.cfg HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
  expect(asked).toEqual([]);
});

it('more connections than allowed are closed', async () => {
  await restart({ maxConnections: 2 });
  const held = [await open(), await open()];
  const extra = connect(port, '127.0.0.1');
  extra.on('error', () => extra.destroy());
  await once(extra, 'close');
  for (const socket of held) socket.destroy();
});

it('rubbish of any kind leaves the service standing', async () => {
  for (let round = 0; round < 60; round++) {
    const socket = await open();
    const noise = sampleBytes(round * 13, round);
    socket.end(round % 2 ? noise : `GET /${noise.toString('latin1')} HTTP/1.1\r\n\r\n`);
    await once(socket.resume(), 'close');
  }
  expect((await fetch(url('/spa962.cfg'))).status).toBe(200);
});

it('250 units at once get their profile', async () => {
  const responses = await Promise.all(
    Array.from({ length: 250 }, async () => (await fetch(url('/spa962.cfg'))).arrayBuffer()),
  );
  expect(responses.every((bytes) => Buffer.from(bytes).equals(PROFILE))).toBe(true);
});

it('stopping ends what is being sent as aborted and closes idle connections', async () => {
  const idle = await open();
  const reader = await open();
  reader.pause();
  reader.write('GET /firmware.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  await told.of('transfer-started', 1);
  const closed = once(idle.resume(), 'close');
  await server.stop();
  await closed;
  expect((await told.of('transfer-ended', 1))[0]).toMatchObject({ result: 'aborted' });
  reader.destroy();
  await start();
});

it.skipIf(!existsSync('/usr/bin/curl'))('curl fetches a profile and a firmware', async () => {
  for (const [path, bytes] of [
    ['/spa962.cfg', PROFILE],
    ['/firmware.bin', FIRMWARE],
  ] as const) {
    const child = spawn('/usr/bin/curl', ['-sf', url(path)]);
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  }
});
