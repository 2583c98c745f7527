/** Many datagrams by one call, on sockets of loopback tied to their card. */
import { afterEach, expect, it } from 'vitest';
import { loadLibc } from '../../main/station/net/libc.ts';
import { linux } from '../../main/station/net/linux.ts';
import type { UdpOptions, UdpSocket } from '../../main/station/net/network.ts';
import { openUdpOnCard } from '../../main/station/net/posix-sockets.ts';

const open: UdpSocket[] = [];
afterEach(() => Promise.all(open.splice(0).map((socket) => socket.close())));

async function openBatched(
  onDatagram: UdpOptions['onDatagram'],
  errors: Error[] = [],
): Promise<UdpSocket> {
  const place = { libc: await loadLibc(), system: linux, interfaceName: 'lo' };
  const socket = await openUdpOnCard(place, '127.0.0.1', {
    port: 0,
    inBatches: true,
    receiveBufferBytes: 1024 * 1024,
    onDatagram,
    onError: (error) => errors.push(error),
  });
  open.push(socket);
  return socket;
}

const isLinux = process.platform === 'linux';

it.runIf(isLinux)(
  '200 datagrams in one go arrive once each, whole, with their sender',
  async () => {
    const heard: string[] = [];
    const senders = new Set<string>();
    const receiver = await openBatched((bytes, from) => {
      heard.push(Buffer.from(bytes).toString());
      senders.add(`${from.address}:${from.port}`);
    });
    const sender = await openBatched(() => undefined);
    const texts = Array.from({ length: 200 }, (_, at) => `${at} ${'x'.repeat((at * 10) % 1468)}`);
    const posts = texts.map((text) => ({
      ...{ bytes: Buffer.from(text), port: receiver.port, address: '127.0.0.1' },
    }));
    sender.sendAll?.(posts);
    sender.sendAll?.([{ bytes: Buffer.from('end'), port: receiver.port, address: '127.0.0.1' }]);
    await expect.poll(() => heard.at(-1)).toBe('end');
    expect(heard).toEqual([...texts, 'end']);
    expect([...senders]).toEqual([`127.0.0.1:${sender.port}`]);
  },
);

it.runIf(isLinux)(
  'what throws, and what cannot be sent, is an error and stops nothing',
  async () => {
    const heard: string[] = [];
    const errors: Error[] = [];
    const receiver = await openBatched((bytes) => {
      const text = Buffer.from(bytes).toString();
      heard.push(text);
      if (text === 'bad') throw new Error('bad text');
    }, errors);
    const sender = await openBatched(() => undefined, errors);
    const { port } = receiver;
    const post = (text: string, to = port, address = '127.0.0.1') => ({
      ...{ bytes: Buffer.from(text), port: to, address },
    });
    const long = 'l'.repeat(3_000);
    const nowhere = post('lost', port, 'no.address.example');
    sender.sendAll?.([
      post('a'),
      nowhere,
      post('bad'),
      post('b', 0),
      post('c'),
      post(long),
      post('d'),
    ]);
    await expect.poll(() => heard.at(-1)).toBe('d');
    expect(heard.map((text) => text.slice(0, 3))).toEqual(['a', 'bad', 'c', 'lll', 'd']);
    expect(errors.map(({ message }) => message)).toContain('bad text');
    expect(errors).toHaveLength(3);
  },
);

it.runIf(isLinux)('a socket closed in the middle of a batch hands on no more', async () => {
  const heard: string[] = [];
  let closing: Promise<void> | null = null;
  const receiver = await openBatched((bytes) => {
    heard.push(Buffer.from(bytes).toString());
    if (heard.length === 3) closing = receiver.close();
  });
  const sender = await openBatched(() => undefined);
  const posts = Array.from({ length: 50 }, (_, at) => ({
    ...{ bytes: Buffer.from(String(at)), port: receiver.port, address: '127.0.0.1' },
  }));
  sender.sendAll?.(posts);
  await expect.poll(() => closing).not.toBeNull();
  await closing;
  receiver.sendAll?.(posts.slice(0, 2));
  expect(heard).toEqual(['0', '1', '2']);
});
