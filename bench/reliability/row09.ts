/** Reading outside the folder: hostile names by TFTP and HTTP at a served folder beside a secret, with links to it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathSegments } from '../../main/station/files/folder.ts';
import {
  HTTP_TARGETS,
  REFUSED,
  TFTP_NAMES,
} from '../../main/station/files/hostile-names.test-kit.ts';
import { cleanUp, onLoopback, startStation, temporaryDir } from '../../test/cli/station-process.ts';
import { figure, note } from './figures.ts';

const ASKED = 260;
const PATIENCE_MS = 5_000;
const PUBLIC = 'what anybody may read';

const dir = temporaryDir();
const served = join(dir, 'served');
mkdirSync(join(served, 'sub'), { recursive: true });
writeFileSync(join(dir, 'secret'), 'what nobody may read');
for (const name of ['public.cfg', 'sub/public.cfg']) writeFileSync(join(served, name), PUBLIC);
for (const [to, from] of [
  ['secret', 'link'],
  ['secret', 'sub/link'],
  ['', 'linked'],
  ['served', 'loop'],
] as const) {
  symlinkSync(join(dir, to), join(served, from));
}
const station = await startStation([...onLoopback, '--no-checks', '--files', served]);
const { tftp, http } = station.ready.ports;

/** The first packet that comes back: its op code, and the bytes behind it. */
async function ask(name: string): Promise<{ op: number; text: string } | null> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  // Names with code points above U+00FF go as UTF-8, others byte by byte.
  const isLatin = [...name].every((each) => (each.codePointAt(0) ?? 0) < 256);
  const bytes = Buffer.from(name, isLatin ? 'latin1' : 'utf8');
  const request = Buffer.concat([Buffer.from([0, 1]), bytes, Buffer.from('\0octet\0')]);
  const heard = once(socket, 'message');
  socket.send(request, tftp ?? 0, '127.0.0.1');
  const answer = await Promise.race([heard, pause(PATIENCE_MS, null)]);
  if (answer === null) return null;
  const [packet, from] = answer as [Buffer, { port: number }];
  socket.send(Buffer.from([0, 5, 0, 0, 0]), from.port, '127.0.0.1', () => socket.close());
  return { op: packet.readUInt16BE(0), text: packet.subarray(4).toString('latin1') };
}

async function get(target: string): Promise<{ status: number; body: string } | null> {
  const socket = connect(http ?? 0, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part;
  });
  socket.on('error', () => undefined);
  socket.write(`GET ${target} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n`, 'latin1');
  const isOver = await Promise.race([once(socket, 'close'), pause(PATIENCE_MS, null)]);
  socket.destroy();
  if (isOver === null) return null;
  const [head = '', ...body] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: body.join('\r\n\r\n') };
}

const good = { tftp: await ask('sub/public.cfg'), http: await get('/sub/public.cfg') };
const DATA = 3;
if (good.tftp?.op !== DATA || good.http?.body !== PUBLIC) throw new Error(JSON.stringify(good));
const leaked: string[] = [];
const silent: string[] = [];
for (const name of TFTP_NAMES) {
  const answer = await ask(name);
  if (answer === null) silent.push(name);
  else if (answer.op === DATA && answer.text !== PUBLIC) leaked.push(name);
}
const byTftp = leaked.length;
for (const target of HTTP_TARGETS) {
  const answer = await get(target);
  if (answer === null) silent.push(target);
  else if ((answer.status === 200 && answer.body !== PUBLIC) || /nobody may/.test(answer.body)) {
    leaked.push(target);
  }
}
for (const name of leaked) note(`leaked: ${JSON.stringify(name)}`);
for (const name of silent) note(`no answer: ${JSON.stringify(name)}`);
figure(
  9,
  '0 of about 260 TFTP names leak; links not followed',
  `${TFTP_NAMES.length} names: ${byTftp} leak`,
  byTftp === 0 && TFTP_NAMES.length >= ASKED,
);
figure(
  9,
  '0 of about 260 HTTP targets leak',
  `${HTTP_TARGETS.length} targets: ${leaked.length - byTftp} leak, ${silent.length} of both without an answer`,
  leaked.length === byTftp && silent.length === 0 && HTTP_TARGETS.length >= ASKED,
);
const accepted = REFUSED.filter((name) => pathSegments(name) !== null);
for (const name of accepted) note(`accepted: ${JSON.stringify(name)}`);
figure(
  9,
  'device names, drive letters, UNC, ::$DATA refused by a pure function tested for win32 rules on every system',
  `${REFUSED.length} names: ${accepted.length} accepted`,
  accepted.length === 0,
);
await station.stop('SIGTERM');
await cleanUp();
