/** Many datagrams by one call, on sockets of loopback tied to their card. */
import { createSocket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { loadLibc } from '../../main/station/net/libc.ts';
import { linux } from '../../main/station/net/linux.ts';
import type { UdpOptions, UdpSocket } from '../../main/station/net/network.ts';
import { openUdpOnCard } from '../../main/station/net/posix-sockets.ts';
import { asUdpSocket, bound, closed } from '../../main/station/net/udp-socket.ts';

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

it('what may go another way does while the send buffer is crowded; the rest waits', async () => {
  const heard: string[] = [];
  const receiver = createSocket('udp4', (bytes) => heard.push(bytes.toString()));
  const sender = createSocket('udp4');
  await Promise.all([receiver, sender].map((each) => bound(each, () => each.bind(0, '127.0.0.1'))));
  let isCrowded = true;
  let crowds = 0;
  const options = { port: 0, onDatagram: () => undefined, onError: () => undefined };
  const onCrowded = () => {
    crowds += 1;
  };
  const socket = asUdpSocket([sender], { ...options, onCrowded }, 0, {
    isCrowded: () => isCrowded,
  });
  const { port } = receiver.address();
  const post = (text: string, address: string) => ({ bytes: Buffer.from(text), port, address });
  socket.sendAll?.([
    { ...post('by the other way', '127.0.0.9'), orElse: '127.0.0.1' },
    { ...post('left out', '127.0.0.1'), orElse: null },
    post('waits', '127.0.0.1'),
  ]);
  await expect.poll(() => heard.length).toBe(2);
  isCrowded = false;
  socket.sendAll?.([{ ...post('as meant', '127.0.0.1'), orElse: null }]);
  await expect.poll(() => heard.at(-1)).toBe('as meant');
  expect(heard.toSorted()).toEqual(['as meant', 'by the other way', 'waits']);
  expect(crowds).toBe(1);
  await Promise.all([socket.close(), closed(receiver)]);
});

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
