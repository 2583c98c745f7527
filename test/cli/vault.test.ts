/** The keys locked and unlocked from the command line; a passphrase is only ever typed, piped or in a file. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  cleanUp,
  type Line,
  onLoopback,
  type StationProcess,
  startStation,
  temporaryDir,
  whySkipped,
} from './station-process.ts';

const passphrase = 'correct horse battery';
const isSkipped = whySkipped !== null || process.platform === 'win32';
let station: StationProcess;
let dir: string;
let file: string;

beforeAll(async () => {
  if (isSkipped) return;
  dir = temporaryDir();
  file = join(temporaryDir(), 'pass');
  writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
  station = await startStation(onLoopback, dir);
});
afterAll(cleanUp);

const vault = async (...args: string[]): Promise<Line> =>
  (await station.done('vault', ...args))[0] ?? {};
const kinds = (status: Line) => (status.ways as { kind: string }[]).map(({ kind }) => kind);

it.skipIf(isSkipped)(
  'a new station opens by its key file, until a passphrase takes its place',
  async () => {
    expect(station.ready.locked).toBeNull();
    expect(await vault('status')).toMatchObject({
      isLocked: false,
      ways: [{ kind: 'key-file', file: join(dir, 'vault.key') }],
    });
    expect(kinds(await vault('passphrase', '--passphrase-file', file))).toEqual(['passphrase']);
    expect(existsSync(join(dir, 'vault.key'))).toBe(false);
  },
);

it.skipIf(isSkipped)(
  'locked, it stops serving and says why; the lists are still there',
  async () => {
    expect(await vault('lock')).toMatchObject({ isLocked: true });
    const [status] = await station.done('status');
    expect(status).toMatchObject({ state: 'stopped', locked: expect.stringContaining('by hand') });
    expect(await station.done('units')).toEqual([]);
    const csv = join(dir, 'accounts.csv');
    writeFileSync(csv, 'account,password\n00417,mortensen-7\n');
    const refused = await station.run('accounts', 'import', csv);
    expect([refused.code, refused.lines[0]?.code]).toEqual([1, 'STORE_LOCKED']);
  },
);

it.skipIf(isSkipped)(
  'opens with the passphrase, not with another, which no answer repeats',
  async () => {
    const wrong = join(dir, 'wrong');
    writeFileSync(wrong, 'w0rdy-pl4nted-passphrase', { mode: 0o600 });
    const refused = await station.run('vault', 'unlock', '--passphrase-file', wrong);
    expect([refused.code, refused.lines[0]?.code]).toEqual([1, 'WRONG_PASSPHRASE']);
    chmodSync(wrong, 0o644);
    const open = await station.run('vault', 'unlock', '--passphrase-file', wrong);
    expect(open.lines[0]?.code).toBe('PASSPHRASE_FILE_OPEN');
    const empty = await station.run('vault', 'unlock');
    expect(empty.lines[0]?.code).toBe('NO_PASSPHRASE_GIVEN');
    const log = JSON.stringify(await station.done('log'));
    expect(log).toContain('A wrong passphrase was tried');
    expect(log + JSON.stringify([refused, open, empty])).not.toContain('w0rdy');
    expect(await vault('unlock', '--passphrase-file', file)).toMatchObject({ isLocked: false });
    expect((await station.run('vault', 'unlock', passphrase)).code).toBe(2);
  },
);

it.skipIf(isSkipped)(
  'started without it, the page is up and nothing is served; with its file all is',
  async () => {
    await station.stop('SIGTERM');
    station = await startStation(onLoopback, dir);
    expect(station.ready.locked).toContain('locked with a passphrase');
    expect(station.ready.ports.tftp).toBeNull();
    await station.stop('SIGTERM');
    station = await startStation([...onLoopback, '--passphrase-file', file], dir);
    expect(station.ready.locked).toBeNull();
    expect(station.ready.ports.tftp).toEqual(expect.any(Number));
    expect(readFileSync(join(dir, 'vault.json'), 'utf8')).not.toContain(passphrase);
    const away = join(dir, 'stick.key');
    expect(await vault('key-file', away, '--beside')).toMatchObject({
      ways: [{ kind: 'passphrase' }, { kind: 'key-file', file: away }],
    });
  },
);
