/** An empty pool: every address is given, then silence; nobody loses one, and one given back is there at once. */
import { setTimeout as pause } from 'node:timers/promises';
import { cleanUp, onLoopback, startStation } from '../../test/cli/station-process.ts';
import { addressOf, type Client } from '../../test/station/dhcp-kit.ts';
import { answerWithin, Clients, macOf, renews, SERVER } from './dhcp-clients.ts';
import { figure, seconds } from './figures.ts';

const SIZE = 50;
const LATE = 20;
const SILENCE_MS = 3_000;
const LIMIT_MS = 1_000;

const pool = ['--pool', `127.0.1.1-127.0.1.${SIZE}`];
const station = await startStation([...onLoopback, '--no-checks', ...pool]);
const clients = new Clients(station);
const open = (first: number, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => clients.open(macOf(first + n))));

const holders: [client: Client, address: string][] = await Promise.all(
  (await open(1, SIZE)).map(
    async (client) => [client, (await client.join()).packet.yiaddr] as const,
  ),
).then((all) => all.map(([client, address]) => [client, address]));
const given = new Set(holders.map(([, address]) => address));

const late = await open(1_000, LATE);
for (const client of late) client.say('DISCOVER');
// One that names an address somebody has, as if it had been offered.
late[0]?.say('REQUEST', [
  [50, addressOf('127.0.1.7')],
  [54, SERVER],
]);
await pause(SILENCE_MS);
const answered = late.flatMap(({ answers }) => answers.map(({ kind }) => kind));
const wrong = answered.filter((kind) => kind !== 'NAK');
const robbed = (list: typeof holders) =>
  Promise.all(list.map(([client, address]) => renews(client, address))).then(
    (all) => all.filter((isHeld) => !isHeld).length,
  );
const lost = await robbed(holders);

const [first, ...others] = holders;
if (first === undefined) throw new Error('nobody has a lease');
const since = performance.now();
first[0].say('RELEASE', [[54, SERVER]], { ciaddr: first[1] });
const newcomer = await clients.open(macOf(2_000));
let usableMs = Number.POSITIVE_INFINITY;
for (let tries = 0; tries < 50 && usableMs === Number.POSITIVE_INFINITY; tries += 1) {
  newcomer.say('DISCOVER');
  const offer = await answerWithin(newcomer, 100);
  if (offer?.kind !== 'OFFER') continue;
  newcomer.say('REQUEST', [
    [50, addressOf(offer.packet.yiaddr)],
    [54, SERVER],
  ]);
  const ack = await answerWithin(newcomer, 5_000);
  if (ack?.kind === 'ACK' && ack.packet.yiaddr === first[1]) usableMs = performance.now() - since;
}
const lostThen = await robbed(others);
const log = JSON.stringify(await station.done('log', '--last', '500'));
const told =
  /No address is free: all 50 of the pool are taken\. [A-Z][^"]*/.exec(log)?.[0] ?? 'nothing';
const [status] = await station.done('status');
const shown = JSON.stringify(status).match(/"used":(\d+)/)?.[1];

figure(2, '100% of addresses given', `${given.size} of ${SIZE}`, given.size === SIZE);
figure(
  2,
  'then silence; 0 live leases given away',
  `${LATE} more ask: ${wrong.length} answers but one NAK; ${lost + lostThen} of ${SIZE} holders cannot renew`,
  wrong.length === 0 && lost + lostThen === 0,
);
figure(2, 'a release is usable within 1 s', seconds(usableMs), usableMs < LIMIT_MS);
figure(
  2,
  'a clear message in the window',
  `log: "${told}"; status: ${shown} of ${SIZE}`,
  told !== 'nothing' && shown === String(SIZE),
);
clients.close();
await station.stop('SIGTERM');
await cleanUp();
