import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DiskFile } from './disk-file.ts';
import { SharedFiles } from './shared-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'shared-'));
const path = join(dir, 'image.bin');
afterAll(() => rmSync(dir, { recursive: true }));

async function open(files: SharedFiles): Promise<DiskFile> {
  const opened = await files.open(path);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.file;
}

it('a piece is read once for all who want it, and the file closed after the last of them', async () => {
  writeFileSync(path, 'abcdefghij');
  const files = new SharedFiles();
  const [one, two] = [await open(files), await open(files)];
  const pieces = await Promise.all([one.read(0, 4), two.read(0, 4), two.read(4, 4)]);
  expect(pieces[0]).toBe(pieces[1]);
  expect(pieces.map((piece) => Buffer.from(piece).toString())).toEqual(['abcd', 'abcd', 'efgh']);
  await one.close();
  await one.close();
  expect(Buffer.from(await two.read(8, 2)).toString()).toBe('ij');
  await two.close();
  await expect(two.read(2, 3)).rejects.toThrow();
});

it('a file that changed is another file, and the end of the old one says so', async () => {
  writeFileSync(path, 'abcdefghij');
  const files = new SharedFiles();
  const before = await open(files);
  await before.read(0, 4);
  appendFileSync(path, 'klmnopqrst');
  const after = await open(files);
  expect(after.sizeBytes).toBe(20);
  await expect(before.read(8, 2)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  await before.close();
  expect(Buffer.from(await after.read(16, 4)).toString()).toBe('qrst');
  await after.close();
});

it('what is no file is refused as by the disk', async () => {
  expect(await new SharedFiles().open(dir)).toMatchObject({ ok: false });
});
