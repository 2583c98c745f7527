/** The TFTP service as real clients see it, and files too large for one round of block numbers. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TftpServer } from '../../main/station/tftp/server.ts';
import { loopbackNetwork } from '../kit/loopback-network.ts';
import {
  bytesAnswer,
  diskAnswer,
  fetchFile,
  sampleBytes,
  startTftp,
  type Told,
} from './tftp-kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'tftp-clients-'));
const SIZES = [0, 1, 511, 512, 513, 1_000_000];
const LARGE = sampleBytes(33_600_000);
const firmware = join(dir, 'firmware.bin');
const taken = new Map<string, Uint8Array>();
let server: TftpServer;
let port = 0;
let told: Told;

beforeAll(async () => {
  writeFileSync(firmware, LARGE);
  writeFileSync(join(dir, 'text'), 'one\ntwo\r\nthree\r');
  ({ server, port, told } = await startTftp(
    loopbackNetwork(),
    async ({ path }) => {
      if (path === '/firmware.bin') return diskAnswer('firmware.bin', firmware, LARGE.length);
      if (path === '/text') return diskAnswer('text', join(dir, 'text'), 15);
      if (path === '/gone') return diskAnswer('gone', join(dir, 'gone'), 15);
      return bytesAnswer(path, sampleBytes(Number(path.slice(1))));
    },
    {
      upload: async ({ path }) => ({
        ...{ kind: 'take', mac: '000e08000001', maxBytes: 1_000_000 },
        keep: async (bytes) => void taken.set(path, bytes),
      }),
    },
  ));
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { cwd: dir, stdio: 'ignore' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(0);
}

const target = join(dir, 'got');
const at = (): [string, string] => ['127.0.0.1', String(port)];
const clients: [string, string, (size: number) => string[]][] = [
  ['tftp-hpa', '/usr/bin/tftp', (n) => ['-m', 'octet', ...at(), '-c', 'get', `/${n}`, target]],
  ['atftp', '/usr/bin/atftp', (n) => ['-g', '-r', `/${n}`, '-l', target, ...at()]],
  [
    'atftp with all options',
    '/usr/bin/atftp',
    (n) => [
      ...['blksize 1400', 'tsize', 'timeout 2', 'windowsize 8'].flatMap((o) => ['--option', o]),
      ...['-g', '-r', `/${n}`, '-l', target],
      ...at(),
    ],
  ],
  ['curl', '/usr/bin/curl', (n) => ['-s', '-o', target, `tftp://127.0.0.1:${port}//${n}`]],
];

describe.each(clients)('%s', (name, command, argsFor) => {
  const isMissing = !existsSync(command);
  it.skipIf(isMissing).each(SIZES)(
    isMissing ? `skipped: ${command} is not installed (%i)` : 'fetches %i bytes whole',
    async (size) => {
      rmSync(target, { force: true });
      await run(command, argsFor(size));
      // curl writes no file when nothing came; that it was content is all there is to see.
      if (size > 0 || name !== 'curl') {
        expect(readFileSync(target).equals(sampleBytes(size))).toBe(true);
      }
    },
  );
});

describe.each([
  [
    'tftp-hpa',
    '/usr/bin/tftp',
    (n: number, file: string) => ['-m', 'octet', ...at(), '-c', 'put', file, `/up${n}`],
  ],
  [
    'atftp',
    '/usr/bin/atftp',
    (n: number, file: string) => ['-p', '-r', `/up${n}`, '-l', file, ...at()],
  ],
] as const)('%s puts', (_name, command, argsFor) => {
  it.skipIf(!existsSync(command)).each([...SIZES.slice(1)])('%i bytes whole', async (size) => {
    const file = join(dir, 'put');
    writeFileSync(file, sampleBytes(size));
    taken.clear();
    await run(command, argsFor(size, file));
    expect(Buffer.from(taken.get(`/up${size}`) ?? []).equals(sampleBytes(size))).toBe(true);
  });

  it.skipIf(!existsSync(command))('what is too large is not kept', async () => {
    const file = join(dir, 'put');
    writeFileSync(file, sampleBytes(1_000_001));
    taken.clear();
    const child = spawn(command, argsFor(9, file), { cwd: dir, stdio: 'ignore' });
    await new Promise((resolve) => child.once('exit', resolve));
    expect(taken.size).toBe(0);
  });
});

it('the tftp package fetches a file with its own options', async () => {
  const load = createRequire(import.meta.url);
  const tftp: {
    createClient(options: { host: string; port: number }): {
      get(remote: string, local: string, done: (error?: Error) => void): void;
    };
  } = load('tftp');
  const client = tftp.createClient({ host: '127.0.0.1', port });
  await new Promise<void>((resolve, reject) => {
    client.get('/513', target, (error) => (error ? reject(error) : resolve()));
  });
  expect(readFileSync(target).equals(sampleBytes(513))).toBe(true);
});

it.skipIf(!existsSync('/usr/bin/tftp'))('netascii arrives as the text it was', async () => {
  await run('/usr/bin/tftp', ['-m', 'ascii', ...at(), '-c', 'get', '/text', target]);
  expect(readFileSync(target, 'latin1')).toBe('one\ntwo\r\nthree\r');
});

it.each([
  ['512-byte blocks, past the roll-over', []],
  ['large blocks', [{ name: 'blksize', value: '1428' }]],
])('33.6 MB from disk arrive whole in %s', async (_name, options) => {
  const { bytes, doubled } = await fetchFile(port, '/firmware.bin', options, 2_000);
  expect(bytes.equals(LARGE)).toBe(true);
  expect(doubled).toBe(0);
});

it('a file that is gone from disk is not found', async () => {
  await expect(fetchFile(port, '/gone')).rejects.toThrow(/^1 /);
});

it('a file that changes while it is sent is never complete', async () => {
  const before = told.events.length;
  const fetching = fetchFile(port, '/firmware.bin', [], 2_000);
  const progress = () => told.events.slice(before).find(({ type }) => type === 'transfer-progress');
  await expect.poll(progress).toMatchObject({ about: { name: 'firmware.bin' } });
  writeFileSync(firmware, 'other');
  await expect(fetching).rejects.toThrow('0 The file changed while it was being sent.');
  const ended = told.events.slice(before).filter(({ type }) => type === 'transfer-ended');
  expect(ended).toMatchObject([{ result: 'failed' }]);
});
