/**
 * A program for inside a namespace: asks the station of a data folder for all it would tell a page, unit by unit, and
 * writes it into another folder, a file per question. Keys are exported for a certificate. One-time codes are made first,
 * which no later answer may hold: those, and the number of changes and units, are what it prints.
 */
import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { connectToStation, type StationClient } from '../../main/serve/connect.ts';
import { readRunFile } from '../../main/serve/data-dir.ts';

const [dataDir = '', out = '', recipient = ''] = process.argv.slice(2);
const ACCOUNTS_WITH_CODES = 10;
const MOST_CHANGES_HELD = 19_000;

const run = readRunFile(dataDir);
if (run === null) throw new Error(`no station runs on ${dataDir}`);
const connection = await connectToStation(run);
const { client } = connection;
const files: WriteStream[] = [];

/** One line for each answer. */
function file(name: string): (answer: unknown) => void {
  const stream = createWriteStream(join(out, `${name}.jsonl`), { mode: 0o600 });
  files.push(stream);
  return (answer) => void stream.write(`${JSON.stringify(answer)}\n`);
}

const accounts = (await client.accounts.list()).map(({ account }) => account);
const codes = await client.pins.make({ accounts: accounts.slice(0, ACCOUNTS_WITH_CODES) });
const snapshot = await client.station.snapshot({ seat: 'screen', logLines: 2000 });
file('snapshot')(snapshot);
await changesUpTo(snapshot.seq, snapshot.run);
await unitsOf(snapshot.units.map(({ mac }) => mac));
await listsOf(client);
await client.backups.make({ dir: out });
await client.keys.fileSet({ scope: { kind: 'all' }, dir: join(out, 'file-set') });
const certificates = [{ name: 'isp.pem', base64: readFileSync(recipient).toString('base64') }];
file('escrow')(await client.keys.exportFor({ scope: { kind: 'all' }, certificates }));
await connection.close();
await Promise.all(files.map((stream) => finished(stream.end())));
const pins = codes.map(({ pin }) => pin);
console.log(JSON.stringify({ changes: snapshot.seq, units: snapshot.units.length, pins }));

async function changesUpTo(seq: number, runId: string): Promise<void> {
  const changes = file('changes');
  const afterSeq = Math.max(0, seq - MOST_CHANGES_HELD);
  for await (const batch of await client.station.changes({ run: runId, afterSeq })) {
    changes(batch);
    if (batch.first + batch.changes.length > seq) return;
  }
}

async function unitsOf(macs: readonly string[]): Promise<void> {
  const [details, keys, bindings, previews] = ['units', 'keys', 'unit-bindings', 'previews'].map(
    file,
  );
  const packets = createWriteStream(join(out, 'packets.pcaps'), { mode: 0o600 });
  files.push(packets);
  for (const mac of macs) {
    packets.write(Buffer.from((await client.units.capture({ mac })).base64, 'base64'));
    details?.(await client.units.get({ mac }));
    keys?.(await client.keys.ofUnit({ mac }));
    bindings?.(await client.bindings.ofUnit({ mac }));
  }
  const [mac = ''] = macs;
  previews?.(await client.profiles.preview({ unit: { mac, values: {} } }));
}

async function listsOf(ask: StationClient): Promise<void> {
  const lists = file('lists');
  file('report')(await ask.station.report());
  file('log')(await ask.log.list({ last: 50_000 }));
  for (const account of accounts) lists(await ask.accounts.get({ account }));
  lists(await ask.pins.list());
  lists(await ask.accounts.imports());
  lists(await ask.bindings.list());
  lists(await ask.exports.content({ batch: 1 }));
  lists(await ask.keys.overview());
  lists(await ask.settings.read());
  lists(await ask.profiles.list());
  lists(await ask.preflight.checks({ interface: null }));
}
