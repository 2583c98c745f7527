/**
 * One real question per service, to the bench card's own address, as a unit would put it. Each resolves when
 * the right answer came, and rejects with words when another did; the caller waits no longer than its limit.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { request } from 'node:http';
import { connect as connectTls } from 'node:tls';
import type { Ipv4 } from '../../contract/values.ts';
import { optionCode } from '../dhcp/options.ts';
import { decodePacket } from '../dhcp/packet.ts';
import { discover } from '../dhcp/probe.ts';
import { addressOption } from '../dhcp/values.ts';
import { SELF_TEST_CLASS } from '../dhcp/wanted.ts';
import type { OpenNetwork } from '../net/open-network.ts';
import type { KnownFile } from './known-file.ts';

export interface Place {
  network: OpenNetwork;
  port: number;
  signal: AbortSignal;
}

const CLIENT_PORT = 68;
const BROADCAST = '255.255.255.255';

/** An answer that is not what was asked for; `message` ends the sentence "It answered …". */
export class WrongAnswer extends Error {}

/** Sends `bytes` and waits for a datagram that `isAnswer` takes. The socket closes with the signal, too. */
async function ask(
  { network, signal }: Place,
  open: { port: number; broadcast?: boolean; isShared?: boolean },
  send: { bytes: Uint8Array; port: number; address: Ipv4 },
  isAnswer: (bytes: Uint8Array, from: { port: number }) => Uint8Array | boolean,
): Promise<void> {
  let end: (error: Error | null) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === null ? resolve() : reject(error));
  });
  ended.catch(() => undefined);
  const socket = await network.openUdp({
    ...open,
    onDatagram: (bytes, from) => {
      try {
        const judged = isAnswer(bytes, from);
        // A TFTP client also acknowledges, so that the server does not repeat itself.
        if (judged instanceof Uint8Array) socket.send(judged, from.port, network.address);
        if (judged !== false) end(null);
      } catch (error) {
        end(error instanceof Error ? error : new Error(String(error)));
      }
    },
    onError: (error) => end(error),
  });
  signal.addEventListener('abort', () => end(new Error('no answer')), { once: true });
  try {
    signal.throwIfAborted();
    socket.send(send.bytes, send.port, send.address);
    await ended;
  } finally {
    await socket.close();
  }
}

/** A DISCOVER of our own class, broadcast by the card; the OFFER has to come back by broadcast. */
export function askDhcp(place: Place): Promise<void> {
  const { network, port } = place;
  const xid = randomInt(2 ** 32);
  const chaddr = `02${randomBytes(5).toString('hex')}`;
  const { isLoopback, address } = network;
  const open = isLoopback ? { port: 0 } : { port: CLIENT_PORT, broadcast: true, isShared: true };
  const bytes = discover(xid, chaddr, 0, SELF_TEST_CLASS);
  return ask(place, open, { bytes, port, address: isLoopback ? address : BROADCAST }, (answer) => {
    const packet = decodePacket(answer);
    return (
      packet.ok &&
      packet.value.op === 2 &&
      packet.value.xid === xid &&
      addressOption(packet.value.options, optionCode.serverId) === address
    );
  });
}

/** RRQ (RFC 1350) of a file of one block, without options. */
export function askTftp(place: Place, file: KnownFile): Promise<void> {
  const { network, port } = place;
  const bytes = Buffer.from(`\0\u0001${file.path}\0octet\0`, 'latin1');
  return ask(place, { port: 0 }, { bytes, port, address: network.address }, (answer) => {
    const [, kind] = answer;
    if (kind === 5) throw new WrongAnswer(`with error ${answer[3]}`);
    if (kind !== 3) return false;
    if (!Buffer.from(file.bytes).equals(answer.subarray(4))) throw new WrongAnswer('another file');
    return Uint8Array.of(0, 4, 0, 1);
  });
}

export async function askSyslog(place: Place, file: KnownFile): Promise<void> {
  const { network, port, signal } = place;
  const heard = file.lineHeard();
  const ignore = (): void => undefined;
  const socket = await network.openUdp({ port: 0, onDatagram: ignore, onError: ignore });
  try {
    socket.send(Buffer.from(`<14>${file.line}`), port, network.address);
    await orAbort(heard, signal);
  } finally {
    await socket.close();
  }
}

/** NTP, client mode 3, version 4 (RFC 5905 section 7.3). */
export function askNtp(place: Place): Promise<void> {
  const bytes = new Uint8Array(48);
  bytes[0] = 0x23;
  // Our own time, which a server gives back as the origin.
  bytes.set(randomBytes(8), 40);
  const sent = { bytes, port: place.port, address: place.network.address };
  return ask(place, { port: 0 }, sent, (answer) => {
    const isServer = ((answer[0] ?? 0) & 7) === 4;
    return isServer && Buffer.from(bytes.subarray(40)).equals(answer.subarray(24, 32));
  });
}

/** Any answer to this question is right: "refused", or the station's address (RFC 1035 section 4.1). */
export function askDns(place: Place): Promise<void> {
  const id = randomBytes(2);
  const name = '\u0009self-test\u0007invalid\0';
  const bytes = Buffer.concat([id, Buffer.from(`\0\0\0\u0001\0\0\0\0\0\0${name}\0\u0001\0\u0001`)]);
  const sent = { bytes, port: place.port, address: place.network.address };
  return ask(place, { port: 0 }, sent, (answer) => {
    return answer.length >= 12 && id.equals(answer.subarray(0, 2)) && (answer[2] ?? 0) >= 128;
  });
}

export function askHttp(place: Place, file: KnownFile): Promise<void> {
  return get(place, file, false);
}

/** By TLS with any certificate: whether units take it is the certificate's own check. */
export function askHttps(place: Place, file: KnownFile): Promise<void> {
  return get(place, file, true);
}

async function get({ network, port, signal }: Place, file: KnownFile, isTls: boolean) {
  const plain = await network.connectSelf(port, { signal, timeoutMs: 2000 });
  const socket = isTls
    ? connectTls({ socket: plain, rejectUnauthorized: false, minVersion: 'TLSv1' })
    : plain;
  try {
    await orAbort(
      new Promise<void>((resolve, reject) => {
        socket.on('error', reject);
        const asked = request({
          ...{ host: network.address, port, path: `/${file.path}` },
          createConnection: () => socket,
        });
        asked.on('error', reject);
        asked.on('response', (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            const isRight = Buffer.concat(parts).equals(Buffer.from(file.bytes));
            if (response.statusCode === 200 && isRight) resolve();
            else reject(new WrongAnswer(`with status ${response.statusCode}`));
          });
        });
        asked.end();
      }),
      signal,
    );
  } finally {
    socket.destroy();
    plain.destroy();
  }
}

function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('no answer'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject);
  });
}
