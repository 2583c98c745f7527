/**
 * Slow or huge HTTP against the station as it ships on loopback: 60 connections that say nothing, half a header, a byte
 * now and then of a header or body, or read nothing of a large file; all the time another client asks ten times a second.
 */
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, onLoopback, startStation, temporaryDir } from '../../test/cli/station-process.ts';
import { figure, note, seconds } from './figures.ts';

const SLOW = 60;
const GIVE_UP_MS = 90_000;
const files = join(temporaryDir(), 'files');
mkdirSync(files);
writeFileSync(join(files, 'large.bin'), Buffer.alloc(50_000_000, 7));
const station = await startStation([...onLoopback, '--files', files]);
const port = station.ready.ports.http ?? 0;
const url = `http://127.0.0.1:${port}/spa962.cfg`;

/** What each of them does with its connection. */
const kinds: [name: string, act: (socket: Socket) => void][] = [
  ['says nothing', () => undefined],
  ['half a request line', (socket) => socket.write('GET / HT')],
  ['a byte of header each second', (socket) => drip(socket, 'GET / HTTP/1.1\r\nHost: x\r\nA: ')],
  [
    'a byte of body each second',
    (socket) => drip(socket, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n'),
  ],
  [
    'half a body',
    (socket) => socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab'),
  ],
  [
    'reads nothing',
    (socket) => {
      socket.write('GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n');
      socket.pause();
    },
  ],
];

function drip(socket: Socket, head: string): void {
  socket.write(head);
  const timer = setInterval(() => socket.write('a'), 1000);
  socket.once('close', () => clearInterval(timer));
}

async function ask(): Promise<number> {
  const since = performance.now();
  const response = await fetch(url, { headers: { connection: 'close' } });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  return performance.now() - since;
}

/** How many of ours the station has open: what a client that does not read cannot see of its own socket. */
function openAt(): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return rows.filter((row) => new RegExp(`^ *\\d+: \\w+:${hex} \\w+:(?!0000)\\w+ 01`).test(row))
    .length;
}

for (let n = 0; n < 20; n += 1) await ask();
const since = performance.now();
const sockets = await Promise.all(
  Array.from({ length: SLOW }, async (_, n) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const [, act] = kinds[n % kinds.length] ?? [];
    if (n % kinds.length !== 5) socket.resume();
    act?.(socket);
    return socket;
  }),
);
let [slowestMs, asked, lastSeen] = [0, 0, SLOW];
while (lastSeen > 0 && performance.now() - since < GIVE_UP_MS) {
  slowestMs = Math.max(slowestMs, await ask());
  asked += 1;
  await sleep(100);
  const open = openAt();
  if (open !== lastSeen) note(`${seconds(performance.now() - since)}: ${open} open`);
  lastSeen = open;
}
const closedMs = performance.now() - since;
for (const socket of sockets) socket.destroy();
figure(
  15,
  '60 slow connections closed within 60 s',
  lastSeen === 0
    ? `${SLOW} of ${kinds.length} kinds, the last after ${seconds(closedMs)}`
    : `${lastSeen} still open after ${seconds(closedMs)}`,
  lastSeen === 0 && closedMs <= 60_000,
);
figure(
  15,
  'others answered under 0.2 s meanwhile',
  `${asked} asked, the slowest ${Math.round(slowestMs)} ms`,
  asked > 50 && slowestMs < 200,
);

/** Of a POST with so large a body, announced or in pieces. */
async function statusOf(bytes: number, isChunked: boolean): Promise<number> {
  const body = Buffer.alloc(bytes, 97);
  const pieces = async function* () {
    for (let at = 0; at < bytes; at += 1000) yield body.subarray(at, at + 1000);
  };
  const init = isChunked ? { body: pieces(), duplex: 'half' } : { body };
  const answer = await fetch(url, { method: 'POST', ...init } as RequestInit).catch(() => null);
  return answer?.status ?? 0;
}
const statuses = [
  await statusOf(65_536, false),
  await statusOf(65_536, true),
  await statusOf(65_537, false),
];
// The connection may be cut while the rest of the pieces is still being sent.
const inPieces = await statusOf(65_537, true);
figure(
  15,
  'body limit 64 KB',
  `65,536 bytes: ${statuses[0]}, in pieces ${statuses[1]}; 65,537: ${statuses[2]}, in pieces ${inPieces || 'cut'}`,
  statuses.join() === '200,200,413' && [413, 0].includes(inPieces),
);
const { code } = await station.stop('SIGTERM');
if (code !== 0) process.exitCode = 1;
await cleanUp();
