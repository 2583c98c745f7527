/**
 * What a bench does, over and over, against one station: files by TFTP and HTTP, DISCOVERs, syslog. Argument: a
 * {@link LoadPlan} as JSON. Prints `{"event":"ready"}`, then for each line of standard input a {@link LoadSeen}; ends with it.
 * A fault of the network is what it is here for: it is counted, and the same begun anew.
 */
import { createSocket, type Socket } from 'node:dgram';
import { get } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeDhcpReply, dhcpType, encodeDhcp } from '../../main/simulate/dhcp-message.ts';
import { decodeTftp, encodeAck, encodeRequest } from '../../main/station/tftp/packet.ts';

export interface LoadPlan {
  host: string;
  ports: { tftp: number; http: number; syslog: number };
  /** Short files one after the other, by each of so many. */
  tftp?: { path: string; clients: number };
  /** Long transfers, which wait before each acknowledgement. */
  slow?: { path: string; clients: number; ackDelayMs: number };
  http?: { path: string; clients: number };
  /** DISCOVERs of a handful of units, on port 67; needs port 68. */
  discoversPerSecond?: number;
  /** Numbered lines, `text N`; 0 lines in all: until the end. */
  syslog?: { text: string; perSecond: number; lines: number };
}

/** Wall-clock times are of when what was answered last had been asked for. */
export interface Seen {
  done: number;
  failed: number;
  lastAt: number;
}

export interface LoadSeen {
  tftp: Seen;
  slow: Seen;
  http: Seen;
  dhcp: Seen;
  syslogSent: number;
}

const PATIENCE_MS = 500;
const TRIES = 6;
const PAUSE_MS = 50;

const plan: LoadPlan = JSON.parse(process.argv[2] ?? '{}');
const nobody = (): Seen => ({ done: 0, failed: 0, lastAt: 0 });
const seen: LoadSeen = {
  ...{ tftp: nobody(), slow: nobody(), http: nobody(), dhcp: nobody() },
  syslogSent: 0,
};

/** @throws Error when the station refuses, or is silent {@link TRIES} times */
function fetchTftp(path: string, ackDelayMs: number): Promise<void> {
  const socket = createSocket('udp4');
  return new Promise<void>((resolve, reject) => {
    let [block, tries] = [0, 0];
    let timer: NodeJS.Timeout | undefined;
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      socket.close();
      if (error) reject(error);
      else resolve();
    };
    const say = (bytes: Uint8Array, port: number): void => {
      socket.send(bytes, port, plan.host, () => undefined);
      clearTimeout(timer);
      tries += 1;
      timer = setTimeout(
        () => (tries > TRIES ? finish(new Error('silence')) : say(bytes, port)),
        PATIENCE_MS,
      );
    };
    socket.on('error', finish);
    socket.on('message', (bytes, from) => {
      const packet = decodeTftp(bytes);
      if (!packet.ok) return;
      if (packet.value.op === 'error') return finish(new Error(packet.value.message));
      if (packet.value.op !== 'data' || packet.value.block !== ((block + 1) & 0xffff)) return;
      block += 1;
      tries = 0;
      const isLast = packet.value.bytes.length < 512;
      const ack = encodeAck(packet.value.block);
      const answer = (): void => {
        if (isLast) socket.send(ack, from.port, plan.host, () => finish());
        else say(ack, from.port);
      };
      clearTimeout(timer);
      if (ackDelayMs > 0) timer = setTimeout(answer, ackDelayMs);
      else answer();
    });
    socket.bind(0, () => say(encodeRequest('read', path, 'octet'), plan.ports.tftp));
  });
}

function fetchHttp(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const where = { host: plan.host, port: plan.ports.http, path, agent: false };
    const request = get({ ...where, timeout: 2 * PATIENCE_MS }, (response) => {
      response.resume().on('error', reject);
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`)),
      );
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
  });
}

async function again(into: Seen, once: () => Promise<void>): Promise<never> {
  for (;;) {
    const begun = Date.now();
    try {
      await once();
      into.done += 1;
      into.lastAt = Math.max(into.lastAt, begun);
    } catch {
      into.failed += 1;
    }
    await sleep(PAUSE_MS);
  }
}

function discover(perSecond: number): void {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const asked = new Map<number, number>();
  let xid = 1;
  socket.on('message', (bytes) => {
    const reply = decodeDhcpReply(bytes);
    const begun = reply?.type === dhcpType.offer ? asked.get(reply.xid) : undefined;
    if (begun === undefined) return;
    seen.dhcp.done += 1;
    seen.dhcp.lastAt = Math.max(seen.dhcp.lastAt, begun);
  });
  socket.bind(68, () => {
    socket.setBroadcast(true);
    setInterval(() => {
      xid += 1;
      const mac = `000e08aa00${(xid % 16).toString(16).padStart(2, '0')}`;
      const self = { mac, vendorClass: 'LINKSYS SPA-962', hostName: null, asksFor: [1, 3, 66] };
      const nothing = { secs: 0, requested: null, serverId: null, clientAddress: null };
      asked.set(xid, Date.now());
      asked.delete(xid - 1000);
      const bytes = encodeDhcp(self, { type: 'discover', xid, ...nothing });
      socket.send(bytes, 67, '255.255.255.255', (error) => {
        if (error) seen.dhcp.failed += 1;
      });
    }, 1000 / perSecond);
  });
}

function say(socket: Socket, { text, perSecond, lines }: NonNullable<LoadPlan['syslog']>): void {
  const since = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - since) / 1000) * perSecond);
    for (; seen.syslogSent < due; ) {
      if (lines > 0 && seen.syslogSent === lines) return clearInterval(timer);
      seen.syslogSent += 1;
      const line = `<134>${text} ${seen.syslogSent}`;
      socket.send(line, plan.ports.syslog, plan.host, () => undefined);
    }
  }, 20);
}

const clients = (count: number, into: Seen, once: () => Promise<void>): void => {
  for (let n = 0; n < count; n += 1) void again(into, once);
};
const { tftp, slow, http } = plan;
if (tftp) clients(tftp.clients, seen.tftp, () => fetchTftp(tftp.path, 0));
if (slow) clients(slow.clients, seen.slow, () => fetchTftp(slow.path, slow.ackDelayMs));
if (http) clients(http.clients, seen.http, () => fetchHttp(http.path));
if (plan.discoversPerSecond) discover(plan.discoversPerSecond);
if (plan.syslog)
  say(
    createSocket('udp4').on('error', () => undefined),
    plan.syslog,
  );

process.stdout.write('{"event":"ready"}\n');
for await (const _ of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}
process.exit(0);
