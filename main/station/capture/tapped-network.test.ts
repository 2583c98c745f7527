import { expect, test } from 'vitest';
import type { BenchNetwork, Post, UdpOptions, UdpSocket } from '../net/network.ts';
import { PacketCapture } from './capture.ts';
import { readRecord } from './pcap.ts';
import { tapped } from './tapped-network.ts';

const unit = '000e08aabbcc';
const address = '192.168.76.20';

/** A network of one socket; what is sent goes nowhere. */
function aNetwork(more: Partial<UdpSocket> = {}) {
  let options: UdpOptions | null = null;
  const sent: string[] = [];
  const socket: UdpSocket = {
    ...{ port: 40_069, receiveBufferBytes: 7 },
    send: (bytes) => void sent.push(`one ${Buffer.from(bytes)}`),
    close: async () => undefined,
    ...more,
  };
  const network: BenchNetwork = {
    ...{ interfaceName: 'bench0', address: '192.168.76.1', prefix: 23, isLoopback: false },
    openUdp: async (wanted) => {
      options = wanted;
      return socket;
    },
    listenTcp: async () => 80,
    contains: (other) => other.startsWith('192.168.7'),
  };
  const heard = (text: string, from: { address: string; port: number }) =>
    options?.onDatagram(Buffer.from(text), from);
  return { network, sent, heard, options: () => options };
}

function aCapture() {
  const capture = new PacketCapture({
    clock: { now: () => 1_700_000_000_000, monotonicMs: () => 5 },
    isOn: () => true,
    leaseHolder: (other) => (other === address ? unit : null),
  });
  const records = () =>
    capture.recordsOf(unit, null).records.map(({ record }) => {
      const { from, to, bytes } = readRecord(record);
      return `${from.address & 255}:${from.port} ${to.address & 255}:${to.port} ${bytes}`;
    });
  return { capture, records };
}

test('what a service sees and sends is recorded, and reaches the other side as before', async () => {
  const { network, sent, heard, options } = aNetwork();
  const { capture, records } = aCapture();
  const seen: string[] = [];
  const socket = await tapped(network, capture, 'tftp').openUdp({
    ...{ port: 0, inBatches: true, receiveBufferBytes: 9 },
    onDatagram: (bytes, from) => void seen.push(`${Buffer.from(bytes)} ${from.address}`),
    onError: () => undefined,
  });
  expect(options()).toMatchObject({ port: 0, inBatches: true, receiveBufferBytes: 9 });
  expect(socket).toMatchObject({ port: 40_069, receiveBufferBytes: 7 });
  expect(socket.sendAll).toBeUndefined();
  heard('ack', { address, port: 1024 });
  heard('stranger', { address: '10.0.0.1', port: 1024 });
  socket.send(Buffer.from('data'), 1024, address);
  expect(seen).toEqual([`ack ${address}`, 'stranger 10.0.0.1']);
  expect(sent).toEqual(['one data']);
  expect(records()).toEqual(['20:1024 1:40069 ack', '1:40069 20:1024 data']);
  expect(capture.unitCount).toBe(1);
});

test('what is sent in one go is recorded one by one and still leaves in one go', async () => {
  const together: number[] = [];
  const sendAll = (posts: readonly Post[]) => void together.push(posts.length);
  const { network, sent } = aNetwork({ sendAll });
  const { capture, records } = aCapture();
  const quiet = { onDatagram: () => undefined, onError: () => undefined };
  const socket = await tapped(network, capture, 'tftp').openUdp({ port: 0, ...quiet });
  socket.sendAll?.([
    { bytes: Buffer.from('a'), port: 1024, address },
    { bytes: Buffer.from('b'), port: 1025, address },
  ]);
  expect(together).toEqual([2]);
  expect(sent).toEqual([]);
  expect(records()).toEqual(['1:40069 20:1024 a', '1:40069 20:1025 b']);
});
