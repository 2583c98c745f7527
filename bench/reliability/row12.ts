/** TFTP protocol faults: the tests of what RFC 1350, 2347, 2348, 2349 and 7440 demand, and a client that doubles every ACK. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeTftp, encodeAck, encodeRequest } from '../../main/station/tftp/packet.ts';
import { cleanUp, onLoopback, startStation, temporaryDir } from '../../test/cli/station-process.ts';
import { figure } from './figures.ts';
import { shownByTests } from './tests.ts';

shownByTests(12, '0 MUST failures; windowsize supported', [
  ['unit', 'main/station/tftp', ''],
  ['integration', 'test/station/tftp.test.ts', ''],
  ['integration', 'test/station/tftp-clients.test.ts', ''],
]);

const BLOCKS = 2000;
const files = join(temporaryDir(), 'files');
mkdirSync(files);
writeFileSync(join(files, 'image.bin'), Buffer.alloc((BLOCKS - 1) * 512 + 1, 7));
const station = await startStation([...onLoopback, '--files', files]);
const socket = createSocket('udp4');
const times = new Map<number, number>();
socket.on('message', (bytes, from) => {
  const packet = decodeTftp(bytes);
  if (!packet.ok || packet.value.op !== 'data') return;
  const { block } = packet.value;
  times.set(block, (times.get(block) ?? 0) + 1);
  for (const ack of [encodeAck(block), encodeAck(block)]) socket.send(ack, from.port, '127.0.0.1');
});
socket.bind(0, '127.0.0.1');
await once(socket, 'listening');
const port = station.ready.ports.tftp ?? 0;
socket.send(encodeRequest('read', '/image.bin', 'octet'), port, '127.0.0.1');
for (let waited = 0; times.size < BLOCKS && waited < 300; waited += 1) await sleep(100);
await sleep(1000);
socket.close();
const doubled = [...times.values()].filter((count) => count > 1).length;
figure(
  12,
  'Sorcerer’s apprentice: 0 doubled blocks',
  `${times.size} of ${BLOCKS} blocks, each ACK sent twice: ${doubled} doubled`,
  times.size === BLOCKS && doubled === 0,
);
await station.stop('SIGTERM');
await cleanUp();
