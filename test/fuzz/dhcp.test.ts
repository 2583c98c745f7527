/** Mutated packets and floods of DISCOVERs at a running DHCP server: nothing ends it, nothing grows. */
import { describe, expect, it } from 'vitest';
import { defaultDhcpConfig } from '../../main/station/dhcp/config.ts';
import { ExchangeBook } from '../../main/station/dhcp/exchange-book.ts';
import { type DhcpPacket, decodePacket, encodePacket } from '../../main/station/dhcp/packet.ts';
import { createDhcpServer } from '../../main/station/dhcp/server.ts';
import type { NewLogLine } from '../../main/station/log.ts';
import type { BenchNetwork, UdpOptions } from '../../main/station/net/network.ts';
import { addressOf, HandClock, MemoryKeeper } from '../station/dhcp-kit.ts';
import {
  heapBytes,
  inputs,
  isLong,
  mostGrowthBytes,
  type Random,
  randomFrom,
  seed,
  turns,
} from './kit.ts';
import { timeoutMs } from './texts.ts';

const PACKETS = inputs(10_000);
const FLOOD = isLong ? 100_000 : 10_000;
const UNIT = '000e08123456';
const SERVER = '192.168.76.1';

/** A server on a wire of this test's own: what it sends is written down, and nothing leaves. */
class Wire {
  readonly sent: Uint8Array[] = [];
  readonly lines: NewLogLine[] = [];
  readonly clock = new HandClock();
  readonly keeper = new MemoryKeeper();
  readonly exchanges = new ExchangeBook();
  eventCount = 0;
  #receive: UdpOptions['onDatagram'] = () => undefined;
  readonly server;

  constructor() {
    const network: BenchNetwork = {
      ...{ interfaceName: 'bench0', address: SERVER, prefix: 23, isLoopback: false },
      contains: (address) => /^192\.168\.7[67]\./.test(address),
      listenTcp: async () => 0,
      openUdp: async ({ onDatagram, port }) => {
        this.#receive = onDatagram;
        return {
          ...{ port, receiveBufferBytes: 0 },
          send: (bytes) => void this.sent.push(bytes),
          close: async () => undefined,
        };
      },
    };
    this.server = createDhcpServer({
      network,
      port: 67,
      config: defaultDhcpConfig(SERVER, 23),
      keeper: this.keeper,
      leases: [],
      clock: this.clock,
      log: {
        write: (line) => {
          if (line.severity <= 3 || this.lines.length < 100) this.lines.push(line);
        },
      },
      onExchange: (seen) => this.exchanges.add(seen),
      tell: () => {
        this.eventCount += 1;
      },
    });
  }

  /** As sockets that read in batches do it: the bytes are the server's during the call only. */
  receive(bytes: Uint8Array): void {
    const lent = Uint8Array.from(bytes);
    this.#receive(lent, { address: '0.0.0.0', port: 68 });
    lent.fill(0xee);
  }

  /** What was sent since the last call, after everything under way is done. */
  async answers(): Promise<DhcpPacket[]> {
    await turns();
    return this.sent.splice(0).flatMap((bytes) => {
      const read = decodePacket(bytes);
      return read.ok ? [read.value] : [];
    });
  }
}

function message(type: number, mac: string, options: [number, Uint8Array][] = [], ciaddr?: string) {
  const none = '0.0.0.0';
  return encodePacket({
    ...{ op: 1, hops: 0, xid: 7, secs: 0, wantsBroadcast: true, chaddr: mac },
    ...{ ciaddr: ciaddr ?? none, yiaddr: none, siaddr: none, giaddr: none },
    options: new Map([
      [53, Uint8Array.of(type)],
      [60, Buffer.from('LINKSYS SPA-962')],
      [55, Uint8Array.of(1, 3, 6, 66, 150)],
      ...options,
    ]),
  });
}

function idOf(mac: string): [number, Uint8Array] {
  return [61, Uint8Array.from(Buffer.from(`ff${mac}`, 'hex'))];
}

/** DISCOVER to ACK, by an identifier that must come back in both. @returns the address. */
async function join(wire: Wire, mac: string): Promise<string> {
  const id = idOf(mac);
  await wire.answers();
  wire.receive(message(1, mac, [id]));
  const [offer] = await wire.answers();
  const address = offer?.yiaddr ?? '';
  wire.receive(message(3, mac, [id, [50, addressOf(address)], [54, addressOf(SERVER)]]));
  const [ack] = await wire.answers();
  expect([ack?.options.get(53)?.[0], ack?.yiaddr]).toEqual([5, address]);
  for (const each of [offer, ack]) expect(each?.options.get(61)).toEqual(id[1]);
  return address;
}

/** A good message with one to four things wrong with it. */
function mutated(random: Random, good: readonly Uint8Array[]): Uint8Array {
  let bytes = Uint8Array.from(good[random(good.length)] ?? []);
  for (let left = 1 + random(4); left > 0; left -= 1) {
    switch (random(6)) {
      case 0: // any byte, anywhere
        bytes[random(bytes.length)] = random(256);
        break;
      case 1: // an option's code or length
        bytes[240 + random(Math.max(1, bytes.length - 240))] =
          [0, 255, 52, 61, 82, random(256)][random(6)] ?? 0;
        break;
      case 2: // cut short
        bytes = bytes.slice(0, random(bytes.length) || 1);
        break;
      case 3: {
        // one more option, its length true or not
        const value = Uint8Array.from({ length: random(300) }, () => random(256));
        const length = random(3) === 0 ? random(256) : Math.min(255, value.length);
        bytes = Buffer.concat([
          bytes.subarray(0, 243),
          Uint8Array.of(random(256), length),
          value,
          bytes.subarray(243),
        ]);
        break;
      }
      case 4: // options in file and sname
        bytes = Buffer.concat([
          bytes.subarray(0, 243),
          Uint8Array.of(52, 1, random(5)),
          bytes.subarray(243),
        ]);
        for (let at = 44; at < 236; at += 1) bytes[at] = random(256);
        break;
      default: // another address, relay or hardware in the header
        bytes[random(44)] = random(256);
    }
  }
  return bytes;
}

describe('a running DHCP server', () => {
  it(
    `survives ${PACKETS} mutated packets (seed ${seed}), keeps nothing of them, and serves on`,
    async () => {
      const wire = new Wire();
      await wire.server.start();
      const address = await join(wire, UNIT);
      const random = randomFrom(seed);
      const id = idOf(UNIT);
      const renewal = message(3, UNIT, [id], address);
      const good = [
        message(1, UNIT, [id]),
        message(3, UNIT, [id, [50, addressOf(address)]]),
        message(8, UNIT, [], address),
        message(1, '000e08000001', [
          [61, Uint8Array.of(1, 2, 3)],
          [82, Uint8Array.of(1, 2, 0, 4)],
          [57, Uint8Array.of(5, 220)],
        ]),
        message(4, '000e08000002', [
          [50, addressOf(address)],
          [54, addressOf(SERVER)],
        ]),
        message(7, '000e08000003', [[54, addressOf(SERVER)]], address),
        renewal,
      ];
      const handles = process.getActiveResourcesInfo().length;
      const run = async (packets: number): Promise<void> => {
        for (let sent = 0; sent < packets; sent += 1) {
          wire.receive(mutated(random, good));
          if (sent % 1000 === 999) {
            await wire.answers();
            wire.clock.turn(500);
          }
        }
      };
      await run(Math.min(PACKETS, 10_000) / 2);
      const before = await heapBytes();
      await run(PACKETS);
      await wire.answers();
      expect((await heapBytes()) - before).toBeLessThan(mostGrowthBytes);
      expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles);
      expect(wire.lines.filter(({ severity }) => severity <= 3)).toEqual([]);
      const running = wire.server.leases();
      expect(new Set(running.map((lease) => lease.address)).size).toBe(running.length);
      expect(await join(wire, '000e08fffff1')).toMatch(/^192\.168\.7[67]\./);
      await wire.server.stop();
    },
    timeoutMs,
  );

  it(
    `${FLOOD} DISCOVERs with made-up MACs starve no unit and fill no memory`,
    async () => {
      const wire = new Wire();
      await wire.server.start();
      const address = await join(wire, UNIT);
      const random = randomFrom(seed);
      const flood = (count: number): void => {
        for (let sent = 0; sent < count; sent += 1) {
          wire.receive(message(1, `000e09${random(0x1000000).toString(16).padStart(6, '0')}`));
        }
      };
      flood(2000);
      await wire.answers();
      const before = await heapBytes();
      for (let sent = 0; sent < FLOOD; sent += 1000) {
        flood(1000);
        await wire.answers();
        wire.clock.turn(100);
        if (sent % 10_000 !== 0) continue;
        // In the middle of it: the holder goes on at once, a newcomer is served though others are offered the same.
        wire.receive(message(3, UNIT, [idOf(UNIT)], address));
        expect((await wire.answers()).map((ack) => [ack.options.get(53)?.[0], ack.yiaddr])).toEqual(
          [[5, address]],
        );
        const newcomer = `000e0a${sent.toString(16).padStart(6, '0')}`;
        wire.receive(message(1, newcomer));
        const offered = (await wire.answers())[0]?.yiaddr ?? '';
        flood(600);
        await wire.answers();
        wire.receive(
          message(3, newcomer, [
            [50, addressOf(offered)],
            [54, addressOf(SERVER)],
          ]),
        );
        expect((await wire.answers())[0]?.options.get(53)?.[0]).toBe(5);
      }
      expect((await heapBytes()) - before).toBeLessThan(mostGrowthBytes);
      // Not one event and one log line each: the board and the disk are not theirs to fill.
      expect(wire.eventCount).toBeLessThan(2000);
      await wire.server.stop();
    },
    timeoutMs,
  );
});
