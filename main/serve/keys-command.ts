/** `spa-bench keys …`: keys to the ISP and from another station, profiles under them, new keys for units. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StationError } from '../contract/errors.ts';
import type { ImportedUnit, KeyScope } from '../contract/escrow.ts';
import { readPassphraseFile } from '../station/vault/key-file.ts';
import { type Connect, macOf } from './command.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

const words =
  'keys knows: show, signer, export --recipient CERT … --out FILE, import FILE, files --out DIR|FILE.tar, rotate MAC, undo MAC';
const MAX_FILE_BYTES = 24 * 1024 * 1024;
const scopeOptions = {
  unit: { type: 'string', multiple: true },
  batch: { type: 'string' },
  new: { type: 'boolean' },
} as const;

export async function keysCommand(
  connect: Connect,
  [word, ...rest]: string[],
  printer: Printer,
): Promise<number> {
  switch (word) {
    case 'show':
      return show(connect, rest, printer);
    case 'signer':
      return signer(connect, rest, printer);
    case 'export':
      return exportKeys(connect, rest, printer);
    case 'import':
      return importKeys(connect, rest, printer);
    case 'files':
      return files(connect, rest, printer);
    case 'rotate':
    case 'undo':
      return change(word, connect, rest, printer);
    default:
      throw new WrongUse(words);
  }
}

async function show(connect: Connect, args: string[], printer: Printer): Promise<number> {
  parsed(args, {}, 0);
  const { exports, ...overview } = await (await connect()).keys.overview();
  const told = exports.map((one) => ({ ...one, at: printedTime(one.at) }));
  printer.value({ ...overview, exports: told });
  return exitCode.done;
}

/** The certificate that checks manifests, and its fingerprint. */
async function signer(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values } = parsed(args, { out: { type: 'string' } }, 0);
  const { pem, ...who } = await (await connect()).keys.signer();
  if (values.out === undefined) printer.value(who);
  else {
    const file = resolve(values.out);
    await writeFile(file, pem).catch((cause: unknown) => {
      throw new StationError('FILE_UNWRITABLE', `The file ${file} cannot be written.`, { cause });
    });
    printer.value({ ...who, file });
  }
  return exitCode.done;
}

async function exportKeys(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values } = parsed(
    args,
    { ...scopeOptions, out: { type: 'string' }, recipient: { type: 'string', multiple: true } },
    0,
  );
  if (values.out === undefined) throw new WrongUse('keys export needs --out FILE');
  const out = resolve(values.out);
  if (values.recipient === undefined) return exportPlain(connect, { ...values, out }, printer);
  const scope = scopeOf(values);
  const certificates = await Promise.all(
    values.recipient.map(async (name) => ({ name: basename(name), base64: await base64Of(name) })),
  );
  const client = await connect();
  for (const { fileName, subject, warning } of await client.keys.recipients({
    files: certificates,
  })) {
    if (warning !== null) printer.say(`${fileName} (${subject}): ${warning}`);
  }
  const made = await client.keys.exportFor({ scope, certificates, out });
  const { number, at, units, sha256, recipients } = made;
  const written = made.files.map(({ name }) => resolve(made.dir, name));
  printer.value({ number, at: printedTime(at), units, sha256, recipients, files: written });
  return exitCode.done;
}

async function exportPlain(
  connect: Connect,
  values: { out: string; unit?: string[]; batch?: string; new?: boolean },
  printer: Printer,
): Promise<number> {
  const [unit, ...more] = values.unit ?? [];
  if (more.length > 0 || values.batch !== undefined || values.new) {
    throw new WrongUse('keys export without --recipient takes all units, or one --unit MAC');
  }
  const mac = unit === undefined ? undefined : macOf(unit);
  const client = await connect();
  const done = await client.keys.exportTo({ file: values.out, ...(mac && { mac }) });
  printer.say(
    `Warning: ${values.out} is not encrypted. Whoever reads it can open and write the profiles of these units. With --recipient CERT.pem only the ISP can read it.`,
  );
  printer.value(done);
  return exitCode.done;
}

async function importKeys(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(
    args,
    {
      'private-key': { type: 'string' },
      p12: { type: 'string' },
      'passphrase-file': { type: 'string' },
      manifest: { type: 'string' },
      signature: { type: 'string' },
      signer: { type: 'string' },
      replace: { type: 'string', multiple: true },
      reason: { type: 'string' },
    },
    1,
  );
  const [file] = positionals;
  const key = values['private-key'] ?? values.p12;
  const isBoth = values['private-key'] !== undefined && values.p12 !== undefined;
  if (file === undefined || key === undefined || isBoth) {
    throw new WrongUse('keys import needs one FILE, and --private-key FILE or --p12 FILE');
  }
  const replace = (values.replace ?? []).map(macOf);
  if (replace.length > 0 && !values.reason?.trim()) {
    throw new WrongUse('keys import --replace MAC needs --reason TEXT');
  }
  const passphraseFile = values['passphrase-file'];
  const asked = {
    file: await base64Of(file),
    manifest: await base64Of(values.manifest ?? `${file}.manifest.json`),
    signature: await base64Of(values.signature ?? `${file}.manifest.p7s`),
    privateKey: await base64Of(key),
    ...(passphraseFile !== undefined && { passphrase: readPassphraseFile(passphraseFile) }),
    ...{ replace, reason: values.reason ?? '' },
  };
  const client = await connect();
  const isTrial = values.signer === undefined;
  const told = await client.keys.importFrom({
    ...asked,
    isTrial,
    ...(values.signer !== undefined && { signer: values.signer.toUpperCase() }),
  });
  for (const unit of told.units) printer.value(printedUnit(unit));
  const taken = told.units.filter((unit) => unit.isTaken).length;
  const count = `${taken} of ${told.units.length} units`;
  printer.say(
    isTrial
      ? `A trial: nothing was taken in. ${count} would be. The manifest is signed by ${told.signer.subject}. If that fingerprint is the one on the other station's screen, run this again with --signer ${told.signer.fingerprint}`
      : `Taken in: ${count}.`,
  );
  return exitCode.done;
}

function printedUnit({ mac, model, fingerprint, state, text, isTaken }: ImportedUnit) {
  return { mac, model, fingerprint, state, isTaken, text };
}

async function files(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values } = parsed(args, { ...scopeOptions, out: { type: 'string' } }, 0);
  if (values.out === undefined) throw new WrongUse('keys files needs --out DIR or --out FILE.tar');
  const out = resolve(values.out);
  const isArchive = /\.tar$/i.test(out);
  const scope = scopeOf(values);
  const client = await connect();
  const made = await client.keys.fileSet({ scope, ...(!isArchive && { dir: out }) });
  if (made.archive !== null) {
    const bytes = Buffer.from(made.archive.base64, 'base64');
    await writeFile(out, bytes, { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
      const message = `The file ${out} cannot be written, or is there already.`;
      throw new StationError('FILE_UNWRITABLE', message, { cause });
    });
  }
  for (const { mac, why } of made.leftOut) printer.say(`${mac} is left out: ${why}`);
  const { hosts, leftOut } = made;
  printer.value({ out: made.files === 0 ? null : out, files: made.files, hosts, leftOut });
  return made.files === 0 ? exitCode.refused : exitCode.done;
}

async function change(
  word: 'rotate' | 'undo',
  connect: Connect,
  args: string[],
  printer: Printer,
): Promise<number> {
  const { positionals } = parsed(args, {}, 1);
  const mac = macOf(positionals[0] ?? '');
  const { keys } = await connect();
  if (word === 'rotate') printer.value({ mac, ...(await keys.rotate({ mac })) });
  else printer.value({ mac, rotation: (await keys.undoRotation({ mac })).rotation });
  return exitCode.done;
}

function scopeOf(values: { unit?: string[]; batch?: string; new?: boolean }): KeyScope {
  const wishes = [values.unit, values.batch, values.new].filter((one) => one !== undefined);
  if (wishes.length > 1) throw new WrongUse('take one of --unit MAC …, --batch N and --new');
  if (values.unit !== undefined) return { kind: 'units', macs: values.unit.map(macOf) };
  if (values.new) return { kind: 'new' };
  if (values.batch === undefined) return { kind: 'all' };
  if (!/^[1-9]\d{0,8}$/.test(values.batch)) throw new WrongUse('--batch takes a whole number');
  return { kind: 'batch', batch: Number(values.batch) };
}

async function base64Of(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) throw new StationError('TOO_LARGE', `The file ${file} is too long.`);
    return (await readFile(file)).toString('base64');
  } catch (cause) {
    if (cause instanceof StationError) throw cause;
    throw new StationError('FILE_UNREADABLE', `The file ${file} cannot be read.`, { cause });
  }
}

function parsed<O extends Options>(args: string[], options: O, names: number) {
  try {
    const read = parseArgs({ args, options, allowPositionals: names > 0 });
    if (read.positionals.length <= names) return read;
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
  throw new WrongUse(words);
}
