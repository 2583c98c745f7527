/** TFTP reads asked for and then never acknowledged, each from a socket of its own. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRequest } from '../../main/station/tftp/packet.ts';

export interface Abandoned {
  /** Requests that were answered at all. */
  answered: number;
  /** The most packets one request got. */
  mostPackets: number;
  /** From the requests to the last packet of all. */
  lastMs: number;
}

const windows = [
  { name: 'blksize', value: '1428' },
  { name: 'windowsize', value: '16' },
];

/** Every second asks for options, with a window. `forMs`: how long it is listened. */
export async function abandonReads(
  port: number,
  path: string,
  count: number,
  forMs: number,
): Promise<Abandoned> {
  const sockets: Socket[] = [];
  const packets = new Array<number>(count).fill(0);
  let lastMs = 0;
  const since = performance.now();
  for (let n = 0; n < count; n += 1) {
    const socket = createSocket('udp4');
    sockets.push(socket);
    socket.on('message', () => {
      packets[n] = (packets[n] ?? 0) + 1;
      lastMs = performance.now() - since;
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.send(encodeRequest('read', path, 'octet', n % 2 ? windows : []), port, '127.0.0.1');
  }
  await sleep(forMs);
  for (const socket of sockets) socket.close();
  const answered = packets.filter((got) => got > 0).length;
  return { answered, mostPackets: Math.max(...packets), lastMs };
}
