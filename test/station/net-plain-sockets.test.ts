import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { UdpOptions, UdpSocket } from '../../main/station/net/network.ts';
import { listenPlain, openPlainUdp } from '../../main/station/net/plain-sockets.ts';
import { type SocketTrouble, toldTrouble } from '../../main/station/net/told-trouble.ts';
import { asUdpSocket } from '../../main/station/net/udp-socket.ts';

const open: UdpSocket[] = [];
afterEach(() => Promise.all(open.splice(0).map((socket) => socket.close())));

/** Opens on loopback; `next` is the text of the datagram that comes next. */
async function openBench(options: Partial<UdpOptions>) {
  const heard: string[] = [];
  let tell: (text: string) => void = (text) => heard.push(text);
  const socket = await openPlainUdp(
    '127.0.0.1',
    {
      port: 0,
      onDatagram: (bytes) => tell(String(bytes)),
      onError: (error) => {
        throw error;
      },
      ...options,
    },
    true,
  );
  open.push(socket);
  const next = (): Promise<string> =>
    new Promise((resolve) => {
      const waiting = heard.shift();
      if (waiting !== undefined) resolve(waiting);
      tell = resolve;
    });
  return { socket, next };
}

it.runIf(process.platform === 'linux')(
  'two plain sockets hear broadcasts and unicasts on one port, each once',
  async () => {
    const { socket, next } = await openBench({ broadcast: true });
    const sender = createSocket('udp4');
    sender.bind(0, '127.0.0.1');
    await once(sender, 'listening');
    sender.setBroadcast(true);
    for (const [text, address] of [
      ['broadcast', '127.255.255.255'],
      ['unicast', '127.0.0.1'],
      ['again', '127.255.255.255'],
    ] as const) {
      const heard = next();
      sender.send(text, socket.port, address);
      expect(await heard).toBe(text);
    }
    const answer = once(sender, 'message');
    socket.send(Buffer.from('answer'), sender.address().port, '127.0.0.1');
    const [bytes, from] = await answer;
    expect([String(bytes), from.address, from.port]).toEqual(['answer', '127.0.0.1', socket.port]);
    sender.close();
  },
);

it('a port another socket has is taken, although two plain sockets share theirs', async () => {
  const { socket } = await openBench({ broadcast: true });
  const { port } = socket;
  await expect(openBench({ port, broadcast: true })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(openBench({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await socket.close();
  await openBench({ port, broadcast: true });
});

it('a TCP port somebody listens on is taken', async () => {
  const first = createServer();
  const port = await listenPlain('127.0.0.1', first, 0);
  await expect(listenPlain('127.0.0.1', createServer(), port)).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await new Promise((done) => first.close(done));
});

it('a service hears when its listening sockets fail or are closed by another hand, and of no other', async () => {
  const inner = createSocket('udp4').bind(0, '127.0.0.1');
  await once(inner, 'listening');
  const told: SocketTrouble[] = [];
  let isOpening = true;
  const network = toldTrouble(
    {
      ...{ interfaceName: 'lo', address: '127.0.0.1', prefix: 8, isLoopback: true },
      openUdp: async (options) => asUdpSocket([inner], options, 0),
      listenTcp: (server, port) => listenPlain('127.0.0.1', server, port),
      contains: () => true,
    },
    () => isOpening,
    (trouble) => void told.push(trouble),
  );
  const ignore = () => undefined;
  const options = { port: 0, onDatagram: ignore, onError: ignore };
  const listener = await network.openUdp(options);
  isOpening = false;
  // As of a transfer: what befalls it is not told.
  await network.openUdp(options);
  listener.send(Buffer.from('lost'), 0, '127.0.0.1');
  inner.emit('error', Object.assign(new Error('gone'), { code: 'EBADF' }));
  inner.close();
  await once(inner, 'close');
  const server = createServer();
  await network.listenTcp(server, 0);
  server.close();
  await once(server, 'close');
  expect(told).toEqual([
    { words: 'EBADF', isClosed: false },
    { words: 'it was closed', isClosed: true },
    { words: 'it was closed', isClosed: true },
  ]);
});
