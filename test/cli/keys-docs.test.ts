/** docs/keys.md: its commands in their order, against a station with one verified unit. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  program,
  type StationProcess,
  simulate,
  startStation,
  temporaryDir,
  verifiedUnits,
  whySkipped,
} from './station-process.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/keys.md'), 'utf8');
const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
const mac = '000e08000001';

describe.skipIf(whySkipped !== null || process.platform === 'win32')('docs/keys.md', () => {
  let station: StationProcess;
  let dir: string;
  beforeAll(async () => {
    dir = temporaryDir();
    station = await startStation();
    await simulate(station, '--units', '1', '--models', 'SPA962');
    await verifiedUnits(station, 1);
  });
  afterAll(cleanUp);

  async function shell(block: string): Promise<string> {
    const script = `set -e\nspa-bench() { "$NODE" "$PROGRAM" --data "$DATA" "$@"; }\n${block}`;
    const env = { ...process.env, NODE: process.execPath, PROGRAM: program, DATA: station.dir };
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script], { cwd: dir, env });
    return `${stdout}${stderr}`;
  }

  it('has commands that all work, in their order', async () => {
    expect(blocks).toHaveLength(6);
    const said: string[] = [];
    for (const block of blocks) said.push(await shell(block));
    const { units } = JSON.parse(readFileSync(join(dir, 'keys.json'), 'utf8'));
    expect(units).toMatchObject([{ mac, model: 'SPA962', previous: null }]);
    const [{ key, directory }] = units;
    const later = await shell(
      `openssl enc -d -aes-256-cbc -md md5 -k ${key} -in spa962.cfg 2>/dev/null | gunzip`,
    );
    expect(later).toContain('<Resync_Periodic>7200</Resync_Periodic>');
    expect(existsSync(join(dir, 'set/www/p', directory, 'spa962.cfg'))).toBe(true);
    expect(said.at(-1)).toContain('A trial: nothing was taken in. 0 of 1 units would be.');
    expect(said.join('')).not.toContain(key);
    const fields = [...text.matchAll(/^ {6}"(\w+)"|, "(\w+)":/gm)].map(([, a, b]) => a ?? b);
    for (const field of Object.keys(units[0])) expect(fields).toContain(field);
  });

  it('says that the plain file is plain, and takes what it made back in only as the same', async () => {
    const { code, stderr } = await station.run('keys', 'export', '--out', join(dir, 'plain'));
    expect([code, stderr]).toEqual([0, expect.stringContaining('is not encrypted')]);
    expect(statSync(join(dir, 'plain')).mode & 0o777).toBe(0o600);
    const [{ fingerprint = '' } = {}] = await station.done('keys', 'signer');
    const asked = ['keys', 'import', join(dir, 'keys.p7m'), '--private-key', join(dir, 'isp.key')];
    const units = await station.done(...asked, '--signer', String(fingerprint).toLowerCase());
    expect(units).toMatchObject([{ mac, state: 'same', isTaken: false }]);
    expect(await station.done('keys', 'show')).toMatchObject([{ keys: 1, notExported: 0 }]);
    const out = ['--out', join(dir, 'keys.p7m')];
    const over = await station.run('keys', 'export', '--recipient', join(dir, 'isp.pem'), ...out);
    expect([over.code, over.lines[0]?.code]).toEqual([1, 'FILE_EXISTS']);
    expect((await station.run('keys', 'files', '--new', '--batch', '1')).code).toBe(2);
    expect((await station.run('keys', 'rotate', '020000000001')).code).toBe(1);
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
