/** Mutated requests at a running HTTP server. */
import type { Server } from 'node:http';
import { duplexPair } from 'node:stream';
import { expect, it } from 'vitest';
import { systemClock } from '../../main/station/clock.ts';
import { createHttpServer } from '../../main/station/http/server.ts';
import type { NewLogLine } from '../../main/station/log.ts';
import { bytesAnswer, sampleBytes } from '../station/tftp-kit.ts';
import { heapBytes, inputs, mostGrowthBytes, type Random, randomFrom, seed, turns } from './kit.ts';
import { timeoutMs } from './texts.ts';

const REQUESTS = inputs(2_000);
const AT_ONCE = 100;
const FILE = sampleBytes(2_000);

const good = [
  'GET /spa962.cfg HTTP/1.1\r\nHost: x\r\nUser-Agent: Linksys/SPA962-6.1.5 (000e08aabbcc)\r\n\r\n',
  'GET /file HTTP/1.0\r\n\r\n',
  'HEAD /file HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\nIf-None-Match: "ab"\r\n\r\n',
  'GET http://x:80/file?a=%20b HTTP/1.1\r\nHost: x\r\nRange: bytes=-5\r\nIf-Range: "ab"\r\n\r\n',
  'POST /file HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nA="b"',
  'POST /report/a/b.xml HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  'PUT /report/a/b.xml HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n',
  'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /%2e%2e/a HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
];
const pieces = [
  ...['\r\n', '\n', '\r', '\0', ' ', ':', '%', '%00', '%ff', '..', '\\', '?', '#', '\r\n\r\n'],
  ...['Host: y\r\n', 'Content-Length: 1\r\n', 'Content-Length: -1\r\n', 'Transfer-Encoding: x\r\n'],
  ...['Transfer-Encoding: chunked\r\n', 'Range: bytes=1-\r\n', 'Range: bytes=9-1,2-\r\n'],
  ...['ffffffffffffffff\r\n', 'HTTP/9.9', 'PRI * HTTP/2.0', 'a'.repeat(9_000), 'Expect: x\r\n'],
];

function mutated(random: Random): string {
  let text = good[random(good.length)] ?? '';
  for (let left = random(4); left > 0; left -= 1) {
    const at = random(text.length || 1);
    switch (random(5)) {
      case 0:
        text = text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
        break;
      case 1:
        text = text.slice(0, at);
        break;
      case 2:
        text = text.slice(0, at) + text.slice(at + random(20));
        break;
      case 3:
        text += good[random(good.length)] ?? '';
        break;
      default:
        text = text.slice(0, at) + (pieces[random(pieces.length)] ?? '') + text.slice(at);
    }
  }
  return text;
}

/** As Node tells it. */
const connectionReset = () =>
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

it(
  `a running HTTP server survives ${REQUESTS} mutated requests (seed ${seed}), keeps nothing of them, and serves on`,
  async () => {
    let inside: Server | null = null;
    const lines: NewLogLine[] = [];
    const count = { started: 0, ended: 0, asked: 0 };
    const server = createHttpServer({
      network: {
        ...{ interfaceName: 'bench0', address: '192.168.76.1', prefix: 23, isLoopback: true },
        contains: () => true,
        openUdp: () => Promise.reject(new Error('no UDP here')),
        listenTcp: async (listening) => {
          inside = listening as Server;
          return 80;
        },
      },
      ...{ port: 80, clock: systemClock },
      answer: async ({ path }) => {
        count.asked += 1;
        // A disk takes its time: what comes behind the request, or ends the connection, comes amid it.
        if (count.asked % 3 === 0) await turns(3);
        if (path.startsWith('/file')) return bytesAnswer(path, FILE);
        return path.length % 2
          ? { kind: 'missing', reason: 'none' }
          : { kind: 'refused', reason: 'no' };
      },
      upload: async ({ path, method }) => {
        if (method === 'post' && !path.startsWith('/report/')) return { kind: 'none' };
        return path.startsWith('/report/')
          ? { kind: 'take', mac: '000e08000001', maxBytes: 1_000, keep: async () => undefined }
          : { kind: 'refused', reason: 'no' };
      },
      log: {
        write: (line) => {
          if (line.severity <= 3 || lines.length < 100) lines.push(line);
        },
      },
      tell: ({ type }) => {
        if (type === 'transfer-started') count.started += 1;
        if (type === 'transfer-ended') count.ended += 1;
      },
    });
    await server.start();
    const random = randomFrom(seed);
    /** A connection in memory: what the server says to these words. */
    const connect = (words: string) => {
      const [client, end] = duplexPair();
      const heard: Buffer[] = [];
      client.on('data', (piece: Buffer) => heard.push(piece));
      client.on('error', () => undefined);
      // Nobody but the server listens to errors of its end: one it has let go of would end the station.
      inside?.emit('connection', end);
      client.write(words, 'latin1');
      return { client, end, said: () => Buffer.concat(heard).toString('latin1') };
    };
    const run = async (requests: number): Promise<void> => {
      for (let sent = 0; sent < requests; sent += AT_ONCE) {
        const all = Array.from({ length: AT_ONCE }, () => connect(mutated(random)));
        // A third is reset, some before they are read, some amid an answer.
        for (let moment = 0; moment < 4; moment += 1) {
          await turns(1);
          for (const { end } of all) if (random(12) === 0) end.destroy(connectionReset());
        }
        for (const { client } of all) client.end();
        await turns(4);
        for (const { client, end } of all) {
          client.destroy();
          end.destroy();
        }
        await turns(2);
      }
    };
    await run(Math.min(REQUESTS, 4_000));
    const before = await heapBytes();
    await run(REQUESTS);
    await expect.poll(() => count.ended, { timeout: 30_000 }).toBe(count.started);
    expect(count.started).toBeGreaterThan(REQUESTS / 20);
    expect((await heapBytes()) - before).toBeLessThan(mostGrowthBytes);
    expect(lines.filter(({ severity }) => severity <= 3)).toEqual([]);
    const { client, said } = connect('GET /file HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(said, { timeout: 30_000 }).toContain(FILE.toString('latin1'));
    client.destroy();
    await server.stop();
  },
  timeoutMs,
);
