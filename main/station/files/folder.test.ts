import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openFolder, pathSegments } from './folder.ts';
import { CODED, LINKS, REFUSED, TFTP_NAMES } from './hostile-names.test-kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'folder-'));
const at = (name: string) => join(dir, name);
afterAll(() => rmSync(dir, { recursive: true }));

it('a file that was there before is looked at anew each time it is asked for', async () => {
  writeFileSync(at('a.cfg'), 'one');
  mkdirSync(at('sub'));
  writeFileSync(join(dir, 'sub', 'b.cfg'), 'sub');
  const folder = await openFolder(dir);
  const text = async (...segments: string[]) => {
    const found = await folder.find(segments);
    const small = found === null ? null : await folder.small(found);
    return small === null ? null : Buffer.from(small.bytes).toString();
  };
  expect(await text('a.cfg')).toBe('one');
  expect(await text('a.cfg')).toBe('one');
  writeFileSync(at('a.cfg'), 'other');
  expect(await text('a.cfg')).toBe('other');
  expect([await text('sub', 'b.cfg'), await text('sub', 'b.cfg')]).toEqual(['sub', 'sub']);
  rmSync(at('a.cfg'));
  expect(await text('a.cfg')).toBeNull();
  symlinkSync(join(dir, 'sub', 'b.cfg'), at('a.cfg'));
  expect(await text('a.cfg')).toBeNull();
  rmSync(at('a.cfg'));
  writeFileSync(at('a.cfg'), 'again');
  expect([await text('a.cfg'), await text('A.cfg')]).toEqual(['again', 'again']);
  const modifiedMs = statSync(at('a.cfg')).mtimeMs;
  expect(await folder.find(['A.cfg'])).toMatchObject({ isExact: false, modifiedMs });
});

it.skipIf(process.platform === 'win32')(
  'a pipe in the folder is no file, and keeps nobody waiting',
  async () => {
    execFileSync('mkfifo', [at('pipe')]);
    writeFileSync(at('file'), 'file');
    const folder = await openFolder(dir);
    const found = await Promise.all(['pipe', 'file', 'pipe'].map((name) => folder.find([name])));
    expect(found.map((each) => each?.sizeBytes ?? null)).toEqual([null, 4, null]);
    rmSync(at('file'));
    execFileSync('mkfifo', [at('file')]);
    expect(await folder.find(['file'])).toBeNull();
  },
);

it(`${REFUSED.length} names of devices, drives, shares, streams and ways up are no paths on any system`, () => {
  expect(REFUSED.filter((name) => pathSegments(name) !== null)).toEqual([]);
});

it(`none of ${TFTP_NAMES.length} names leads out of the folder`, async () => {
  const served = at('served');
  mkdirSync(join(served, 'sub'), { recursive: true });
  writeFileSync(at('secret'), 'secret');
  for (const name of ['public.cfg', 'sub/public.cfg']) writeFileSync(join(served, name), 'public');
  symlinkSync(at('secret'), join(served, 'link'));
  symlinkSync(at('secret'), join(served, 'sub', 'link'));
  symlinkSync(dir, join(served, 'linked'));
  symlinkSync(served, join(served, 'loop'));
  const folder = await openFolder(served);
  const found = await Promise.all(
    [...CODED, ...LINKS].map((name) => {
      const segments = pathSegments(name);
      return segments === null ? null : folder.find(segments);
    }),
  );
  expect(found.filter((file) => file !== null)).toEqual([]);
  expect(await folder.find(['sub', 'public.cfg'])).not.toBeNull();
  expect(TFTP_NAMES.length).toBeGreaterThanOrEqual(260);
});
