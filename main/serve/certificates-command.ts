/** `spa-bench certificates …`: the station's certificate for HTTPS, the roots, and the practice CA. */
import { open, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CertificateInfo, Certificates } from '../contract/certificates.ts';
import { StationError } from '../contract/errors.ts';
import { parseMac } from '../contract/values.ts';
import type { Connect } from './command.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

const MOST_FILE_BYTES = 256 * 1024;

export async function certificatesCommand(
  connect: Connect,
  args: string[],
  printer: Printer,
): Promise<number> {
  const [word, ...rest] = args;
  switch (word) {
    case 'show':
      return show(connect, rest, printer);
    case 'request':
      return request(connect, rest, printer);
    case 'add':
      return add(connect, rest, printer);
    case 'root':
      return root(connect, rest, printer);
    case 'practice':
      return practice(connect, rest, printer);
    default:
      throw new WrongUse(
        'certificates knows: show, request NAME, add FILE, root client|server FILE, practice NAME, practice --unit MAC',
      );
  }
}

async function show(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values } = parsed(args, { dns: { type: 'boolean' } }, 0, 'certificates show');
  const { certificates } = await connect();
  const view = values.dns ? await certificates.lookUp() : await certificates.show();
  printer.value({ ...printed(view), oldSuites: await certificates.suites() });
  return view.checks.some(({ result }) => result === 'fail') ? exitCode.refused : exitCode.done;
}

async function request(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, words } = parsed(
    args,
    { bits: { type: 'string' }, out: { type: 'string' }, again: { type: 'boolean' } },
    1,
    'certificates request needs one NAME, such as prov.example.net',
  );
  const [commonName = ''] = words;
  if (values.out === undefined) throw new WrongUse('certificates request NAME needs --out FILE');
  const file = resolve(values.out);
  const wanted = { commonName, bits: bitsOf(values.bits), replaces: values.again ?? false };
  const { request: made } = await (await connect()).certificates.request(wanted);
  if (made === null) throw new StationError('REQUEST_GONE', 'The request was answered meanwhile.');
  await writeFile(file, made.csr).catch((cause: unknown) => {
    throw new StationError('NOT_WRITTEN', `The file ${file} cannot be written.`, { cause });
  });
  printer.value({ file, commonName: made.commonName, bits: made.bits });
  if (made.bits < 2048)
    printer.say('1024 bits are for old firmware only: too short for anything else.');
  printer.say('Have it signed by the units’ maker: they accept no other server certificate.');
  return exitCode.done;
}

async function add(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, words } = parsed(
    args,
    { key: { type: 'string' } },
    1,
    'certificates add needs one FILE: the signed answer',
  );
  const base64 = (await fileOf(words[0] ?? '')).toString('base64');
  const key =
    values.key === undefined ? {} : { key: (await fileOf(values.key)).toString('latin1') };
  printer.value(printed(await (await connect()).certificates.add({ base64, ...key })));
  return exitCode.done;
}

async function root(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const usage = 'certificates root needs client or server, and one FILE or --remove';
  const isRemoving = args.includes('--remove');
  const { words } = parsed(args, { remove: { type: 'boolean' } }, isRemoving ? 1 : 2, usage);
  const [kind, file = ''] = words;
  if (kind !== 'client' && kind !== 'server') throw new WrongUse(usage);
  const base64 = isRemoving ? null : (await fileOf(file)).toString('base64');
  printer.value(printed(await (await connect()).certificates.setRoot({ kind, base64 })));
  return exitCode.done;
}

async function practice(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const usage = 'certificates practice needs one NAME, or --unit MAC|generic --out DIR';
  const isUnit = args.some((arg) => arg === '--unit' || arg.startsWith('--unit='));
  const { values, words } = parsed(
    args,
    {
      ...{ unit: { type: 'string' }, model: { type: 'string' }, serial: { type: 'string' } },
      ...{ out: { type: 'string' }, bits: { type: 'string' }, again: { type: 'boolean' } },
    },
    isUnit ? 0 : 1,
    usage,
  );
  if (values.unit !== undefined) {
    if (values.out === undefined) throw new WrongUse(usage);
    const mac = parseMac(values.unit);
    if (mac === null && values.unit !== 'generic') {
      throw new WrongUse(`"${values.unit}" is not a MAC: 12 hex digits`);
    }
    const { model: product = 'SPA-962', serial = '88012BA01234' } = values;
    const unit = mac === null ? ('generic' as const) : { product, serial, mac };
    const dir = resolve(values.out);
    printer.value(await (await connect()).certificates.practiceUnit({ unit, dir }));
    return exitCode.done;
  }
  const wanted = { commonName: words[0] ?? '', bits: bitsOf(values.bits) };
  const { certificates } = await connect();
  const view = await certificates.practise({ ...wanted, replaces: values.again ?? false });
  printer.value(printed(view));
  printer.say('PRACTICE: real units refuse this server, and their certificates are refused here.');
  return exitCode.done;
}

function printed(view: Certificates): Record<string, unknown> {
  const { server, checks, request: waits, clientRoot, serverRoot, practiceCa, dir } = view;
  return {
    ...{ server: server && printedInfo(server), checks },
    request: waits && { commonName: waits.commonName, bits: waits.bits },
    ...{ clientRoot: clientRoot.map(printedInfo), serverRoot: serverRoot.map(printedInfo) },
    ...{ practiceCa: practiceCa && printedInfo(practiceCa), dir },
  };
}

function printedInfo({ validFrom, validTo, ...info }: CertificateInfo): Record<string, unknown> {
  return { ...info, validFrom: printedTime(validFrom), validTo: printedTime(validTo) };
}

function bitsOf(text: string | undefined): 1024 | 2048 {
  if (text === undefined || text === '2048') return 2048;
  if (text === '1024') return 1024;
  throw new WrongUse('--bits is 2048, or 1024 for old firmware');
}

async function fileOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > MOST_FILE_BYTES) throw new Error('too long');
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const text = `The file ${file} cannot be read, or is longer than a certificate can be.`;
    throw new StationError('FILE_UNREADABLE', text, { cause });
  }
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parsed<O extends Options>(args: string[], options: O, count: number, otherwise: string) {
  try {
    const { values, positionals: words } = parseArgs({ args, options, allowPositionals: true });
    if (words.length !== count) throw new WrongUse(otherwise);
    return { values, words };
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
