/** The same address twice: 200 clients at once, and 10,000 random messages at a running server against a model. */

import { defaultDhcpConfig } from '../../main/station/dhcp/config.ts';
import { type DhcpPacket, decodePacket, encodePacket } from '../../main/station/dhcp/packet.ts';
import { createDhcpServer } from '../../main/station/dhcp/server.ts';
import type { BenchNetwork, UdpOptions } from '../../main/station/net/network.ts';
import { cleanUp, onLoopback, startStation } from '../../test/cli/station-process.ts';
import { randomFrom, turns } from '../../test/fuzz/kit.ts';
import { addressOf, HandClock, MESSAGE, MemoryKeeper } from '../../test/station/dhcp-kit.ts';
import { Clients, macOf } from './dhcp-clients.ts';
import { figure, note, seconds } from './figures.ts';

const AT_ONCE = 200;
const LIMIT_MS = 3_000;
const STEPS = 10_000;
const SEEDS = 10;

async function allAtOnce(): Promise<void> {
  const station = await startStation([
    ...onLoopback,
    '--no-checks',
    '--pool',
    '127.0.1.1-127.0.2.250',
  ]);
  const clients = new Clients(station);
  const all = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, n) => clients.open(macOf(n + 1))),
  );
  const since = performance.now();
  const acks = await Promise.all(all.map((client) => client.join()));
  const ms = performance.now() - since;
  const addresses = new Set(
    acks.filter(({ kind }) => kind === 'ACK').map(({ packet }) => packet.yiaddr),
  );
  figure(
    3,
    '0 duplicates among 200 clients at once, all bound within 3 s',
    `${addresses.size} addresses for ${AT_ONCE} clients in ${seconds(ms)}`,
    addresses.size === AT_ONCE && ms < LIMIT_MS,
  );
  clients.close();
  await station.stop('SIGTERM');
}

const SERVER = '192.168.76.1';
const LEASE_S = 600;
const CLIENTS = 40;
const POOL = { first: '192.168.76.20', last: '192.168.76.49' };

/** What a client may believe by the answers it got, and nothing of the server's own books. */
interface Believed {
  mac: string;
  id: string | null;
  address: string | null;
  untilMs: number;
  offered: string | null;
}

/** @returns how often two clients believed that they have one address, and how many ACKs there were */
async function againstModel(seed: number): Promise<{ duplicates: number; acks: number }> {
  const random = randomFrom(seed);
  const clock = new HandClock();
  const sent: DhcpPacket[] = [];
  let receive: UdpOptions['onDatagram'] = () => undefined;
  const network: BenchNetwork = {
    ...{ interfaceName: 'bench0', address: SERVER, prefix: 23, isLoopback: false },
    contains: (address) => /^192\.168\.7[67]\./.test(address),
    listenTcp: async () => 0,
    openUdp: async ({ onDatagram, port }) => {
      receive = onDatagram;
      return {
        ...{ port, receiveBufferBytes: 0 },
        send: (bytes) => {
          const read = decodePacket(bytes);
          if (read.ok) sent.push(read.value);
        },
        close: async () => undefined,
      };
    },
  };
  const server = createDhcpServer({
    ...{ network, port: 67, clock, keeper: new MemoryKeeper(), leases: [] },
    config: { ...defaultDhcpConfig(SERVER, 23), pool: POOL, leaseSeconds: LEASE_S },
    log: { write: () => undefined },
    onExchange: () => undefined,
    tell: () => undefined,
  });
  await server.start();
  const all: Believed[] = Array.from({ length: CLIENTS }, (_, n) => {
    const mac = macOf(n + 1);
    // Some go by an identifier, and two of those by the same MAC.
    const id = n % 4 === 0 ? `ff0000${n.toString(16).padStart(2, '0')}` : null;
    return { mac: n % 8 === 4 ? macOf(n) : mac, id, address: null, untilMs: 0, offered: null };
  });
  let [duplicates, acks] = [0, 0];
  for (let step = 0; step < STEPS; step += 1) {
    clock.turn([0, 0, 5, 500, 20_000, 200_000][random(6)] ?? 0);
    if (random(200) === 0) clock.wallMs += [3_600_000, -86_400_000][random(2)] ?? 0;
    const client = all[random(CLIENTS)];
    if (client === undefined) continue;
    if (client.untilMs <= clock.runMs) client.address = null;
    const message =
      (['DISCOVER', 'REQUEST', 'REQUEST', 'RELEASE', 'DECLINE'] as const)[random(5)] ?? 'DISCOVER';
    const somebody = all[random(CLIENTS)];
    const named =
      [client.offered, client.address, somebody?.address, `192.168.76.${20 + random(32)}`][
        random(4)
      ] ?? null;
    const [asCiaddr, withServer] = [random(2) === 0, random(2) === 0];
    // A client that gives an address back or says it is taken no longer uses it, whatever the server makes of that.
    const isOwn = named !== null && named === client.address;
    if (isOwn && (message === 'RELEASE' || message === 'DECLINE')) client.address = null;
    const options: [number, Uint8Array][] = [[60, Buffer.from('LINKSYS SPA-962')]];
    if (client.id !== null) options.push([61, Buffer.from(client.id, 'hex')]);
    const isByCiaddr = message === 'RELEASE' || (message === 'REQUEST' && asCiaddr);
    if (named !== null && !isByCiaddr) options.push([50, addressOf(named)]);
    if (message !== 'DISCOVER' && withServer) options.push([54, addressOf(SERVER)]);
    const none = '0.0.0.0';
    sent.length = 0;
    receive(
      encodePacket({
        ...{ op: 1, hops: 0, xid: step, secs: 0, wantsBroadcast: true, chaddr: client.mac },
        ...{
          ciaddr: isByCiaddr ? (named ?? none) : none,
          yiaddr: none,
          siaddr: none,
          giaddr: none,
        },
        options: new Map([[53, Uint8Array.of(MESSAGE[message])], ...options]),
      }),
      { address: none, port: 68 },
    );
    await turns(2);
    for (const answer of sent.filter(({ xid }) => xid === step)) {
      const kind = answer.options.get(53)?.[0];
      if (kind === 2) client.offered = answer.yiaddr;
      if (kind === 6) client.address = null;
      if (kind !== 5 || answer.yiaddr === none) continue;
      acks += 1;
      const seconds = Buffer.from(answer.options.get(51) ?? new Uint8Array(4)).readUInt32BE(0);
      client.address = answer.yiaddr;
      client.untilMs = clock.runMs + seconds * 1_000;
    }
    const live = all.filter(({ address, untilMs }) => address !== null && untilMs > clock.runMs);
    if (new Set(live.map(({ address }) => address)).size === live.length) continue;
    duplicates += 1;
    if (duplicates <= 3) note(`seed ${seed}, step ${step}: ${message} ${named} of ${client.mac}`);
  }
  await server.stop();
  return { duplicates, acks };
}

await allAtOnce();
let [duplicates, acks] = [0, 0];
for (let seed = 1; seed <= SEEDS; seed += 1) {
  const run = await againstModel(seed);
  duplicates += run.duplicates;
  acks += run.acks;
}
figure(
  3,
  '0 duplicates in 10,000 random DISCOVER/REQUEST/RELEASE/DECLINE steps against a model',
  `${SEEDS} × ${STEPS} messages of ${CLIENTS} clients, pool of 30, ${acks} ACKs: ${duplicates} duplicates`,
  duplicates === 0 && acks > STEPS / 10,
);
await cleanUp();
