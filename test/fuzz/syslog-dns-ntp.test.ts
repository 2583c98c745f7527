/** Mutated messages at running syslog, DNS and NTP servers: nothing ends them, nothing grows, and they serve on. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/station/clock.ts';
import { createDnsServer } from '../../main/station/dns/server.ts';
import type { SyslogEvent } from '../../main/station/events.ts';
import type { NewLogLine } from '../../main/station/log.ts';
import type { BenchNetwork, UdpOptions } from '../../main/station/net/network.ts';
import { listenPlain } from '../../main/station/net/plain-sockets.ts';
import { createNtpServer } from '../../main/station/ntp/server.ts';
import { createSyslogServer } from '../../main/station/syslog/server.ts';
import { heapBytes, inputs, mostGrowthBytes, type Random, randomFrom, seed, turns } from './kit.ts';
import { timeoutMs } from './texts.ts';

const MESSAGES = inputs(5_000);
const HOST = '127.0.0.1';
/** Not of the bench network. */
const STRANGER = '192.0.2.7';
const line = '<134>SPA962 00:0e:08:aa:bb:cc -- Successful resync tftp://192.168.76.1/spa962.cfg';

/** Datagrams by hand, TCP on loopback. */
class Wire {
  readonly sent: Uint8Array[] = [];
  readonly faults: Error[] = [];
  readonly lines: NewLogLine[] = [];
  tcpPort = 0;
  now = 0;
  #options: UdpOptions | null = null;
  readonly clock = { now: () => systemClock.now(), monotonicMs: () => this.now };
  readonly log = {
    write: (told: NewLogLine) => {
      if (told.severity <= 3 || this.lines.length < 100) this.lines.push(told);
    },
  };
  readonly network: BenchNetwork = {
    ...{ interfaceName: 'lo', address: HOST, prefix: 8, isLoopback: true },
    contains: (address) => address.startsWith('127.'),
    listenTcp: async (server) => {
      this.tcpPort = await listenPlain(HOST, server, 0);
      return this.tcpPort;
    },
    openUdp: async (options) => {
      this.#options = options;
      return {
        ...{ port: options.port, receiveBufferBytes: 0 },
        send: (bytes) => void this.sent.push(bytes),
        close: async () => undefined,
      };
    },
  };

  /** What a handler throws would only be logged on a real socket. */
  receive(bytes: Uint8Array, address = HOST): void {
    this.#options?.onDatagram(bytes, { address, port: 4000 });
  }

  answers(): Uint8Array[] {
    return this.sent.splice(0);
  }

  /** Sends a stream in pieces and waits for the end of its connection. */
  async stream(pieces: readonly Uint8Array[]): Promise<void> {
    const socket = connect(this.tcpPort, HOST).on('error', () => undefined);
    socket.resume();
    const closed = once(socket, 'close');
    for (const piece of pieces) socket.write(piece);
    socket.end();
    await closed;
  }
}

function mutated(random: Random, good: readonly Uint8Array[]): Uint8Array {
  let bytes = Uint8Array.from(good[random(good.length)] ?? []);
  for (let left = 1 + random(4); left > 0; left -= 1) {
    const at = random(Math.max(1, bytes.length));
    const rest = bytes.subarray(at);
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3: {
        const more = Uint8Array.from({ length: random(40) }, () => random(256));
        bytes = Buffer.concat([bytes.subarray(0, at), more, rest]);
        break;
      }
      default: {
        // A piece of it again, often: that is what nested repeats choke on.
        const piece = rest.subarray(0, 1 + random(6));
        const times = 1 + random(random(100) === 0 ? 10_000 : 30);
        const again = Buffer.concat(Array.from({ length: times }, () => piece));
        bytes = Buffer.concat([bytes.subarray(0, at), again, rest]).subarray(0, 65_507);
      }
    }
  }
  return bytes;
}

/** Runs `act` so often; what is left over afterwards, after a first run that fills what may be held. */
async function growth(act: (at: number) => void | Promise<void>, count = MESSAGES) {
  const run = async (times: number) => {
    for (let at = 0; at < times; at += 1) {
      await act(at);
      if (at % 1000 === 999) await turns();
    }
  };
  await run(Math.ceil(count / 10));
  const before = await heapBytes();
  await run(count);
  await turns();
  return (await heapBytes()) - before;
}

describe('a running syslog server', () => {
  const good = [
    line,
    '<165>1 2003-10-11T22:14:15.003Z host app 123 ID47 [x@1 y="\\"z\\]" a="b"][q@2] \ufeffText',
    '<13>Oct 11 22:14:15 host tag[12]: SPA-962 000e08aabbcc -- Resync failed: no file',
    '<13>1 - - - - - -',
    'no header at all',
  ].map((text) => Buffer.from(text));

  it(
    `survives ${MESSAGES} mutated datagrams and as many messages by TCP (seed ${seed})`,
    async () => {
      const wire = new Wire();
      let last: SyslogEvent | null = null;
      let count = 0;
      const unsafe: string[] = [];
      const tell = (event: unknown) => {
        last = event as SyslogEvent;
        count += 1;
        const text = last.msg + last.raw;
        if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(text)) unsafe.push(text);
      };
      const { network, clock, log } = wire;
      const server = createSyslogServer({ network, port: 514, tcpPort: 0, clock, log, tell });
      await server.start();
      const random = randomFrom(seed);
      const grown = await growth(() => {
        wire.receive(mutated(random, good));
      });
      while (count < Math.ceil(MESSAGES / 10) + MESSAGES) await turns();
      expect(grown).toBeLessThan(mostGrowthBytes);
      const streams = await growth(async () => {
        const frames = Array.from({ length: 100 }, () => {
          const message = mutated(random, good);
          const count = random(20) === 0 ? random(100_000_000) : message.length;
          const counted = Buffer.concat([Buffer.from(`${count} `), message]);
          const framed = random(2) === 0 ? counted : Buffer.concat([message, Buffer.from('\n')]);
          return framed;
        });
        const whole = Buffer.concat(frames);
        const half = random(whole.length);
        await wire.stream([whole.subarray(0, half), whole.subarray(half)]);
      }, MESSAGES / 100);
      expect(streams).toBeLessThan(mostGrowthBytes);
      const told = count;
      await wire.stream([Buffer.from(`${line}\n`)]);
      wire.receive(Buffer.from(line));
      await turns();
      expect(count).toBe(told + 2);
      expect(last).toMatchObject({ mac: '000e08aabbcc', report: { phase: 'success' } });
      expect(unsafe).toEqual([]);
      expect(wire.lines.filter(({ severity }) => severity <= 3)).toEqual([]);
      await server.stop();
    },
    timeoutMs,
  );
});

describe('a running DNS server', () => {
  const name = '0470726f76076578616d706c65036e657400';
  const opt = '00002904d0000080000000';
  const good = [
    `abcd01000001000000000000${name}00010001`,
    `abcd01000001000000000001${name}00ff0001${opt}`,
    `abcd00100001000000000001${name}001c0001${opt.slice(0, -4)}000c000a0008aabbccddeeff0011`,
    `abcd01000001000100010001${name}00010001${'c00c00010001000000050004c0a84c01'.repeat(2)}${opt}`,
  ].map((hex) => Buffer.from(hex, 'hex'));

  it(
    `survives ${MESSAGES} mutated questions by UDP and TCP (seed ${seed})`,
    async () => {
      const wire = new Wire();
      const { network, clock, log } = wire;
      const names = new Set(['prov.example.net']);
      const server = createDnsServer({ network, port: 53, clock, log, names: () => names });
      await server.start();
      const random = randomFrom(seed);
      const grown = await growth(() => {
        const question = mutated(random, good);
        wire.receive(question);
        const answers = wire.answers();
        expect(answers.length).toBeLessThanOrEqual(1);
        for (const answer of answers) {
          expect(answer.length).toBeLessThan(512);
          expect(Buffer.from(answer).subarray(0, 2)).toEqual(Buffer.from(question).subarray(0, 2));
        }
      });
      expect(grown).toBeLessThan(mostGrowthBytes);
      const streams = await growth(async () => {
        const frames = Array.from({ length: 100 }, () => {
          const message = mutated(random, good).subarray(0, 3000);
          const size = random(30) === 0 ? random(65_536) : message.length;
          return Buffer.concat([Uint8Array.of(size >> 8, size & 255), message]);
        });
        await wire.stream([Buffer.concat(frames)]);
      }, MESSAGES / 100);
      expect(streams).toBeLessThan(mostGrowthBytes);
      wire.receive(good[0] ?? Buffer.alloc(0));
      const [answer] = wire.answers();
      expect(Buffer.from(answer ?? []).subarray(-4)).toEqual(Buffer.from([127, 0, 0, 1]));
      wire.receive(good[0] ?? Buffer.alloc(0), STRANGER);
      expect(wire.answers()).toEqual([]);
      expect(wire.lines.filter(({ severity }) => severity <= 3)).toEqual([]);
      await server.stop();
    },
    timeoutMs,
  );
});

describe('a running NTP server', () => {
  const good = [0x1b, 0x23].flatMap((first) =>
    [0, 16, 20, 36].map((more) => {
      const bytes = Buffer.alloc(48 + more, 1);
      bytes[0] = first;
      if (more === 16) bytes.writeUInt32BE(0x01040010, 48);
      return bytes;
    }),
  );

  it(
    `survives ${MESSAGES} mutated questions, and answers none at greater length (seed ${seed})`,
    async () => {
      const wire = new Wire();
      const { network, clock, log } = wire;
      const isClockRight = () => true;
      const server = createNtpServer({ network, port: 123, clock, log, isClockRight });
      await server.start();
      const random = randomFrom(seed);
      const grown = await growth(() => {
        const question = mutated(random, good);
        wire.now += 10;
        wire.receive(question);
        for (const answer of wire.answers()) {
          expect(answer.length).toBeLessThanOrEqual(question.length);
          expect((answer[0] ?? 0) & 7).toBe(4);
        }
      });
      expect(grown).toBeLessThan(mostGrowthBytes);
      wire.now += 60_000;
      wire.receive(good[0] ?? Buffer.alloc(0));
      expect(wire.answers().map((answer) => answer[1])).toEqual([10]);
      wire.receive(good[0] ?? Buffer.alloc(0), STRANGER);
      expect(wire.answers()).toEqual([]);
      expect(wire.lines.filter(({ severity }) => severity <= 3)).toEqual([]);
      await server.stop();
    },
    timeoutMs,
  );
});
