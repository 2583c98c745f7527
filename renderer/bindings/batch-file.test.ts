import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeBase64, saveBatchFile, sha256Of } from './batch-file.ts';

test('a file of several slices comes out byte for byte', async () => {
  const bytes = Buffer.alloc(2_000_003, 'account;mac\r\nJürgen;\u0000');
  const decoded = await decodeBase64(bytes.toString('base64'));
  expect(Buffer.compare(Buffer.from(decoded), bytes)).toBe(0);
  expect(await sha256Of(decoded)).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('bytes other than those the station wrote are not saved', async () => {
  const content = { fileName: 'a.csv', base64: btoa('changed'), sha256: '0'.repeat(64) };
  expect(await saveBatchFile(content)).toBe(false);
});
