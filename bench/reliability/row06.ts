/**
 * Own data stops the start: prepared data folders, each started once. A start is well when it serves within the
 * limit and says what is missing, or ends with one sentence; either way what was damaged is still there afterwards.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import {
  cleanUp,
  type Line,
  onLoopback,
  Program,
  program,
  simulate,
  startStation,
  startVerb,
  temporaryDir,
  verifiedUnits,
} from '../../test/cli/station-process.ts';
import { figure, note, seconds } from './figures.ts';

const LIMIT_MS = 60_000;
const DATABASE = 'station.db';

interface Case {
  name: string;
  /** Damages a copy of a good folder. */
  spoil(dir: string): void;
  /** What must come of it. */
  wants: Seen['what'];
  /** The start says this, in its sentence, its log or its status. */
  says?: RegExp;
  /** Undoes mounts. */
  after?(dir: string): void;
}

const file = (dir: string) => join(dir, DATABASE);
function sql(dir: string, ...statements: string[]): void {
  const driver = new Driver(file(dir));
  for (const statement of statements) driver.exec(statement);
  driver.close();
}
function overwrite(path: string, at: number, length: number): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, at);
  closeSync(handle);
}
function mounted(dir: string, size: string): void {
  const kept = `${dir}.kept`;
  cpSync(dir, kept, { recursive: true });
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', dir]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  cpSync(kept, dir, { recursive: true });
}
const unmount = (dir: string) => void spawnSync('umount', [dir]);

const damaged = /damaged/;
const cases: Case[] = [
  {
    name: 'a lease that is no JSON',
    spoil: (dir) => sql(dir, `UPDATE leases SET lease = substr(lease, 1, 20) WHERE rowid = 1`),
    ...{ wants: 'serves', says: damaged },
  },
  {
    name: 'a lease of another shape',
    spoil: (dir) => sql(dir, `UPDATE leases SET lease = '{"address":7}' WHERE rowid = 1`),
    ...{ wants: 'serves', says: damaged },
  },
  {
    name: 'a lease with an address that is none',
    spoil: (dir) =>
      sql(dir, `UPDATE leases SET lease = json_set(lease, '$.address', 'x.y') WHERE rowid = 1`),
    ...{ wants: 'serves', says: damaged },
  },
  {
    name: 'a unit that is no JSON',
    spoil: (dir) => sql(dir, `UPDATE units SET record = '{"mac":' WHERE place = 1`),
    ...{ wants: 'serves', says: damaged },
  },
  {
    name: 'a unit of another shape',
    spoil: (dir) => sql(dir, `UPDATE units SET record = '[]' WHERE place = 1`),
    ...{ wants: 'serves', says: damaged },
  },
  {
    name: 'a foreign client that is no JSON',
    spoil: (dir) => sql(dir, `INSERT INTO foreign_clients VALUES ('020000000001', '{')`),
    ...{ wants: 'serves', says: damaged },
  },
  {
    name: 'a scanning place that is no JSON',
    spoil: (dir) => sql(dir, `INSERT OR REPLACE INTO seats VALUES ('screen', '{')`),
    ...{ wants: 'serves', says: damaged },
  },
  {
    name: 'settings that are no JSON',
    spoil: (dir) => sql(dir, `INSERT OR REPLACE INTO meta VALUES ('settings', '{')`),
    wants: 'serves',
  },
  {
    name: 'a key that was overwritten',
    spoil: (dir) => sql(dir, `UPDATE keys SET key = 'x' WHERE rowid = 1`),
    wants: 'serves',
  },
  {
    name: 'rubbish at the end of the log of changes (-wal)',
    spoil: (dir) => writeFileSync(`${file(dir)}-wal`, Buffer.alloc(40_000, 0x5a)),
    wants: 'serves',
  },
  {
    name: 'an empty database beside its keys',
    spoil: (dir) => truncateSync(file(dir), 0),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'no database but a text',
    spoil: (dir) => writeFileSync(file(dir), 'hello '.repeat(2000)),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'a cut database',
    spoil: (dir) => truncateSync(file(dir), 40_960),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'a database cut within a page',
    spoil: (dir) => truncateSync(file(dir), statSync(file(dir)).size - 1_000),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'an overwritten header',
    spoil: (dir) => overwrite(file(dir), 0, 100),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'overwritten pages',
    spoil: (dir) => overwrite(file(dir), 8 * 4096, 16 * 4096),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'a database of another program',
    spoil: (dir) => {
      rmSync(file(dir));
      sql(dir, 'CREATE TABLE meta (x)');
    },
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'a profile that is no JSON',
    spoil: (dir) => sql(dir, `INSERT INTO template_versions VALUES ('isp', '', 1, '{', '', 0)`),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'a newer version',
    spoil: (dir) => sql(dir, 'PRAGMA user_version = 999'),
    ...{ wants: 'sentence', says: /newer version/ },
  },
  {
    name: 'a version that is not true',
    spoil: (dir) => sql(dir, 'PRAGMA user_version = 2'),
    ...{ wants: 'sentence', says: damaged },
  },
  {
    name: 'a cut vault.json',
    spoil: (dir) => truncateSync(join(dir, 'vault.json'), 50),
    ...{ wants: 'locked', says: /vault\.json/ },
  },
  {
    name: 'a folder in the place of the database',
    spoil: (dir) => {
      rmSync(file(dir));
      mkdirSync(file(dir));
    },
    ...{ wants: 'sentence', says: /rights/ },
  },
  {
    name: 'a file in the place of the folder',
    spoil: (dir) => {
      rmSync(dir, { recursive: true });
      writeFileSync(dir, '');
    },
    wants: 'sentence',
  },
  {
    name: 'a full disk',
    spoil: (dir) => {
      mounted(dir, '64m');
      spawnSync('sh', ['-c', `cat /dev/zero > '${dir}/filling'`]);
    },
    ...{ wants: 'sentence', says: /space/, after: unmount },
  },
  {
    name: 'a folder that can only be read',
    spoil: (dir) => {
      mounted(dir, '64m');
      spawnSync('mount', ['-o', 'remount,ro', dir]);
    },
    ...{ wants: 'sentence', says: /rights/, after: unmount },
  },
];

/** A folder as a day leaves it: leases, units, accounts, a binding. */
async function goodFolder(): Promise<string> {
  const station = await startStation();
  await simulate(station, '--units', '3', '--models', 'SPA962');
  const [one] = (await verifiedUnits(station, 3)).map(({ mac }) => String(mac));
  const csv = join(temporaryDir(), 'accounts.csv');
  writeFileSync(csv, 'account\n10-1\n10-2\n');
  await station.done('accounts', 'import', csv);
  await station.done('scan', String(one), '10-1');
  await station.stop('SIGTERM');
  return station.dir;
}

interface Seen {
  /** `locked`: open, but serving waits for a person, and it says so. */
  what: 'serves' | 'locked' | 'sentence' | 'hangs' | 'crashes';
  ms: number;
  said: string;
}

async function start(dir: string): Promise<Seen> {
  const since = performance.now();
  const station = new Program(process.execPath, [
    ...['--no-warnings', program, 'serve', '--data', dir, '--json'],
    ...[...onLoopback, '--no-checks'],
  ]);
  const limit = setTimeout(() => station.child.kill('SIGKILL'), LIMIT_MS);
  const ready = await station.line(({ event }) => event === 'ready').catch(() => null);
  const ms = performance.now() - since;
  clearTimeout(limit);
  if (ready === null) {
    const { code, stdout, stderr } = await station.end;
    const said = `${stdout}${stderr}`;
    if (code === null) return { what: 'hangs', ms, said };
    const isSentence =
      code !== 0 && /"message":"[A-Z]/.test(said) && !/INTERNAL|\n {4}at /.test(said);
    return { what: isSentence ? 'sentence' : 'crashes', ms, said };
  }
  if (typeof ready.locked === 'string') {
    await station.stop('SIGTERM');
    return { what: 'locked', ms, said: ready.locked };
  }
  const ask = async (...verb: string[]): Promise<Line[]> =>
    (await startVerb(dir, ...verb).end).lines;
  const said = JSON.stringify([await ask('log', '--last', '200'), await ask('status')]);
  // Somebody new gets an address, a file and all the rest.
  const { https: _, ...ports } = Object(ready.ports);
  const named = Object.entries(ports).map(([name, port]) => `${name}=${port ?? 'off'}`);
  const args = ['--against', '127.0.0.1', '--ports', named.join(','), '--scale', '0.02'];
  const more = ['--units', '1', '--models', 'SPA962', '--first-mac', '000e0a000001'];
  const [fleet] = await ask('simulate', ...args, ...more, '--timeout', '20');
  await station.stop('SIGTERM');
  if (fleet?.reachedGoal !== 1) return { what: 'crashes', ms, said: JSON.stringify(fleet) };
  return { what: 'serves', ms, said };
}

/** Every byte of the damaged folder as the start found it, or a copy of it. */
function isKept(dir: string, before: Buffer | null): boolean {
  if (before === null || before.length === 0) return true;
  const names = statSync(dir).isDirectory() ? readdirSync(dir, { recursive: true }) : [];
  return names.some((name) => {
    const path = join(dir, String(name));
    return statSync(path).isFile() && readFileSync(path).equals(before);
  });
}

const good = await goodFolder();
let [hung, wrong, longest] = [0, 0, 0];
for (const { name, spoil, wants, says = /./, after } of cases) {
  const dir = join(temporaryDir(), 'data');
  cpSync(good, dir, { recursive: true });
  spoil(dir);
  const isFile =
    statSync(dir).isDirectory() && statSync(file(dir), { throwIfNoEntry: false })?.isFile();
  const before = isFile ? readFileSync(file(dir)) : null;
  const seen = await start(dir);
  const kept = wants !== 'sentence' || isKept(dir, before);
  const isWell = seen.what === wants && says.test(seen.said) && kept;
  longest = Math.max(longest, seen.ms);
  if (seen.what === 'hangs') hung += 1;
  if (!isWell) {
    wrong += 1;
    note(`${name}: ${seen.what}, kept ${kept}: ${seen.said.slice(0, 1_500)}`);
  } else note(`${name}: ${seen.what} in ${seconds(seen.ms)}`);
  after?.(dir);
}

figure(
  6,
  '20 prepared starts (damaged row, cut file, wrong version, full disk, read-only folder): 0 hangs; says what is wrong, keeps a copy, serves what is sound',
  `${cases.length} starts: ${hung} hang, ${wrong} otherwise than wanted, longest ${seconds(longest)}`,
  hung === 0 && wrong === 0,
);
await cleanUp();
