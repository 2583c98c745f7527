/** The client of units' web servers against servers that are none, over real sockets of the bench card. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { createWebClient, type WebLimits } from '../../main/station/device/web-client.ts';
import { type OpenNetwork, openBenchNetwork } from '../../main/station/net/open-network.ts';

const UNIT = '127.44.0.7';
let network: OpenNetwork;
let server: Server | ReturnType<typeof createTcpServer> | null = null;
beforeAll(async () => {
  network = await openBenchNetwork({ address: '127.0.0.1', log: { write: () => undefined } });
});
afterEach(async () => {
  if (server !== null && 'closeAllConnections' in server) server.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(listener: RequestListener): Promise<number> {
  return listen(createServer(listener));
}

async function listen(made: NonNullable<typeof server>): Promise<number> {
  server = made.listen(0, UNIT);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const client = (port: number, limits: Partial<WebLimits> = {}, password: string | null = 'pw') =>
  createWebClient({
    connectTcp: (address, to, options) => network.connectTcp(address, to, options),
    ...{ address: UNIT, port, password, limits },
  });
const kindOf = async (port: number, limits: Partial<WebLimits> = {}, password?: string | null) => {
  const answer = await client(port, limits, password).get('/admin/spacfg.xml');
  return answer.ok ? answer.status : answer.problem.kind;
};

it('does not follow a redirect', async () => {
  const asked: string[] = [];
  const port = await serve((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(await kindOf(port)).toBe(302);
  expect(asked).toEqual(['/admin/spacfg.xml']);
});

it('reads no more than its limits, announced or not', async () => {
  const limits = { maxBodyBytes: 1000 };
  const announced = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 5000 }).write('x');
  });
  expect(await kindOf(announced, limits)).toBe('too-large');
  server?.close();
  const endless = await serve((_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(600)), 5);
    response.once('close', () => clearInterval(timer));
  });
  expect(await kindOf(endless, limits)).toBe('too-large');
});

it('waits no longer than its limit, for the head and for the body', async () => {
  const silent = await listen(createTcpServer((socket) => socket.on('error', () => undefined)));
  expect(await kindOf(silent, { timeoutMs: 100 })).toBe('timed-out');
  server?.close();
  const slow = await serve((_request, response) => void response.write('<flat'));
  expect(await kindOf(slow, { timeoutMs: 100 })).toBe('timed-out');
});

it('gives its password to nobody who asks for it in clear, and tries a wrong one once', async () => {
  const said: (string | undefined)[] = [];
  const basic = await serve((request, response) => {
    said.push(request.headers.authorization);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  expect(await kindOf(basic)).toBe('needs-password');
  expect(said).toEqual([undefined]);
  server?.close();
  said.length = 0;
  const digest = await serve((request, response) => {
    said.push(request.headers.authorization);
    const challenge = 'Digest realm="x", nonce="n", qop="auth"';
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  });
  expect(await kindOf(digest)).toBe('wrong-password');
  expect(said).toEqual([undefined, expect.stringMatching(/^Digest username="admin"/)]);
  expect(await kindOf(digest, {}, null)).toBe('needs-password');
});

it('says what is no web server, cuts off, refuses, or is no address of another on the bench', async () => {
  const rubbish = await listen(createTcpServer((socket) => void socket.end('SSH-2.0-x\r\n\r\n')));
  expect(await kindOf(rubbish)).toBe('not-http');
  server?.close();
  const cut = await listen(createTcpServer((socket) => void socket.destroy()));
  expect(await kindOf(cut)).toBe('cut-off');
  expect(await kindOf(1)).toBe('refused');
  const signal = AbortSignal.timeout(1000);
  for (const address of ['10.0.0.1', '127.0.0.1']) {
    await expect(network.connectTcp(address, 80, { signal, timeoutMs: 100 })).rejects.toThrow(
      'not on the bench',
    );
  }
});
