/** Mutated packets at a running TFTP server, on its port and on those of its transfers. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { NewLogLine } from '../../main/station/log.ts';
import type { BenchNetwork, UdpOptions, UdpSocket } from '../../main/station/net/network.ts';
import {
  decodeTftp,
  encodeAck,
  encodeData,
  encodeError,
  encodeOptionAck,
  encodeRequest,
} from '../../main/station/tftp/packet.ts';
import { createTftpServer } from '../../main/station/tftp/server.ts';
import { HandClock } from '../station/dhcp-kit.ts';
import { bytesAnswer, diskAnswer, sampleBytes } from '../station/tftp-kit.ts';
import { heapBytes, inputs, mostGrowthBytes, type Random, randomFrom, seed, turns } from './kit.ts';
import { timeoutMs } from './texts.ts';

const PACKETS = inputs(10_000);
const FILE = sampleBytes(3_000);
const dir = mkdtempSync(join(tmpdir(), 'fuzz-tftp-'));
const image = join(dir, 'image.bin');
writeFileSync(image, sampleBytes(300_000));
afterAll(() => rmSync(dir, { recursive: true }));

interface Peer {
  address: string;
  port: number;
}

/** A wire of this test's own: nothing leaves, and who was answered last is known. */
class Wire {
  readonly open = new Map<number, UdpOptions['onDatagram']>();
  /** From which of our ports to whom, and what. */
  readonly answered: { from: number; to: Peer; bytes: Uint8Array }[] = [];
  /** What was said to one peer. */
  inbox: { peer: Peer; heard: { from: number; bytes: Uint8Array }[] } | null = null;
  readonly lines: NewLogLine[] = [];
  readonly clock = new HandClock();
  started = 0;
  ended = 0;
  #lastPort = 40_000;
  readonly server;

  constructor() {
    const network: BenchNetwork = {
      ...{ interfaceName: 'bench0', address: '192.168.76.1', prefix: 23, isLoopback: false },
      contains: (address) => address.startsWith('192.168.76.'),
      listenTcp: async () => 0,
      openUdp: async (options) => this.#openUdp(options),
    };
    this.server = createTftpServer({
      ...{ network, port: 69, clock: this.clock },
      answer: async ({ path }) => {
        if (path === 'image') return diskAnswer(path, image, 300_000);
        if (path === 'file') return bytesAnswer(path, FILE);
        return path.length % 2
          ? { kind: 'missing', reason: 'none' }
          : { kind: 'refused', reason: 'no' };
      },
      upload: async ({ path }) =>
        path === 'report'
          ? { kind: 'take', mac: '000e08000001', maxBytes: 2_000, keep: async () => undefined }
          : { kind: 'refused', reason: 'no' },
      log: {
        write: (line) => {
          if (line.severity <= 3 || this.lines.length < 100) this.lines.push(line);
        },
      },
      tell: ({ type }) => {
        if (type === 'transfer-started') this.started += 1;
        if (type === 'transfer-ended') this.ended += 1;
      },
    });
  }

  #openUdp({ port, onDatagram }: UdpOptions): UdpSocket {
    this.#lastPort = port === 0 ? 40_000 + ((this.#lastPort - 39_999) % 20_000) : this.#lastPort;
    const own = port === 0 ? this.#lastPort : port;
    this.open.set(own, onDatagram);
    return {
      ...{ port: own, receiveBufferBytes: 0 },
      send: (bytes, to, address) => {
        this.answered.push({ from: own, to: { address, port: to }, bytes });
        if (this.answered.length > 500) this.answered.splice(0, 250);
        const { inbox } = this;
        const isFor = inbox?.peer.address === address && inbox.peer.port === to;
        if (isFor) inbox.heard.push({ from: own, bytes });
      },
      close: async () => void this.open.delete(own),
    };
  }

  receive(port: number, bytes: Uint8Array, from: Peer): void {
    this.open.get(port)?.(bytes, from);
  }

  /** Until no port but the first is open. */
  async quiet(): Promise<void> {
    await expect
      .poll(
        () => {
          this.clock.turn(20_000);
          return this.open.size;
        },
        { timeout: 30_000 },
      )
      .toBe(1);
  }

  /** A whole fetch by a careful client. */
  async fetch(path: string, from: Peer): Promise<Buffer> {
    const heard: { from: number; bytes: Uint8Array }[] = [];
    this.inbox = { peer: from, heard };
    this.receive(69, encodeRequest('read', path, 'octet'), from);
    const pieces: Buffer[] = [];
    for (;;) {
      await expect.poll(() => heard.length, { timeout: 30_000 }).toBeGreaterThan(0);
      const { from: port, bytes } = heard.shift() ?? { from: 0, bytes: FILE };
      const packet = decodeTftp(bytes);
      if (!packet.ok || packet.value.op !== 'data') throw new Error('no block');
      pieces.push(Buffer.from(packet.value.bytes));
      this.receive(port, encodeAck(packet.value.block), from);
      if (packet.value.bytes.length < 512) return Buffer.concat(pieces);
    }
  }
}

const options = (random: Random) =>
  ['blksize', 'BLKSIZE', 'timeout', 'tsize', 'windowsize', 'multicast', ''].flatMap((name) =>
    random(3) === 0 ? [{ name, value: String([0, 1, 8, 255, 65_464, 'x', 1e20][random(7)]) }] : [],
  );

/** What a client says when it is well: a request, or what fits the last answer. */
function sensible(random: Random, last: Uint8Array): Uint8Array {
  const path = ['file', 'image', 'report', 'other', '../x', ''][random(6)] ?? '';
  const mode = ['octet', 'netascii', 'mail', 'OCTET'][random(4)] ?? '';
  switch (random(8)) {
    case 0:
      return encodeRequest('read', path, mode, options(random));
    case 1:
      return encodeRequest('write', path, mode, options(random));
    case 2:
      return encodeError(random(10), 'words');
    case 3:
      return encodeOptionAck(options(random));
    case 4:
      return encodeData(random(4), sampleBytes([0, 8, 511, 512, 513][random(5)] ?? 0));
    default: {
      const block = ((last[2] ?? 0) << 8) | (last[3] ?? 0);
      return last[1] === 4
        ? encodeData((block + 1) & 0xffff, FILE.subarray(0, 512))
        : encodeAck(block);
    }
  }
}

function mutated(random: Random, good: Uint8Array): Uint8Array {
  let bytes = Uint8Array.from(good);
  for (let left = random(3); left > 0; left -= 1) {
    const at = random(bytes.length || 1);
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = 0;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          sampleBytes(random(600), at),
          bytes.subarray(at),
        ]);
        break;
      default:
        bytes[random(Math.min(4, bytes.length) || 1)] = random(8);
    }
  }
  return bytes;
}

it(
  `a running TFTP server survives ${PACKETS} mutated packets (seed ${seed}), keeps nothing of them, and serves on`,
  async () => {
    const wire = new Wire();
    await wire.server.start();
    const random = randomFrom(seed);
    const anybody = (): Peer => ({
      address: `192.168.${random(20) === 0 ? 99 : 76}.${2 + random(200)}`,
      port: 1024 + random(2_000),
    });
    const run = async (packets: number): Promise<void> => {
      for (let sent = 0; sent < packets; sent += 1) {
        const last = wire.answered[random(wire.answered.length || 1)];
        const isInTransfer = last !== undefined && random(3) > 0;
        const port = isInTransfer ? last.from : 69;
        const from = isInTransfer && random(20) > 0 ? last.to : anybody();
        wire.receive(port, mutated(random, sensible(random, last?.bytes ?? FILE)), from);
        if (sent % 100 === 99) await turns(2);
        if (sent % 1_000 === 999) wire.clock.turn(400);
      }
      await wire.quiet();
    };
    await run(Math.min(PACKETS, 10_000) / 2);
    const descriptors = () =>
      process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
    const [before, held] = [await heapBytes(), descriptors()];
    await run(PACKETS);
    expect((await heapBytes()) - before).toBeLessThan(mostGrowthBytes);
    expect(descriptors()).toBeLessThanOrEqual(held);
    expect(wire.started).toBeGreaterThan(PACKETS / 1_000);
    expect(wire.ended).toBe(wire.started);
    expect(wire.lines.filter(({ severity }) => severity <= 3)).toEqual([]);
    const unit = { address: '192.168.76.250', port: 4_000 };
    expect((await wire.fetch('file', unit)).equals(FILE)).toBe(true);
    await wire.server.stop();
    expect(wire.open.size).toBe(0);
  },
  timeoutMs,
);

it('5,000 half-open transfers keep no unit out and give everything back', async () => {
  const wire = new Wire();
  await wire.server.start();
  const unit = { address: '192.168.76.250', port: 4_000 };
  for (let sent = 0; sent < 5_000; sent += 1) {
    const forged = { address: `192.168.76.${2 + (sent % 200)}`, port: 1024 + sent };
    const path = sent % 2 ? 'image' : 'file';
    wire.receive(69, encodeRequest('read', path, 'octet'), forged);
    if (sent % 500 !== 499) continue;
    await expect.poll(() => wire.started, { timeout: 30_000 }).toBeGreaterThan(0);
    wire.clock.turn(1_100);
    expect((await wire.fetch('file', { ...unit, port: unit.port + sent })).equals(FILE)).toBe(true);
  }
  await wire.quiet();
  expect(wire.started).toBeGreaterThan(2_000);
  expect(wire.ended).toBe(wire.started);
  await wire.server.stop();
  expect(wire.open.size).toBe(0);
}, 60_000);
