import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { openDiskFile } from './disk-file.ts';
import { diskHands } from './lookups.ts';

const dir = mkdtempSync(join(tmpdir(), 'disk-file-'));
afterAll(() => rmSync(dir, { recursive: true }));

async function opened(name: string) {
  const result = await openDiskFile(join(dir, name));
  if (!result.ok) throw new Error(result.reason);
  return result.file;
}

it('reads any piece of a regular file', async () => {
  writeFileSync(join(dir, 'plain'), '0123456789');
  const file = await opened('plain');
  expect(file.sizeBytes).toBe(10);
  expect(Buffer.from(await file.read(3, 4)).toString()).toBe('3456');
  expect(Buffer.from(await file.read(0, 10)).toString()).toBe('0123456789');
  expect(await file.read(10, 0)).toHaveLength(0);
  await file.close();
});

it('a file that grows or shrinks meanwhile is not passed off as whole', async () => {
  writeFileSync(join(dir, 'changing'), '0123456789');
  const file = await opened('changing');
  appendFileSync(join(dir, 'changing'), 'more');
  expect(Buffer.from(await file.read(0, 5)).toString()).toBe('01234');
  await expect(file.read(5, 5)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  writeFileSync(join(dir, 'changing'), '0');
  await expect(file.read(5, 5)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  await file.close();
});

it('links, folders, pipes and missing files are not opened, and nothing hangs', async () => {
  writeFileSync(join(dir, 'target'), 'secret');
  symlinkSync(join(dir, 'target'), join(dir, 'link'));
  for (const name of ['link', '.', 'nowhere']) {
    expect(await openDiskFile(join(dir, name))).toMatchObject({ ok: false });
  }
  if (process.platform !== 'win32') {
    spawnSync('mkfifo', [join(dir, 'pipe')]);
    expect(await openDiskFile(join(dir, 'pipe'))).toEqual({
      ok: false,
      reason: 'not a regular file',
    });
  }
});

it('a disk that does not answer keeps nobody waiting for ever, and other folders not at all', async () => {
  writeFileSync(join(dir, 'plain'), '0123456789');
  const path = join(dir, 'plain');
  const before = await openDiskFile(path, '/a share');
  if (!before.ok) throw new Error(before.reason);
  // From here on its reads hang: no more than two at a time are under way.
  const never = () => new Promise<null>(() => undefined);
  void diskHands.look('/a share', never);
  void diskHands.look('/a share', never);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const opening = openDiskFile(path, '/a share');
    const reading = before.file.read(0, 4).catch(({ code }) => code);
    const other = await openDiskFile(path);
    if (!other.ok) throw new Error(other.reason);
    expect(Buffer.from(await other.file.read(0, 4)).toString()).toBe('0123');
    await other.file.close();
    vi.advanceTimersByTime(10_000);
    expect(await opening).toEqual({ ok: false, reason: 'its disk does not answer' });
    expect(await reading).toBe('FILE_STUCK');
    await before.file.close();
  } finally {
    vi.useRealTimers();
  }
});
