/**
 * Units on a real card of a Linux bench, or on one end of a veth in a network namespace: each unit is
 * a macvlan interface with the unit's own MAC, so that DHCP, ARP and everything else look as from as
 * many boxes. Needs root. The station cannot be on the same card's host: macvlan interfaces do not
 * reach the card they sit on.
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFile, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { type Ipv4, ipv4ToNumber, type Mac } from '../contract/values.ts';
import { programPath } from '../station/net/run-program.ts';
import { udpPacket } from './ipv4-packet.ts';
import {
  BroadcastSocket,
  boundSocket,
  CardControl,
  connectingSocket,
  onlyDhcpFor,
} from './linux-calls.ts';
import { asUnitSocket, listening } from './loopback-wire.ts';
import type { Datagram, LeasedAddress, StationPorts, UnitJack, UnitSocket, Wire } from './wire.ts';

export interface BenchWireOptions {
  /** The card, or veth end, the units are plugged into. */
  parent: string;
  ports: StationPorts;
}

const DHCP_CLIENT_PORT = 68;
/** Interface group of this process: all go at once, which takes a fraction of one after the other. */
const GROUP = 0x5ba00000 + process.pid;

interface NewCard {
  name: string;
  mac: Mac;
}

/** One interface; two units with the same MAC share it, as they would share the switch's table entry. */
interface Card {
  name: string;
  index: number;
  isReady: Promise<void>;
  users: number;
}

/** @throws Error in words a person can act on, when the interfaces cannot be had */
export async function benchWire({ parent, ports }: BenchWireOptions): Promise<Wire> {
  await checkKernel(parent);
  const giveBack = await answerForItselfOnly(parent);
  const control = new CardControl();
  const broadcaster = new BroadcastSocket();
  const cards = new Map<Mac, Card>();
  const makeCard = batched((wanted: NewCard[]) => addCards(parent, wanted));

  const cardOf = (mac: Mac): Card => {
    const known = cards.get(mac);
    if (known) return known;
    const name = `sb${process.pid.toString(36)}x${cards.size.toString(36)}`;
    const card: Card = { name, index: 0, isReady: Promise.resolve(), users: 0 };
    card.isReady = makeCard({ name, mac }).then(() => {
      card.index = control.indexOf(name);
    });
    cards.set(mac, card);
    return card;
  };
  return {
    async prepare(macs) {
      await Promise.all(macs.map((mac) => cardOf(mac).isReady));
    },
    async plug(mac) {
      const card = cardOf(mac);
      card.users += 1;
      await card.isReady;
      control.setUp(card.name, true);
      return benchJack(mac, card, ports, control, broadcaster);
    },
    standardPort: (service) => ports[service],
    async close() {
      control.close();
      broadcaster.close();
      if (cards.size > 0) await ip([`link del group ${GROUP}`]);
      await giveBack();
    },
  };
}

function benchJack(
  mac: Mac,
  card: Card,
  ports: StationPorts,
  control: CardControl,
  broadcaster: BroadcastSocket,
): UnitJack {
  let leased: LeasedAddress | null = null;
  const open = new Set<UnitSocket>();
  const leasedAddress = () => {
    if (leased === null) throw new Error('the unit has no address');
    return leased.address;
  };
  const openUdp = async (fd: number, onDatagram: Datagram): Promise<UnitSocket> => {
    const socket = createSocket('udp4');
    await new Promise<void>((done) => {
      socket.bind({ fd }, done);
    });
    const unitSocket = asUnitSocket(socket, onDatagram, () => open.delete(unitSocket));
    open.add(unitSocket);
    return unitSocket;
  };
  return {
    async openDhcp(onDatagram) {
      const fd = boundSocket('udp', card.name, '0.0.0.0', DHCP_CLIENT_PORT);
      onlyDhcpFor(fd, mac);
      const socket = await openUdp(fd, onDatagram);
      const from = { address: '0.0.0.0', port: DHCP_CLIENT_PORT };
      const to = { address: '255.255.255.255', port: ports.dhcp };
      return {
        // The kernel would lend the address of another unit's interface; a new unit has none.
        broadcast: (bytes) => broadcaster.send(udpPacket(from, to, bytes), card.index),
        sendTo: (bytes, server) => socket.send(bytes, ports.dhcp, server),
        close: () => socket.close(),
      };
    },
    setAddress(lease) {
      const before = leased;
      leased = lease;
      if (lease) {
        control.setAddress(card.name, lease.address, lease.mask);
        return;
      }
      control.clearAddress(card.name);
      // The kernel would go on asking for the station and, the card having no address, lend it another unit's:
      // the station would then take one unit for the other.
      if (before) control.forgetNeighbour(card.name, before.serverId);
    },
    openUdp: async (onDatagram) =>
      openUdp(boundSocket('udp', card.name, leasedAddress(), 0), onDatagram),
    connectTcp: (port, address) => {
      const fd = connectingSocket(card.name, leasedAddress(), { address, port });
      return new Socket({ fd, readable: true, writable: true });
    },
    listenWeb: async (server) => {
      if (ports.unitWeb === undefined) return false;
      return listening(server, {
        fd: boundSocket('tcp', card.name, leasedAddress(), ports.unitWeb),
      });
    },
    reaches: (address) => leased !== null && isSameSubnet(address, leased),
    async unplug() {
      for (const socket of open) socket.close();
      card.users -= 1;
      if (card.users > 0) return;
      control.clearAddress(card.name);
      control.setUp(card.name, false);
    },
  };
}

function isSameSubnet(address: Ipv4, { address: own, mask }: LeasedAddress): boolean {
  const bits = ipv4ToNumber(mask) ?? 0;
  return ((ipv4ToNumber(address) ?? 0) & bits) === ((ipv4ToNumber(own) ?? 0) & bits);
}

/** Strict reverse-path filtering for all cards cannot be undone per card and drops every answer but one unit's. */
async function checkKernel(parent: string): Promise<void> {
  const all = await readFile('/proc/sys/net/ipv4/conf/all/rp_filter', 'utf8');
  if (all.trim() === '1') {
    throw new Error(
      'net.ipv4.conf.all.rp_filter is 1; set it to 0 or 2 to simulate units on a card.',
    );
  }
  await readFile(`/proc/sys/net/ipv4/conf/${parent}/rp_filter`).catch(() => {
    throw new Error(`There is no network card ${parent} here.`);
  });
}

/**
 * Linux answers ARP by any card for every address it has: the card the units sit on would name itself
 * as theirs. @returns what puts its setting back
 */
async function answerForItselfOnly(parent: string): Promise<() => Promise<void>> {
  const file = `/proc/sys/net/ipv4/conf/${parent}/arp_ignore`;
  const before = await readFile(file, 'utf8');
  await writeFile(file, '1');
  return () => writeFile(file, before).catch(() => undefined);
}

/** Collects what is asked for in one turn of the event loop into one call of `act`. */
function batched<T>(act: (all: T[]) => Promise<void>): (one: T) => Promise<void> {
  let waiting: T[] = [];
  let batch: Promise<void> | null = null;
  return (one) => {
    waiting.push(one);
    batch ??= Promise.resolve().then(() => {
      const all = waiting;
      waiting = [];
      batch = null;
      return act(all);
    });
    return batch;
  };
}

/** `private`: broadcasts of one unit do not go to the other 249. */
async function addCards(parent: string, wanted: NewCard[]): Promise<void> {
  await ip(
    wanted.map(({ name, mac }) => {
      const colons = mac.match(/../g)?.join(':');
      const what = `name ${name} address ${colons} group ${GROUP} type macvlan mode private`;
      return `link add link ${parent} ${what}`;
    }),
  );
  // Each interface answers ARP for its own address only, and with its own MAC.
  const own = { arp_ignore: '1', arp_announce: '2', rp_filter: '0' };
  for (const { name } of wanted) {
    for (const [key, value] of Object.entries(own)) {
      await writeFile(`/proc/sys/net/ipv4/conf/${name}/${key}`, value);
    }
    // A kernel without IPv6 has nothing to turn off.
    await writeFile(`/proc/sys/net/ipv6/conf/${name}/disable_ipv6`, '1').catch(() => undefined);
  }
}

async function ip(lines: string[]): Promise<void> {
  const path = await programPath('ip');
  if (path === null) throw new Error('The command ip (iproute2) is missing.');
  await new Promise<void>((done, fail) => {
    const child = spawn(path, ['-batch', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
    let problem = '';
    child.stderr.on('data', (part: Buffer) => {
      problem += part.toString('utf8');
    });
    child.on('error', (cause) => fail(new Error(`${path} did not start.`, { cause })));
    child.on('close', (code) => {
      if (code === 0) done();
      else fail(new Error(`ip failed with the units' interfaces: ${problem.split('\n', 1)[0]}`));
    });
    child.stdin.end(`${lines.join('\n')}\n`);
  });
}
