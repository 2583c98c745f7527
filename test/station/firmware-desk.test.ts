/** Images added, compared, given to models and removed, as a person does it; on the disk, whole or not at all. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FirmwareImage } from '../../main/contract/firmware.ts';
import { type Desk, openDesk } from './desk-kit.ts';
import { isp, publish, texts } from './template-kit.ts';

let dir: string;
let desk: Desk;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-firmware-'));
  desk = await openDesk({ accounts: [], units: [], dir });
});
afterEach(async () => {
  await desk.close();
  rmSync(dir, { recursive: true, force: true });
});

const stored = () => readdirSync(join(dir, 'firmware'));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const image = (n: number) => Buffer.alloc(3000, n);

async function add(
  fileName: string,
  version: string,
  bytes: Buffer,
  more: { models?: string[]; checksum?: string } = {},
): Promise<FirmwareImage> {
  const { models = ['SPA962'], checksum } = more;
  const { firmware } = desk.ask;
  const begun = { fileName, bytes: bytes.length, models, version };
  const { upload } = await firmware.beginUpload(begun);
  for (let offset = 0; offset < bytes.length; offset += 1024) {
    const base64 = bytes.subarray(offset, offset + 1024).toString('base64');
    await firmware.sendPart({ upload, offset, base64 });
  }
  return firmware.finishUpload({ upload, ...(checksum !== undefined && { checksum }) });
}

it('keeps an image in parts, hashed, listed, and there after a restart', async () => {
  const bytes = image(1);
  const sum = hashOf(bytes);
  const added = await add('C:\\fw\\spa962 6.1.5(a).bin', '6.1.5(a)', bytes, {
    models: ['spa-962', 'SPA942', 'SPA962'],
    checksum: `${sum}  spa962.bin`,
  });
  const listed = {
    ...{ file: 'spa962-6.1.5-a-.bin', models: ['SPA942', 'SPA962'], version: '6.1.5(a)' },
    ...{ bytes: 3000, sha256: sum, isChecked: true, problem: null, usedBy: [] },
  };
  expect(added).toMatchObject(listed);
  expect(stored()).toEqual([`${sum}.bin`]);
  expect(desk.changes()).toContainEqual({ type: 'firmware' });
  await desk.close();
  desk = await openDesk({ accounts: [], units: [], dir });
  expect((await desk.ask.firmware.list()).images).toMatchObject([listed]);
});

it('of what is refused nothing is left', async () => {
  const bytes = image(1);
  await add('a.bin', '6.1.5', bytes);
  const { firmware } = desk.ask;
  const begin = (fileName: string, version: string, models = ['SPA962'], length = 3000) =>
    firmware.beginUpload({ fileName, version, models, bytes: length });
  const refused = async (call: Promise<unknown>, code: string) =>
    expect(call).rejects.toMatchObject({ code });
  await refused(begin('..', '6.1.5'), 'BAD_NAME');
  await refused(begin('b.bin', '6.1'), 'BAD_VERSION');
  await refused(begin('b.bin', '6.1.5', ['SPA1']), 'NO_SUCH_MODEL');
  await refused(begin('A.BIN', '6.1.5'), 'NAME_TAKEN');
  await refused(begin('b.bin', '6.1.5', ['SPA962'], 0), 'IMAGE_EMPTY');
  await refused(begin('b.bin', '6.1.5', ['SPA962'], 2 ** 27), 'IMAGE_TOO_LONG');
  await refused(add('b.bin', '6.1.6', bytes), 'IMAGE_KNOWN');
  await refused(add('b.bin', '6.1.6', image(2), { checksum: hashOf(bytes) }), 'BAD_CHECKSUM');
  await refused(add('b.bin', '6.1.6', image(2), { checksum: 'a sum' }), 'NO_CHECKSUM');

  const { upload } = await begin('b.bin', '6.1.6');
  const part = image(2).subarray(0, 100).toString('base64');
  await firmware.sendPart({ upload, offset: 0, base64: part });
  await refused(firmware.sendPart({ upload, offset: 0, base64: part }), 'BAD_PART');
  await refused(firmware.finishUpload({ upload }), 'NO_SUCH_UPLOAD');
  const second = (await begin('b.bin', '6.1.6')).upload;
  await firmware.sendPart({ upload: second, offset: 0, base64: part });
  await refused(firmware.finishUpload({ upload: second }), 'IMAGE_INCOMPLETE');
  const third = (await begin('b.bin', '6.1.6')).upload;
  await firmware.cancelUpload({ upload: third });
  expect(stored()).toEqual([`${hashOf(bytes)}.bin`]);
  expect((await firmware.list()).images.map(({ file }) => file)).toEqual(['a.bin']);
});

it('what a crash left half-way is swept away, and is no image', async () => {
  await add('a.bin', '6.1.5', image(1));
  await desk.close();
  writeFileSync(join(dir, 'firmware', 'crashed.part'), 'half');
  desk = await openDesk({ accounts: [], units: [], dir });
  expect((await desk.ask.firmware.list()).images).toHaveLength(1);
  expect(stored()).toEqual([`${hashOf(image(1))}.bin`]);
});

it('a checksum given later is compared with what lies on the disk', async () => {
  const { sha256 } = await add('a.bin', '6.1.5', image(1));
  const { firmware } = desk.ask;
  const wrong = firmware.checkImage({ file: 'a.bin', checksum: hashOf(image(2)) });
  await expect(wrong).rejects.toMatchObject({ code: 'BAD_CHECKSUM' });
  expect((await firmware.list()).images[0]?.isChecked).toBe(false);
  const { images } = await firmware.checkImage({ file: 'a.bin', checksum: sha256.toUpperCase() });
  expect(images[0]?.isChecked).toBe(true);
  truncateSync(join(dir, 'firmware', `${sha256}.bin`), 10);
  await expect(firmware.checkImage({ file: 'a.bin', checksum: sha256 })).rejects.toMatchObject({
    code: 'IMAGE_DAMAGED',
  });
  expect((await firmware.list()).images[0]?.problem).toContain('another length');
});

it('a rule names its images, which then stay', async () => {
  await add('stone.bin', '7.5.2b', image(1), { models: ['SPA504G'] });
  await add('new.bin', '7.5.5', image(2), { models: ['SPA504G'] });
  await add('other.bin', '6.1.5', image(3));
  const { firmware } = desk.ask;
  const set = (rule: Parameters<typeof firmware.setRule>[0]) => firmware.setRule(rule);
  await expect(set({ model: 'PAP2T', rule: 'older' })).rejects.toMatchObject({ code: 'NO_IMAGE' });
  await expect(set({ model: 'SPA504G', rule: 'always', image: 'other.bin' })).rejects.toMatchObject(
    { code: 'WRONG_MODEL' },
  );
  await expect(
    set({ model: 'SPA504G', rule: 'older', image: 'stone.bin', steps: ['new.bin'] }),
  ).rejects.toMatchObject({ code: 'BAD_STEPS' });

  const { models } = await set({ model: 'spa504g', rule: 'older', steps: ['stone.bin'] });
  expect(models.find(({ model }) => model === 'SPA504G')).toEqual({
    ...{ model: 'SPA504G', rule: 'older', image: 'new.bin', steps: ['stone.bin'], problem: null },
    text: '( $SWVER lt 7.5.2b )? tftp://STATION/firmware/stone.bin | ( $SWVER lt 7.5.5 )? tftp://STATION/firmware/new.bin',
  });
  await expect(firmware.removeImage({ file: 'stone.bin' })).rejects.toMatchObject({
    code: 'IMAGE_IN_USE',
    message: expect.stringContaining('the rule of SPA504G'),
  });
  const { images } = await set({ model: 'SPA504G', rule: 'off' });
  expect(images.map(({ usedBy }) => usedBy)).toEqual([[], [], []]);
  await firmware.removeImage({ file: 'stone.bin' });
  expect(stored()).toHaveLength(2);
});

it('says when the profile would refuse the image later (Downgrade_Rev_Limit)', async () => {
  await add('a.bin', '6.1.5', image(1));
  await publish(desk, isp, texts('Downgrade_Rev_Limit "6.1.6" ;'));
  const { models } = await desk.ask.firmware.setRule({ model: 'SPA962', rule: 'always' });
  expect(models[0]?.problem).toContain('Downgrade_Rev_Limit 6.1.6');
});

it('a station in memory takes images, too, and leaves nothing', async () => {
  await desk.close();
  desk = await openDesk({ accounts: [], units: [] });
  await add('a.bin', '6.1.5', image(1));
  const found = await desk.station.firmware.image('a.bin');
  expect(readdirSync(join(found?.filePath ?? '', '..'))).toHaveLength(1);
  await desk.close();
  expect(() => readdirSync(join(found?.filePath ?? '', '..'))).toThrow();
});
