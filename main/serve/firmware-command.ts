/** `spa-bench firmware …`: images of the station, and which model gets which. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { StationError } from '../contract/errors.ts';
import {
  type FirmwareImage,
  type FirmwareModel,
  LARGEST_PART_BYTES,
  upgradeRuleSchema,
} from '../contract/firmware.ts';
import { type Connect, parsed } from './command.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

/** A checksum file is a few lines. */
const MOST_CHECKSUM_BYTES = 20_000;

export async function firmwareCommand(
  connect: Connect,
  args: string[],
  printer: Printer,
): Promise<number> {
  const [word, ...rest] = args;
  switch (word) {
    case 'list':
      return list(connect, rest, printer);
    case 'add':
      return add(connect, rest, printer);
    case 'check':
      return check(connect, rest, printer);
    case 'remove': {
      const file = one(parsed(rest, {}, true).positionals, 'firmware remove needs one IMAGE');
      await (await connect()).firmware.removeImage({ file });
      printer.value({ removed: file }, `${file} is removed.`);
      return exitCode.done;
    }
    case 'rule':
      return rule(connect, rest, printer);
    default:
      throw new WrongUse(
        'firmware knows: list, add FILE, check IMAGE, remove IMAGE, rule MODEL RULE',
      );
  }
}

async function list(connect: Connect, args: string[], printer: Printer): Promise<number> {
  if (args.length > 0) throw new WrongUse(`"${args[0]}" is not understood here`);
  const { images, models } = await (await connect()).firmware.list();
  for (const image of images) printer.value(printedImage(image));
  for (const model of models) printer.value(printedModel(model));
  return exitCode.done;
}

async function add(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(
    args,
    {
      model: { type: 'string', multiple: true },
      version: { type: 'string' },
      name: { type: 'string' },
      sha256: { type: 'string' },
    },
    true,
  );
  const file = one(positionals, 'firmware add needs one FILE');
  const models = (values.model ?? []).flatMap((text) => text.split(',')).map((t) => t.trim());
  const { version, name = basename(file) } = values;
  if (models.length === 0 || version === undefined) {
    throw new WrongUse('firmware add FILE needs --model M and --version V, for example 6.1.5(a)');
  }
  const checksum = values.sha256 === undefined ? undefined : await checksumOf(values.sha256);
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw unreadable(file, undefined);
    const { firmware } = await connect();
    const begun = { fileName: name, bytes: found.size, models, version };
    const { upload } = await firmware.beginUpload(begun);
    const piece = Buffer.alloc(LARGEST_PART_BYTES);
    for (let offset = 0; offset < found.size; ) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, offset);
      if (bytesRead === 0) break; // it became shorter; the station says so
      const base64 = piece.subarray(0, bytesRead).toString('base64');
      await firmware.sendPart({ upload, offset, base64 });
      offset += bytesRead;
    }
    const image = await firmware.finishUpload({ upload, ...(checksum && { checksum }) });
    printer.value(printedImage(image));
    if (!image.isChecked)
      printer.say('No checksum was given: compare the SHA-256 with its maker’s.');
    return exitCode.done;
  } finally {
    await handle.close();
  }
}

async function check(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(args, { sha256: { type: 'string' } }, true);
  const file = one(positionals, 'firmware check needs one IMAGE');
  if (values.sha256 === undefined) throw new WrongUse('firmware check IMAGE needs --sha256 H');
  const checksum = await checksumOf(values.sha256);
  await (await connect()).firmware.checkImage({ file, checksum });
  printer.value({ checked: file }, `${file} is the image the checksum is of.`);
  return exitCode.done;
}

async function rule(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(
    args,
    {
      image: { type: 'string' },
      step: { type: 'string', multiple: true },
    },
    true,
  );
  const [model, kind, ...more] = positionals;
  const read = upgradeRuleSchema.safeParse(kind);
  if (model === undefined || !read.success || more.length > 0) {
    throw new WrongUse('firmware rule needs MODEL and one of off, older, always');
  }
  const { image, step: steps } = values;
  const { models } = await (await connect()).firmware.setRule({
    ...{ model, rule: read.data },
    ...(image !== undefined && { image }),
    ...(steps !== undefined && { steps }),
  });
  const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  const now = models.find((each) => plain(each.model) === plain(model));
  printer.value(now === undefined ? { model, rule: 'off' } : printedModel(now));
  return exitCode.done;
}

/** Hex digits, or a checksum file: whatever is not 64 hex digits is a file's name. */
async function checksumOf(text: string): Promise<string> {
  if (/^[0-9a-f]{64}$/i.test(text)) return text;
  const handle = await open(text, 'r').catch(() => {
    throw new WrongUse('--sha256 takes 64 hex digits, or a file with them');
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_CHECKSUM_BYTES));
    return buffer.subarray(0, bytesRead).toString('latin1');
  } catch (cause) {
    throw unreadable(text, cause);
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, cause: unknown): StationError {
  return new StationError('FILE_UNREADABLE', `The file ${file} cannot be read.`, { cause });
}

function printedImage(image: FirmwareImage): Record<string, unknown> {
  const { file, models, version, bytes, sha256, isChecked, problem, usedBy } = image;
  const addedAt = printedTime(image.addedAt);
  return { image: file, models, version, bytes, sha256, isChecked, addedAt, problem, usedBy };
}

function printedModel({ model, rule, image, steps, text, problem }: FirmwareModel) {
  return { model, rule, image, steps, text, problem };
}

function one([text, ...more]: string[], otherwise: string): string {
  if (text === undefined || more.length > 0) throw new WrongUse(otherwise);
  return text;
}
