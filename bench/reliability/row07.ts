/** Forged messages: a stranger renews, releases, declines, informs; another port speaks into a transfer. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeTftp,
  encodeAck,
  encodeData,
  encodeError,
  encodeOptionAck,
  encodeRequest,
} from '../../main/station/tftp/packet.ts';
import { cleanUp, onLoopback, startStation, temporaryDir } from '../../test/cli/station-process.ts';
import { addressOf } from '../../test/station/dhcp-kit.ts';
import { sampleBytes } from '../../test/station/tftp-kit.ts';
import { answerWithin, Clients, macOf, renews, SERVER } from './dhcp-clients.ts';
import { figure } from './figures.ts';

const HOLDERS = 20;
const FORGED = 100;
const FILE = sampleBytes(200_000);

const files = join(temporaryDir(), 'files');
mkdirSync(files);
writeFileSync(join(files, 'image.bin'), FILE);
const pool = ['--pool', '127.0.1.1-127.0.1.250'];
const station = await startStation([...onLoopback, '--no-checks', '--files', files, ...pool]);
const clients = new Clients(station);
const holders = await Promise.all(
  Array.from({ length: HOLDERS }, async (_, n) => {
    const client = await clients.open(macOf(n + 1));
    return { client, address: (await client.join()).packet.yiaddr };
  }),
);
const leases = async () =>
  JSON.stringify((await station.done('units')).map(({ mac, address }) => [mac, address]));
const before = await leases();

const acks: string[] = [];
for (const [n, { address }] of holders.entries()) {
  const stranger = await clients.open(macOf(5_000 + n));
  const told = { ciaddr: address };
  const server = [54, SERVER] as [number, Uint8Array];
  const requested = [50, addressOf(address)] as [number, Uint8Array];
  stranger.say('REQUEST', [], told);
  stranger.say('REQUEST', [requested]);
  stranger.say('REQUEST', [requested, server]);
  stranger.say('RELEASE', [server], told);
  stranger.say('RELEASE', [], told);
  stranger.say('DECLINE', [requested, server]);
  stranger.say('DECLINE', [requested]);
  stranger.say('INFORM', [], told);
  // Its own DISCOVER comes last: what is answered then is all there was.
  stranger.say('DISCOVER');
  for (
    let answer = await answerWithin(stranger, 5_000);
    answer !== null;
    answer = await answerWithin(stranger, 5_000)
  ) {
    if (answer.kind === 'OFFER') {
      if (answer.packet.yiaddr === address) acks.push(`OFFER of ${address}`);
      break;
    }
    if (answer.kind === 'ACK' && answer.packet.yiaddr !== '0.0.0.0') acks.push(`ACK of ${address}`);
  }
}
const renewed = await Promise.all(holders.map(({ client, address }) => renews(client, address)));
const lost = renewed.filter((isHeld) => !isHeld).length;
const newcomer = await clients.open(macOf(9_000));
const fresh = (await newcomer.join()).packet.yiaddr;
const isTaken = holders.some(({ address }) => address === fresh);
const after = (await leases()).includes(before.slice(1, -1));
figure(
  7,
  "stranger's RENEW, RELEASE, DECLINE, INFORM change nothing",
  `8 messages about each of ${HOLDERS} leases: ${acks.length} got what is another's, ${lost} holders cannot renew, ${isTaken ? 'a' : 'no'} newcomer has one's address`,
  acks.length === 0 && lost === 0 && !isTaken && after,
);
clients.close();

/** Fetches the image while another port forges packets into its transfer; and the last packet's answers to that port. */
async function fetchUnderFire(): Promise<{ bytes: Buffer; errors: number; forged: number }> {
  const unit = createSocket('udp4');
  const forger = createSocket('udp4');
  for (const socket of [unit, forger]) {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  }
  let errors = 0;
  forger.on('message', (bytes) => {
    if (bytes[1] === 5 && bytes[3] === 5) errors += 1;
  });
  const pieces: Buffer[] = [];
  let forged = 0;
  unit.send(
    encodeRequest('read', 'image.bin', 'octet'),
    station.ready.ports.tftp ?? 0,
    '127.0.0.1',
  );
  await new Promise<void>((done) => {
    unit.on('message', (datagram, from) => {
      const packet = decodeTftp(datagram);
      if (!packet.ok || packet.value.op !== 'data') return;
      if (packet.value.block === pieces.length + 1) pieces.push(Buffer.from(packet.value.bytes));
      if (forged < FORGED) {
        const block = pieces.length;
        const kinds = [
          encodeError(0, 'die'),
          encodeAck(block),
          encodeAck(65_535),
          encodeData(block, Buffer.from('x')),
        ];
        forger.send(kinds[forged % 5] ?? encodeOptionAck([]), from.port, '127.0.0.1');
        forged += 1;
      }
      unit.send(encodeAck(packet.value.block), from.port, '127.0.0.1');
      if (packet.value.bytes.length < 512) setTimeout(done, 200);
    });
  });
  for (const socket of [unit, forger]) socket.close();
  return { bytes: Buffer.concat(pieces), errors, forged };
}
const { bytes, errors, forged } = await fetchUnderFire();
figure(
  7,
  'a forged packet from another port leaves a TFTP transfer unharmed',
  `${forged} forged packets, ${errors} answered with error 5: ${bytes.equals(FILE) ? 'every byte right' : 'harmed'}`,
  bytes.equals(FILE) && forged === FORGED && errors > 0,
);
await station.stop('SIGTERM');
await cleanUp();
