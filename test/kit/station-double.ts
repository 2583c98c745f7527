/**
 * A scripted station on loopback for tests of the simulated units: gives each MAC an address,
 * serves fixed files over plain TFTP, and writes down what it saw. It decides nothing.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StationPorts } from '../../main/simulate/wire.ts';

export interface DoubleOptions {
  /** Bytes for a name as asked; null: file not found. */
  file: (name: string, seen: Seen, ports: StationPorts) => Uint8Array | null;
  /** Option 66 by the double's ports; its own address when absent. */
  option66?: (ports: StationPorts) => string;
  /** 3600 when absent. */
  leaseSeconds?: number;
  /** Datagrams to lose on the way in, by what they are and their number from 0. */
  loses?: (what: 'discover' | 'request' | 'rrq' | 'ack', count: number) => boolean;
}

export interface Seen {
  dhcp: Buffer[];
  rrq: Buffer[];
  /** `METHOD path | User-Agent`. */
  http: string[];
  syslog: string[];
}

export interface StationDouble {
  ports: StationPorts;
  seen: Seen;
  /** Resolves with the first syslog line that holds the text, also one that came before. */
  syslogLine: (text: string) => Promise<string>;
  close: () => Promise<void>;
}

const HOST = '127.0.0.1';

export async function startStationDouble(options: DoubleOptions): Promise<StationDouble> {
  const seen: Seen = { dhcp: [], rrq: [], http: [], syslog: [] };
  const [dhcp, tftp, syslog] = await Promise.all([openSocket(), openSocket(), openSocket()]);
  const web = createServer((request, answer) => {
    seen.http.push(`${request.method} ${request.url} | ${request.headers['user-agent']}`);
    const bytes = options.file(request.url ?? '', seen, ports);
    answer.writeHead(bytes ? 200 : 404).end(bytes ?? undefined);
  });
  web.listen(0, HOST);
  await once(web, 'listening');
  const ports: StationPorts = {
    dhcp: dhcp.address().port,
    tftp: tftp.address().port,
    http: (web.address() as AddressInfo).port,
    syslog: syslog.address().port,
  };
  const counts = new Map<string, number>();
  const isLost = (what: 'discover' | 'request' | 'rrq' | 'ack') => {
    const count = counts.get(what) ?? 0;
    counts.set(what, count + 1);
    return options.loses?.(what, count) ?? false;
  };

  const addresses = new Map<string, number>();
  dhcp.on('message', (bytes, from) => {
    seen.dhcp.push(bytes);
    if (isLost(bytes[242] === 1 ? 'discover' : 'request')) return;
    const mac = bytes.toString('hex', 28, 34);
    const host = addresses.get(mac) ?? addresses.size + 10;
    addresses.set(mac, host);
    const server = options.option66?.(ports) ?? HOST;
    const lease = options.leaseSeconds ?? 3600;
    dhcp.send(answerDhcp(bytes, host, server, lease), from.port, from.address);
  });

  const transfers = new Set<Socket>();
  tftp.on('message', (bytes, from) => {
    seen.rrq.push(bytes);
    if (isLost('rrq')) return;
    const name = bytes.toString('latin1', 2, bytes.indexOf(0, 2));
    const file = options.file(name, seen, ports);
    const socket = createSocket('udp4');
    transfers.add(socket);
    if (!file)
      return socket.send(Buffer.from('\0\u0005\0\u0001no\0', 'latin1'), from.port, from.address);
    const sendBlock = (block: number) => {
      const part = file.subarray((block - 1) * 512, block * 512);
      const head = Buffer.from([0, 3, block >> 8, block & 255]);
      socket.send(Buffer.concat([head, part]), from.port, from.address);
    };
    socket.on('message', (ack) => {
      const block = ack.readUInt16BE(2);
      // A lost ACK is answered with the block once more, as a server's time-out would.
      if (isLost('ack')) return sendBlock(block);
      if (ack[1] === 4 && block * 512 <= file.length) sendBlock(block + 1);
    });
    sendBlock(1);
  });

  const waiting = new Set<(line: string) => void>();
  syslog.on('message', (bytes) => {
    const line = bytes.toString('latin1');
    seen.syslog.push(line);
    for (const look of waiting) look(line);
  });
  return {
    ports,
    seen,
    syslogLine: (text) =>
      new Promise((done) => {
        const before = seen.syslog.find((line) => line.includes(text));
        if (before !== undefined) return done(before);
        const look = (line: string) => {
          if (!line.includes(text)) return;
          waiting.delete(look);
          done(line);
        };
        waiting.add(look);
      }),
    close: async () => {
      for (const socket of [dhcp, tftp, syslog, ...transfers]) socket.close();
      web.closeAllConnections();
      web.close();
      await once(web, 'close');
    },
  };
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
  socket.bind(0, HOST);
  await once(socket, 'listening');
  return socket;
}

/** OFFER for DISCOVER, ACK for anything else; the address is 127.66.0.host. */
function answerDhcp(asked: Buffer, host: number, option66: string, leaseSeconds: number): Buffer {
  const head = Buffer.alloc(240);
  asked.copy(head, 0, 0, 240);
  head.set([2], 0);
  head.set([127, 66, host >> 8, host & 255], 16);
  const type = asked[242] === 1 ? 2 : 5;
  const text = Buffer.from(option66, 'latin1');
  return Buffer.concat([
    head,
    Buffer.from([
      53,
      1,
      type,
      54,
      4,
      127,
      0,
      0,
      1,
      51,
      4,
      0,
      0,
      leaseSeconds >> 8,
      leaseSeconds & 255,
      1,
      4,
      255,
      0,
      0,
      0,
    ]),
    Buffer.from([66, text.length]),
    text,
    Buffer.from([255]),
  ]);
}
