/**
 * Power loss: a station that leases, binds and exports, and what the disk would hold had the power gone at each of its
 * flushes (withheld.c). For each: only what was flushed, all that was written, and a mixture of both by sectors, as a
 * disk leaves it that was in the middle of writing.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { openStore } from '../../main/station/store/store.ts';
import { randomFrom } from '../../test/fuzz/kit.ts';
import { figure, note } from './figures.ts';

const ROUNDS = 60;
const SECTOR = 512;
const names = ['station.db', 'station.db-wal'];
const here = import.meta.dirname;
const root = mkdtempSync(join(tmpdir(), 'reliability-power-'));
const [dir, out, kept] = ['data', 'out', 'kept'].map((name) => join(root, name));
if (!dir || !out || !kept) throw new Error('no folders');
for (const each of [dir, out, kept]) mkdirSync(each, { mode: 0o700 });

interface Done {
  flush: number;
  lease?: string;
  bound?: string;
  account?: string;
  batch?: number;
}

async function work(): Promise<Done[]> {
  const library = join(root, 'withheld.so');
  const source = join(here, 'withheld.c');
  const made = spawnSync('cc', ['-O2', '-Wall', '-shared', '-fPIC', '-o', library, source, '-ldl']);
  if (made.status !== 0) throw new Error(`no C compiler: ${made.stderr ?? made.error}`);
  const child = join(here, 'power-child.ts');
  const env = { ...process.env, LD_PRELOAD: library, WITHHELD_DIR: dir, WITHHELD_OUT: kept };
  const args = [
    '--no-warnings',
    child,
    dir ?? '',
    out ?? '',
    join(kept ?? '', 'count'),
    String(ROUNDS),
  ];
  const run = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of run.stdout.setEncoding('utf8')) text += part;
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line): Done => JSON.parse(line));
}

const random = randomFrom(20_261_128);
/** Some sectors as they were flushed last, some as they were written since. */
function mixed(flushed: Buffer, written: Buffer): Buffer {
  const length = random(2) === 0 ? written.length : flushed.length;
  const bytes = Buffer.alloc(length);
  flushed.copy(bytes);
  for (let at = 0; at < Math.min(length, written.length); at += SECTOR) {
    if (random(2) === 0) written.copy(bytes, at, at, Math.min(at + SECTOR, length, written.length));
  }
  return bytes;
}

const read = (path: string) => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));

/** What is wrong with a disk that holds this; null: nothing. `flush`: the last that was over. */
async function problem(
  files: Map<string, Buffer>,
  flush: number,
  done: Done[],
): Promise<string | null> {
  const image = join(root, 'image');
  rmSync(image, { recursive: true, force: true });
  cpSync(dir ?? '', image, {
    recursive: true,
    filter: (path) => !names.some((name) => path.endsWith(name)),
  });
  for (const [name, bytes] of files)
    if (bytes.length > 0) writeFileSync(join(image, name), bytes, { mode: 0o600 });
  const driver = new Driver(join(image, 'station.db'));
  try {
    const said = driver.pragma('integrity_check', { simple: true });
    if (said !== 'ok') return `integrity_check: ${said}`;
  } finally {
    driver.close();
  }
  for (const [name, bytes] of files) {
    rmSync(join(image, name), { force: true });
    if (bytes.length > 0) writeFileSync(join(image, name), bytes, { mode: 0o600 });
  }
  const store = openStore({ dir: image });
  try {
    if (store.damage.length > 0) return store.damage.join(' ');
    const has = store.read((t) => ({
      leases: new Set(t.leases.all().map(({ mac }) => mac)),
      bound: new Map(t.bindings.list().map(({ mac, account }) => [mac, account])),
      batches: new Set(t.batches.list().map(({ number }) => number)),
    }));
    for (const each of done) {
      if (each.flush > flush) continue;
      if (each.lease && !has.leases.has(each.lease)) return `lost the lease of ${each.lease}`;
      if (each.bound && has.bound.get(each.bound) !== each.account) return `lost ${each.account}`;
      if (each.batch && !has.batches.has(each.batch)) return `lost batch ${each.batch}`;
    }
    return null;
  } finally {
    await store.close();
  }
}

const done = await work();
const points = readdirSync(kept)
  .filter((name) => /^\d+$/.test(name))
  .map(Number)
  .sort((a, b) => a - b);
let [images, wrong] = [0, 0];
// Before its first answer a station has promised nothing; the very first flushes are of a database being made.
const from = done[0]?.flush ?? 1;
for (const point of points.filter((each) => each >= from)) {
  const files = (folder: string) =>
    new Map(names.map((name) => [name, read(join(kept, folder, name))]));
  const flushed = files(String(point));
  const written = files(`${point + 1}.before`);
  const torn = new Map(
    names.map((name) => [
      name,
      mixed(flushed.get(name) ?? Buffer.alloc(0), written.get(name) ?? Buffer.alloc(0)),
    ]),
  );
  const hasNext = existsSync(join(kept, `${point + 1}.before`));
  for (const [kind, image] of [
    ['flushed', flushed],
    ...(hasNext
      ? ([
          ['written', written],
          ['mixed', torn],
        ] as const)
      : []),
  ] as const) {
    images += 1;
    const what = await problem(image, point, done).catch((error: unknown) => String(error));
    if (what === null) continue;
    wrong += 1;
    if (wrong <= 10) note(`flush ${point}, ${kind}: ${what}`);
  }
}
const crashPoints = points.filter((each) => each >= from).length;
const counted = (kind: 'lease' | 'bound' | 'batch') =>
  done.filter((each) => each[kind] !== undefined).length;
figure(
  5,
  '200 crash points over a copied file set at each sync: opens, integrity_check ok, every transaction reported done is there',
  `${crashPoints} flushes, ${images} disks (flushed only, all written, mixed sectors) of ${counted('lease')} leases, ${counted('bound')} bindings, ${counted('batch')} batches: ${wrong} wrong`,
  wrong === 0 && crashPoints >= 200,
);
rmSync(root, { recursive: true });
