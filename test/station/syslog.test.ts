/** The syslog server on loopback, against the real `logger` client and a flood from another process. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ipv4 } from '../../main/contract/values.ts';
import { systemClock } from '../../main/station/clock.ts';
import type { StationEvent, SyslogEvent } from '../../main/station/events.ts';
import type { NewLogLine } from '../../main/station/log.ts';
import type { BenchNetwork } from '../../main/station/net/network.ts';
import { openPlainUdp } from '../../main/station/net/plain-sockets.ts';
import { createSyslogServer, type SyslogServerParts } from '../../main/station/syslog/server.ts';
import { loopbackNetwork } from '../kit/loopback-network.ts';

/** Loopback as the bench; `contains` can be narrowed to make a sender a stranger. */
function loopback(contains: (address: Ipv4) => boolean = () => true): BenchNetwork {
  return {
    interfaceName: 'lo',
    address: '127.0.0.1',
    prefix: 8,
    isLoopback: true,
    openUdp: (options) => openPlainUdp('127.0.0.1', options, false),
    listenTcp: loopbackNetwork().listenTcp,
    contains,
  };
}

const cleanUps: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function listen(network = loopback(), more: Partial<SyslogServerParts> = {}) {
  const events: SyslogEvent[] = [];
  const lines: NewLogLine[] = [];
  const waiting: { count: number; resolve: (events: SyslogEvent[]) => void }[] = [];
  const server = createSyslogServer({
    network,
    port: 0,
    tcpPort: 'same',
    clock: systemClock,
    ...more,
    log: { write: (line) => lines.push(line) },
    tell: (event: StationEvent) => {
      if (event.type !== 'syslog') throw new Error(`unexpected ${event.type}`);
      events.push(event);
      for (const one of waiting) if (events.length >= one.count) one.resolve(events);
    },
  });
  const port = await server.start();
  cleanUps.push(() => server.stop());
  const received = (count: number) =>
    new Promise<SyslogEvent[]>((resolve) => {
      if (events.length >= count) resolve(events);
      else waiting.push({ count, resolve });
    });
  return { server, port, lines, events, received };
}

function send(port: number, ...texts: (string | Uint8Array)[]): Promise<void> {
  const socket = createSocket('udp4');
  return Promise.all(
    texts.map(
      (text) =>
        new Promise<void>((resolve, reject) => {
          socket.send(text, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
        }),
    ),
  ).then(() => {
    socket.close();
  });
}

const hasLogger = (() => {
  try {
    execFileSync('logger', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasLogger)('the logger client of the system', () => {
  const bsd = 'tester: hello from the bench';
  const ietf = 'hello from the bench';
  it.each([
    [['--udp', '--rfc5424'], ietf],
    [['--udp', '--rfc3164'], bsd],
    [['--tcp', '--octet-count', '--rfc5424'], ietf],
    [['--tcp', '--octet-count', '--rfc3164'], bsd],
    [['--tcp', '--rfc5424'], ietf],
    [['--tcp', '--rfc3164'], bsd],
  ])('is understood with %s', async (how, msg) => {
    const { port, received } = await listen();
    const target = ['--server', '127.0.0.1', '--port', String(port)];
    const about = ['--tag', 'tester', '--priority', 'local3.warning'];
    execFileSync('logger', [...how, ...target, ...about, 'hello from the bench']);
    const [event] = await received(1);
    expect(event).toMatchObject({ address: '127.0.0.1', facility: 19, severity: 4, msg });
    expect(event?.raw).toMatch(/^<156>.*hello from the bench\S?$/);
  });
});

describe('syslog over TCP', () => {
  const hello = '<134>SPA962 00:0e:08:aa:bb:cc -- Resync failed: File not found';

  it('takes many messages of one connection, in order, with the same reading as UDP', async () => {
    const { port, received } = await listen();
    const socket = connect(port, '127.0.0.1');
    const lines = Array.from({ length: 200 }, (_, at) => `<14>line ${at}`);
    socket.end(`${lines.map((line) => `${line.length} ${line}`).join('')}${hello}\n\0\u001b[2J`);
    const events = await received(202);
    expect(events.slice(0, 200).map(({ raw }) => raw)).toEqual(lines);
    expect(events[200]).toMatchObject({
      mac: '000e08aabbcc',
      report: { operation: 'resync', phase: 'failure' },
    });
    expect(events[201]).toMatchObject({ msg: '␛[2J', severity: null });
    expect(await once(socket, 'close')).toEqual([false]);
  });

  it('says of a message cut off that something is missing', async () => {
    const { port, received } = await listen();
    connect(port, '127.0.0.1').end(`70000 <14>${'x'.repeat(69_996)}`);
    const [long] = await received(1);
    expect(long?.msg).toHaveLength(65_536 - 4 + ' … [4464 bytes more are missing]'.length);
    connect(port, '127.0.0.1').end('50 <14>gone');
    expect((await received(2))[1]?.msg).toBe('gone … [42 bytes more are missing]');
  });

  it('makes senders wait while the log is behind, and loses none of what they sent', async () => {
    let isBehind = true;
    const log = {
      write: () => undefined,
      get isBehind() {
        return isBehind;
      },
    };
    const { port, received, events } = await listen(loopback(), { log });
    connect(port, '127.0.0.1').end(`<14>${'x'.repeat(995)}\n`.repeat(1000));
    await received(1);
    // What was read in one go, and no more.
    expect(events.length).toBeLessThan(100);
    isBehind = false;
    expect(await received(1000)).toHaveLength(1000);
  });

  it('keeps what came when the station stops', async () => {
    const { port, received, server } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.write('<14>one\n<14>half');
    await received(1);
    const closed = once(socket, 'close');
    await server.stop();
    expect((await received(2)).map(({ msg }) => msg)).toEqual(['one', 'half']);
    await closed;
  });

  it('has room for so many; the one silent longest makes room, else the new one is refused', async () => {
    let now = 0;
    const clock = { now: () => 0, monotonicMs: () => now };
    const limits = { maxConnections: 2, yieldAfterMs: 1000 };
    const { port, received, lines } = await listen(loopback(), { clock, limits });
    const [first, second] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    first.write('<14>1\n');
    await received(1);
    now = 500;
    second.write('<14>2\n');
    await received(2);
    const refused = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(refused, 'close');
    expect(lines.map(({ msg }) => msg)).toContainEqual(
      'Too many syslog connections at once: 1 refused, the last from 127.0.0.1.',
    );
    now = 1200;
    const gone = once(first, 'close');
    connect(port, '127.0.0.1').end('<14>3\n');
    await gone;
    second.end('<14>4\n');
    const messages = (await received(4)).map(({ msg }) => msg);
    expect(messages.sort()).toEqual(['1', '2', '3', '4']);
  });

  it('closes a connection on which nothing comes, and reads no stranger', async () => {
    const { port, received } = await listen(loopback(), { limits: { idleTimeoutMs: 20 } });
    const socket = connect(port, '127.0.0.1');
    socket.write('<14>half');
    await once(socket, 'close');
    expect((await received(1))[0]?.msg).toBe('half');
    const strange = await listen(loopback(() => false));
    const other = connect(strange.port, '127.0.0.1').on('error', () => undefined);
    await once(other, 'close');
    expect(strange.lines.at(-1)?.msg).toMatch(/outside the bench network/);
  });

  it('names its port when somebody has it, and leaves UDP closed', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    cleanUps.push(async () => void holder.close());
    const taken = (holder.address() as AddressInfo).port;
    await expect(listen(loopback(), { port: taken })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    const udp = createSocket('udp4').bind(taken, '127.0.0.1');
    await once(udp, 'listening');
    udp.close();
  });
});

describe('the syslog server', () => {
  it('tells a line of a unit as its report', async () => {
    const { port, received } = await listen();
    await send(port, '<134>SPA962 00:0e:08:aa:bb:cc -- Resync failed: File not found');
    const [event] = await received(1);
    expect(event).toMatchObject({
      type: 'syslog',
      mac: '000e08aabbcc',
      facility: 16,
      severity: 6,
      report: { operation: 'resync', phase: 'failure', detail: 'File not found' },
    });
    expect(event?.at).toBeGreaterThan(Date.UTC(2020, 0));
  });

  it('tells empty, binary and very long datagrams too', async () => {
    const { port, received } = await listen();
    const binary = Uint8Array.from({ length: 256 }, (_, index) => index);
    await send(port, new Uint8Array(), binary, 'x'.repeat(60_000));
    const lengths = (await received(3)).map((event) => event.msg.length);
    expect(lengths.sort((a, b) => a - b)).toEqual([0, expect.any(Number), 60_000]);
  });

  it('reads nothing from outside the bench network and names each stranger once', async () => {
    let asked = 0;
    const { port, received, events, lines } = await listen(loopback(() => ++asked > 2));
    await send(port, 'stranger', 'stranger', 'friend');
    await received(1);
    expect(events.map((event) => event.msg)).toEqual(['friend']);
    expect(lines.filter((line) => line.address === '127.0.0.1')).toHaveLength(1);
  });

  it('says how much receive buffer it got', async () => {
    const { lines } = await listen();
    expect(lines[0]?.msg).toMatch(/asked for 16777216 bytes of receive buffer, got \d+/);
  });

  it('can be stopped, also twice, and started again', async () => {
    const { server } = await listen();
    await server.stop();
    await server.stop();
    expect(await server.start()).toBeGreaterThan(0);
  });

  it('loses none of 5,000 lines that arrive within a second', async () => {
    const { port, received } = await listen();
    const flood: ChildProcess = spawn(process.execPath, ['-e', FLOOD, String(port)], {
      stdio: 'inherit',
    });
    cleanUps.push(async () => {
      flood.kill();
    });
    const events = await received(5000);
    const seen = new Set(events.map((event) => event.msg));
    expect(seen.size).toBe(5000);
    expect(events.every((event) => event.mac === '000e08aabbcc')).toBe(true);
  });
});

/** 5,000 unit lines in 50 bursts over one second, as 250 units in one rack might send them. */
const FLOOD = `
const socket = require('node:dgram').createSocket('udp4');
let sent = 0;
const timer = setInterval(() => {
  for (let burst = 0; burst < 100; burst += 1) {
    sent += 1;
    const text = '<134>SPA962 00:0e:08:aa:bb:cc -- Successful resync tftp://10.0.0.1:69/' + sent;
    socket.send(text, Number(process.argv[1]), '127.0.0.1');
  }
  if (sent >= 5000) {
    clearInterval(timer);
    setTimeout(() => socket.close(), 500);
  }
}, 20);
`;
