/**
 * A program for inside a namespace, driven over its standard streams: one JSON array
 * `[id, command, …arguments]` per line in, `{id, value}` or `{id, error}` and `{event, …}` out.
 * Run by `agent-client.ts`.
 */
import { execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { StationError } from '../../main/contract/errors.ts';
import { defaultCardAddress } from '../../main/contract/model.ts';
import type { CheckId } from '../../main/contract/preflight.ts';
import { CardAddresses } from '../../main/station/card-addresses.ts';
import type { NewLogLine } from '../../main/station/log.ts';
import { bootId } from '../../main/station/net/boot.ts';
import { listCards } from '../../main/station/net/cards.ts';
import { runElevated } from '../../main/station/net/elevate.ts';
import { takeHandedSockets } from '../../main/station/net/handed-sockets.ts';
import { macOf, neighbourOf } from '../../main/station/net/neighbours.ts';
import type { UdpOptions, UdpSocket } from '../../main/station/net/network.ts';
import { type OpenNetwork, openBenchNetwork } from '../../main/station/net/open-network.ts';
import { probeAlive } from '../../main/station/net/probe.ts';
import { watchCard } from '../../main/station/net/watch.ts';
import { readSettings, type SettingsInput } from '../../main/station/settings.ts';
import { openStation, type Station } from '../../main/station/station.ts';
import { openStore } from '../../main/station/store/store.ts';

const print = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const bench: { network: OpenNetwork | null } = { network: null };
const lab: { station: Station | null } = { station: null };
const udp = new Map<string, UdpSocket>();
const tcp = new Map<string, Server>();
const plain = new Map<string, Socket>();

function network(): OpenNetwork {
  if (!bench.network) throw new Error('open the network first');
  return bench.network;
}

function get<T>(map: Map<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`nothing is called ${name}`);
  return value;
}

/** Every status the station announces. */
async function tellStatus(station: Station): Promise<void> {
  const { changes } = station;
  const never = new AbortController().signal;
  for await (const batch of changes.subscribe(changes.run, changes.seq, never)) {
    if (!batch.changes.some(({ type }) => type === 'status')) continue;
    const { state, problem, prefix, warnings } = station.status();
    print({ event: 'status', state, problem, prefix, warnings });
  }
}

const commands = {
  async open(wanted: { interfaceName?: string; address?: string }) {
    bench.network = await openBenchNetwork({ ...wanted, log: { write: () => undefined } });
    const { interfaceName, address, prefix, limitation, problem, isLoopback } = bench.network;
    return { interfaceName, address, prefix, limitation, problem, isLoopback };
  },
  cards: () => listCards(),
  elevated: (programs: string[][], limitMs?: number) => runElevated(programs, limitMs),
  /** The last parts of the station that give cards addresses; `dir` is its data folder. */
  async cardAddress(action: 'plan' | 'set' | 'undo' | 'list', dir: string, name: string) {
    const store = openStore({ dir });
    const lines: string[] = [];
    const log = { write: ({ msg }: NewLogLine) => void lines.push(msg) };
    const usual = () => defaultCardAddress;
    const parts = { store, log, listCards, runElevated, usual, bootId, isInUse: () => false };
    const addresses = new CardAddresses(parts);
    try {
      const answer = action === 'list' ? await addresses.list() : await addresses[action](name);
      return { answer, lines };
    } finally {
      await store.close();
    }
  },
  /** Opens a whole station that nobody told a card; {@link commands.ask} asks it. */
  async station(dir: string, settings: SettingsInput = {}) {
    const station = await openStation({
      store: openStore({ dir }),
      settings: readSettings(settings),
    });
    lab.station = station;
    void tellStatus(station);
  },
  /** As the app does when the system says so. */
  awoke: () => lab.station?.awoke(),
  async selfTest() {
    return (await lab.station?.selfTest())?.services;
  },
  stopStation: () => lab.station?.stop(),
  async ask(question: 'checks' | 'probe' | 'start' | 'fix', card: string, check: CheckId = 'link') {
    const { station } = lab;
    if (station === null) throw new Error('open a station first');
    const { preflight } = station;
    switch (question) {
      case 'checks':
        return (await preflight.checks(card)).checks;
      case 'probe':
        return [await preflight.probe(card)];
      case 'fix':
        return (await preflight.fix(card, check)).checks;
      case 'start':
        await station.start({ interface: card });
        return (await preflight.checks(card)).checks;
    }
  },
  async udp(name: string, options: Omit<UdpOptions, 'onDatagram' | 'onError'>) {
    const socket = await network().openUdp({
      ...options,
      onDatagram: (bytes, from) => {
        print({ event: 'datagram', name, text: String(bytes), from: from.address });
        if (String(bytes).startsWith('echo')) socket.send(bytes, from.port, from.address);
        if (String(bytes) === 'throw') throw new Error('thrown on purpose');
      },
      onError: (error) =>
        print({
          event: 'error',
          name,
          text: error.message,
          code: (error as { code?: string }).code,
        }),
    });
    udp.set(name, socket);
    return { port: socket.port, receiveBufferBytes: socket.receiveBufferBytes };
  },
  send(name: string, text: string, port: number, address: string) {
    get(udp, name).send(Buffer.from(text), port, address);
  },
  closeUdp: (name: string) => get(udp, name).close(),
  async tcp(name: string, port: number) {
    const server = createServer((socket) => socket.end('hello'));
    tcp.set(name, server);
    return network().listenTcp(server, port);
  },
  closeTcp: (name: string) => new Promise((done) => get(tcp, name).close(done)),
  /** The sockets this program was started with. */
  takeHanded: async () => (await takeHandedSockets(process.env))?.words ?? null,
  /** What a program started from here would find: its descriptors above 2, and its variables. */
  childSees: () =>
    execFileSync('sh', ['-c', 'for fd in 3 4 5 6 7 8 9; do readlink /proc/$$/fd/$fd; done; env'], {
      encoding: 'utf8',
    }),
  fds: () => readdirSync('/proc/self/fd').length,
  /** Opens and closes `rounds` times, each time also failing on ports already taken. */
  async churn(rounds: number, takenUdp: number, takenTcp: number) {
    const options = { broadcast: true, onDatagram: () => undefined, onError: () => undefined };
    for (let round = 0; round < rounds; round += 1) {
      const socket = await network().openUdp({ ...options, port: 0 });
      const server = createServer();
      await network().listenTcp(server, 0);
      await network()
        .openUdp({ ...options, port: takenUdp })
        .catch(() => undefined);
      await network()
        .listenTcp(createServer(), takenTcp)
        .catch(() => undefined);
      await socket.close();
      await new Promise((done) => server.close(done));
    }
  },
  watch() {
    watchCard(network(), (change) => print({ event: 'card', ...change }));
  },
  macOf: (address: string) => macOf(address, network()),
  neighbour: (address: string) => neighbourOf(address, network()),
  probe: (address: string, sinceMs: number) =>
    probeAlive(network(), address, { sinceMonotonicMs: performance.now() - sinceMs }),
  // The far side: plain sockets, nothing of ours.
  plainUdp(name: string, port: number, address: string, reuseAddr: boolean) {
    const socket = createSocket({ type: 'udp4', reuseAddr });
    plain.set(name, socket);
    socket.on('message', (bytes, from) =>
      print({ event: 'datagram', name, text: String(bytes), from: from.address }),
    );
    return new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, address, () => {
        socket.setBroadcast(true);
        resolve();
      });
    });
  },
  plainSend: (name: string, text: string, port: number, address: string) =>
    new Promise<void>((resolve, reject) =>
      get(plain, name).send(text, port, address, (error) => (error ? reject(error) : resolve())),
    ),
  /** What a TCP connection brought: its text, or how it failed. */
  plainConnect: (port: number, address: string) =>
    new Promise<string>((resolve) => {
      let text = '';
      const socket = connect({ port, host: address, timeout: 3000 });
      socket.on('data', (bytes) => {
        text += bytes;
      });
      socket.on('timeout', () => socket.destroy(new Error('timeout')));
      socket.on('error', (error) => {
        text = `failed: ${(error as { code?: string }).code ?? error.message}`;
      });
      socket.on('close', () => resolve(text));
    }),
};

export type Commands = typeof commands;

const table = commands as unknown as Record<string, (...args: unknown[]) => unknown>;
for await (const line of createInterface({ input: process.stdin })) {
  const [id, name, ...args] = JSON.parse(line) as [number, string, ...unknown[]];
  Promise.resolve()
    .then(() => table[name]?.(...args))
    .then(
      (value) => print({ id, value: value ?? null }),
      (error: unknown) =>
        print({
          id,
          error: {
            code: error instanceof StationError ? error.code : null,
            message: error instanceof Error ? error.message : String(error),
          },
        }),
    );
}
process.exit(0);
