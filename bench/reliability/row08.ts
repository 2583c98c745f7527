/** A storm of DISCOVERs nobody follows up, and what the station holds after a hundred thousand. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encodePacket } from '../../main/station/dhcp/packet.ts';
import {
  cleanUp,
  onLoopback,
  Program,
  program,
  type StationProcess,
  temporaryDir,
} from '../../test/cli/station-process.ts';
import { randomFrom } from '../../test/fuzz/kit.ts';
import { addressOf } from '../../test/station/dhcp-kit.ts';
import { answerWithin, Clients, macOf, renews, SERVER } from './dhcp-clients.ts';
import { figure, note, seconds } from './figures.ts';

const HOLDERS = 10;
const STORM = 1_000;
const FLOOD = 100_000;
const AT_ONCE_MS = 1_000;
const NEWCOMER_MS = 5_000;
const GROWTH_BYTES = 20 * 1024 * 1024;
const MIB = 1024 * 1024;

const gaugeFile = join(temporaryDir(), 'gauge.jsonl');
const gauge = join(import.meta.dirname, '../soak/gauge.mjs');
const pool = ['--pool', '127.0.1.1-127.0.1.200'];
const started = new Program(
  process.execPath,
  [
    ...['--no-warnings', '--expose-gc', '--import', gauge, program, 'serve', '--json'],
    ...['--data', temporaryDir(), ...onLoopback, '--no-checks', ...pool],
  ],
  { SOAK_GAUGE: gaugeFile },
);
const ready = await started.line(({ event }) => event === 'ready');
const station = Object.assign(started, { ready }) as unknown as StationProcess;
const clients = new Clients(station);
const holders = await Promise.all(
  Array.from({ length: HOLDERS }, async (_, n) => {
    const client = await clients.open(macOf(n + 1));
    return { client, address: (await client.join()).packet.yiaddr };
  }),
);

const storm = createSocket('udp4');
storm.bind(0, '127.0.0.1');
await once(storm, 'listening');
let offers = 0;
storm.on('message', () => {
  offers += 1;
});
const random = randomFrom(8);
const none = '0.0.0.0';
function discover(): Uint8Array {
  return encodePacket({
    ...{ op: 1, hops: 0, xid: random(2 ** 31), secs: 0, wantsBroadcast: true },
    ...{ chaddr: macOf(random(0x1000000), '000e09') },
    ...{ ciaddr: none, yiaddr: none, siaddr: none, giaddr: none },
    options: new Map([
      [53, Uint8Array.of(1)],
      [60, Buffer.from('LINKSYS SPA-962')],
    ]),
  });
}
async function flood(count: number, perTurn: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    storm.send(discover(), station.ready.ports.dhcp ?? 0, '127.0.0.1');
    if (sent % perTurn === perTurn - 1) await pause(5);
  }
}

/** @returns milliseconds of the slowest renewal, and of a newcomer from its first DISCOVER to its ACK */
async function serveAmid(newcomerMac: string): Promise<{ renewMs: number; joinMs: number }> {
  let renewMs = 0;
  for (const { client, address } of holders) {
    const since = performance.now();
    const isHeld = await renews(client, address);
    renewMs = Math.max(renewMs, isHeld ? performance.now() - since : Number.POSITIVE_INFINITY);
  }
  const newcomer = await clients.open(newcomerMac);
  const since = performance.now();
  for (let tries = 0; tries < 20; tries += 1) {
    newcomer.answers.length = 0;
    newcomer.say('DISCOVER');
    const offer = await answerWithin(newcomer, 1_000);
    if (offer?.kind !== 'OFFER') continue;
    newcomer.say('REQUEST', [
      [50, addressOf(offer.packet.yiaddr)],
      [54, SERVER],
    ]);
    const ack = await answerWithin(newcomer, 1_000);
    if (ack?.kind === 'ACK') return { renewMs, joinMs: performance.now() - since };
  }
  return { renewMs, joinMs: Number.POSITIVE_INFINITY };
}

async function heldBytes(): Promise<number> {
  const lines = () => {
    try {
      return readFileSync(gaugeFile, 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  const before = lines().length;
  started.child.kill('SIGUSR2');
  for (let tries = 0; tries < 100; tries += 1) {
    await pause(100);
    const last = lines()[before];
    if (last === undefined) continue;
    const { heapUsed, external } = JSON.parse(last);
    return heapUsed + external;
  }
  throw new Error('the station does not answer');
}

await flood(STORM, STORM);
const { renewMs, joinMs } = await serveAmid(macOf(1, '000e0a'));
figure(
  8,
  '1,000 unfollowed DISCOVERs: holders renew at once',
  `slowest of ${HOLDERS}: ${seconds(renewMs)}`,
  renewMs < AT_ONCE_MS,
);
figure(8, '… a newcomer is served within 5 s', seconds(joinMs), joinMs < NEWCOMER_MS);

// What may be held of a flood is held after the first few thousand.
await flood(10_000, 40);
await pause(3_000);
const before = await heldBytes();
const offersBefore = offers;
const flooding = flood(FLOOD, 40);
await pause(4_000);
const amid = await serveAmid(macOf(2, '000e0a'));
await flooding;
await pause(3_000);
const grown = (await heldBytes()) - before;
note(
  `amid ${FLOOD}: renewed in ${seconds(amid.renewMs)}, a newcomer in ${seconds(amid.joinMs)}, ${offers - offersBefore} offers`,
);
figure(
  8,
  'memory growth below 20 MB per 100,000 DISCOVERs',
  `${(grown / MIB).toFixed(1)} MB held more (after garbage collection), ${offers - offersBefore} offers made; amid it renewals ${seconds(amid.renewMs)}, a newcomer ${seconds(amid.joinMs)}`,
  grown < GROWTH_BYTES && amid.joinMs < NEWCOMER_MS && amid.renewMs < AT_ONCE_MS,
);
storm.close();
clients.close();
await started.stop('SIGTERM');
await cleanUp();
