import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectToStation, toStationError } from '../../main/serve/connect.ts';
import { offeredProtocols } from '../../main/serve/guard.ts';
import { startWebServer, type WebServer } from '../../main/serve/web-server.ts';
import { createRouter } from '../../main/station/router.ts';
import { builtPage } from './carriers.ts';
import { stationDouble } from './double.ts';

describe('the loopback server', () => {
  const page = builtPage();
  const router = createRouter(stationDouble().facade, () => undefined);
  const faults: unknown[] = [];
  const start = (port = 0, pingMs = 20_000) =>
    startWebServer({
      router,
      rendererDir: page.dir,
      port,
      pingMs,
      onFault: (cause) => faults.push(cause),
    });
  let server: WebServer;

  beforeAll(async () => {
    mkdirSync(join(page.dir, 'assets'));
    writeFileSync(join(page.dir, 'assets', 'a-1.css'), 'body{}');
    symlinkSync('/etc/hostname', join(page.dir, 'link.txt'));
    server = await start();
  });
  afterAll(async () => {
    await server.close();
    page.remove();
    expect(faults).toEqual([]);
  });

  function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>(
      (resolve, reject) => {
        const ask = request(
          { host: '127.0.0.1', port: server.port, path, headers, method },
          (answer) => {
            let body = '';
            answer.setEncoding('utf8').on('data', (text: string) => {
              body += text;
            });
            answer.on('end', () =>
              resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
            );
          },
        );
        ask.on('error', reject).end();
      },
    );
  }

  it('gives an address that opens as it is, the token in the fragment only', () => {
    const url = new URL(server.url);
    expect(url.origin).toBe(server.origin);
    expect(url.search).toBe('');
    expect(url.hash).toBe(`#token=${server.token}`);
    expect(Buffer.from(server.token, 'base64url')).toHaveLength(32);
  });

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html?x=1', 'text/html; charset=utf-8'],
    ['/boot.js', 'text/javascript; charset=utf-8'],
    ['/assets/a-1.css', 'text/css; charset=utf-8'],
  ])('serves %s of the built page under the strict policy', async (path, type) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'self'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it.each([
    '/../package.json',
    '/assets/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%5c..%5cwindows/win.ini',
    '//etc/passwd',
    '/./index.html',
    '/assets/',
    '/assets',
    '/link.txt',
    '/C:/Windows/win.ini',
    '/index.html::$DATA',
    '/con',
    '/__proto__',
    '/constructor',
    '/index.html%00.js',
    'http://127.0.0.1/index.html',
  ])('serves nothing for %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: '' });
  });

  it.each([
    ['evil.example'],
    ['evil.example:80'],
    ['127.0.0.1'],
    ['127.0.0.1:1'],
    ['localhost.evil.example'],
  ])('answers nobody who calls it %s', async (host) => {
    expect((await get('/', { host })).status).toBe(403);
    expect((await get('/session', { host, ...bearer(server.token) })).status).toBe(403);
  });

  it('takes no other method', async () => {
    expect((await get('/', {}, 'POST')).status).toBe(405);
    expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('tells a client whether its token is good', async () => {
    expect((await get('/session', bearer(server.token))).status).toBe(204);
    expect((await get('/session', bearer('x'.repeat(43)))).status).toBe(401);
    expect((await get('/session')).status).toBe(401);
    expect((await get(`/session?token=${server.token}`)).status).toBe(404);
  });

  /** @returns 101 when the socket opened, otherwise the status of the refusal. */
  function upgrade(
    protocols: string[],
    headers: Record<string, string> = {},
    path = '/rpc',
  ): Promise<number> {
    return new Promise((resolve) => {
      const url = `ws://127.0.0.1:${server.port}${path}`;
      const socket = new WebSocket(url, protocols, { headers });
      socket.on('error', () => resolve(-1));
      socket.on('unexpected-response', (_ask, answer) => resolve(answer.statusCode ?? 0));
      socket.on('open', () => {
        resolve(101);
        socket.close();
      });
    });
  }

  it('opens a socket with the token, for its own page and for programs', async () => {
    const good = offeredProtocols(server.token);
    const own = `http://127.0.0.1:${server.port}`;
    expect(await upgrade(good)).toBe(101);
    expect(await upgrade(good, { origin: own })).toBe(101);
    expect(await upgrade(good, { origin: own.replace('127.0.0.1', 'localhost') })).toBe(101);
  });

  it('opens no socket without the right token', async () => {
    const last = server.token.endsWith('A') ? 'B' : 'A';
    const wrong = [
      [],
      ['spa-bench'],
      [`token.${server.token}`],
      offeredProtocols(server.token.slice(0, -1)),
      offeredProtocols(server.token.slice(0, -1) + last),
      offeredProtocols(`${server.token}A`),
    ];
    for (const protocols of wrong) expect(await upgrade(protocols)).toBe(401);
    expect(await upgrade(['spa-bench'], {}, `/rpc?token=${server.token}`)).toBe(404);
  });

  it.each([
    ['the page of another site', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['another port of this computer', { origin: 'http://127.0.0.1:1' }],
    ['a name that points here', { host: 'evil.example' }],
  ])('opens no socket for %s, token or not', async (_who, headers) => {
    expect(await upgrade(offeredProtocols(server.token), headers)).toBe(403);
  });

  it('listens on loopback only', () => {
    expect(server.origin).toBe(`http://127.0.0.1:${server.port}`);
  });

  it('survives half an upgrade and rubbish on the port', async () => {
    for (const text of ['GET / HTTP/1.1\r\n', 'rubbish\r\n\r\n', '\u0000\u0001\u0002']) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.end(text));
        socket.on('close', () => resolve()).resume();
      });
    }
    expect((await get('/')).status).toBe(200);
  });

  it('ends a message larger than anything we are asked', async () => {
    const socket = new WebSocket(
      `ws://127.0.0.1:${server.port}/rpc`,
      offeredProtocols(server.token),
    );
    const code = await new Promise((resolve) => {
      socket.on('error', () => socket.terminate());
      socket.on('close', resolve);
      socket.on('open', () => socket.send('x'.repeat(33 * 1024 * 1024)));
    });
    expect([1006, 1009]).toContain(code);
    expect((await get('/')).status).toBe(200);
  });

  it('cuts off a client that shows no sign of life', async () => {
    const strict = await start(0, 50);
    const url = `ws://127.0.0.1:${strict.port}/rpc`;
    const dead = new WebSocket(url, offeredProtocols(strict.token), { autoPong: false });
    const alive = new WebSocket(url, offeredProtocols(strict.token));
    await new Promise((resolve) => dead.on('close', resolve));
    expect(alive.readyState).toBe(WebSocket.OPEN);
    await strict.close();
  });

  it('stops within a second although clients stay connected', async () => {
    const stopping = await start();
    const stuck = connect(stopping.port, '127.0.0.1');
    await new Promise((resolve) => stuck.on('connect', resolve));
    const { client, closed } = await connectToStation({
      url: stopping.origin,
      token: stopping.token,
    });
    await client.units.list();
    const before = performance.now();
    await stopping.close();
    expect(performance.now() - before).toBeLessThan(1000);
    await closed;
    stuck.destroy();
    const failed: unknown = await client.units.list().catch((error: unknown) => error);
    expect(toStationError(failed)).toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('says which port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(start(port)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`port ${port} `),
    });
    other.close();
  });

  it('says when the page is not built', async () => {
    const options = { router, rendererDir: '/nowhere', port: 0, onFault: () => undefined };
    await expect(startWebServer(options)).rejects.toMatchObject({ code: 'PAGE_MISSING' });
  });

  it('a program with the key of an earlier start is told so, one without a station too', async () => {
    await expect(
      connectToStation({ url: server.origin, token: 'of-yesterday' }),
    ).rejects.toMatchObject({ code: 'TOKEN_REFUSED' });
    await expect(
      connectToStation({ url: 'http://127.0.0.1:1', token: server.token }),
    ).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
