/** The verbs that ask a running station; each is one or two calls of the contract. */
import { mkdir, readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Binding } from '../contract/bindings.ts';
import { StationError } from '../contract/errors.ts';
import type { LogLine, Unit, UnitDetail } from '../contract/model.ts';
import { type Mac, parseMac } from '../contract/values.ts';
import { askSecret } from './ask-secret.ts';
import { captureCommand } from './capture-command.ts';
import { certificatesCommand } from './certificates-command.ts';
import type { StationClient } from './connect.ts';
import { exchangeText } from './dhcp-text.ts';
import { firmwareCommand } from './firmware-command.ts';
import { keysCommand } from './keys-command.ts';
import { pinsCommand } from './pins-command.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { spcStationCommand } from './spc-station-command.ts';
import { transferText } from './transfer-text.ts';
import { WrongUse } from './usage.ts';
import { vaultCommand } from './vault-command.ts';

/** The command line is one scanning place; it outlives the process and is never locked. */
const seat = 'command-line';
const LOG_PIECE = 5000;
const LARGEST_LAST = 50_000;

/** Connects; called when the words of the command line are understood. */
type Connect = () => Promise<StationClient>;
type Command = (connect: Connect, args: string[], printer: Printer) => Promise<number>;

export const stationCommands: Record<string, Command> = {
  status: async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    const status = await client.station.status();
    const units = await client.units.list();
    const foreign = status.foreign.map((each) => ({
      ...each,
      firstSeenAt: printedTime(each.firstSeenAt),
      lastSeenAt: printedTime(each.lastSeenAt),
    }));
    printer.value({
      ...status,
      startedAt: printedTime(status.startedAt),
      foreign,
      units: units.length,
      // One that failed since, such as one under suspicion, is not ready for anybody.
      verified: units.filter((unit) => unit.stage === 'VERIFIED' && unit.condition !== 'failed')
        .length,
      bound: units.filter((unit) => unit.binding !== 'none').length,
      needAttention: units.filter((unit) => unit.condition === 'failed' || unit.attention !== null)
        .length,
    });
    return exitCode.done;
  },

  'self-test': async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    const { services } = await client.preflight.selfTest();
    for (const each of services) printer.value(each);
    const hasFailed = services.some(({ result }) => result === 'fail');
    return hasFailed ? exitCode.refused : exitCode.done;
  },

  units: async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    for (const unit of await client.units.list()) printer.value(printedUnit(unit));
    return exitCode.done;
  },

  unit: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    const unit = await client.units.get({ mac });
    printer.value({
      ...printedUnit(unit),
      firmware: unit.firmware,
      attention: unit.attention,
      evidence: unit.evidence.map((each) => ({ ...each, at: printedTime(each.at) })),
      files: unit.files.map((each) => ({ ...each, at: printedTime(each.at) })),
      keyFingerprint: unit.keyFingerprint,
      level: unit.level,
      ladder: unit.ladder.map((each) => ({ ...each, at: printedTime(each.at) })),
      readBack: printedReadBack(unit.readBack),
    });
    return exitCode.done;
  },

  'read-back': async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    const { readBack } = await client.units.readBack({ mac });
    printer.value(printedReadBack(readBack) ?? {});
    return readBack?.outcome === 'equal' ? exitCode.done : exitCode.refused;
  },

  resync: async (connect, args, printer) => {
    const isByCode = args.includes('--code');
    const mac = onlyMac(args.filter((arg) => arg !== '--code'));
    const client = await connect();
    const none = new StationError('NO_CODE_GIVEN', 'No code was given. Type it, or pipe it in.');
    const code = isByCode ? await askSecret('One-time code: ', none) : undefined;
    printer.value(await client.units.resync({ mac, ...(code !== undefined && { code }) }));
    return exitCode.done;
  },

  reboot: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    printer.value(await client.units.reboot({ mac }));
    return exitCode.done;
  },

  dhcp: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    for (const each of await client.units.dhcp({ mac })) {
      const printed = { ...each, at: printedTime(each.at) };
      printer.value(printed, exchangeText(each));
    }
    return exitCode.done;
  },

  transfers: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    for (const each of await client.units.transfers({ mac })) {
      const times = { startedAt: printedTime(each.startedAt), at: printedTime(each.at) };
      printer.value({ ...each, ...times }, transferText(each));
    }
    return exitCode.done;
  },

  why: async (connect, args, printer) => {
    const text = args.join(' ');
    if (text.trim() === '' || text.length > 100) throw new WrongUse('one MAC is needed');
    const client = await connect();
    const why = await client.units.why({ text });
    const last = why.last === null ? null : { ...why.last, at: printedTime(why.last.at) };
    const near = why.near.map(({ mac, how, what }) => `${mac} (${what}): ${how}`);
    printer.value({ ...why, last }, [why.sentence, why.todo ?? [], near].flat(2).join('\n'));
    return ['done', 'on-its-way'].includes(why.verdict) ? exitCode.done : exitCode.refused;
  },

  capture: captureCommand,

  log: async (connect, args, printer) => {
    const { values } = parsed(args, {
      unit: { type: 'string' },
      last: { type: 'string' },
      find: { type: 'string' },
      follow: { type: 'boolean' },
    });
    if (values.find !== undefined && (values.follow || values.unit !== undefined)) {
      throw new WrongUse('--find looks through the whole log; leave out --unit and --follow');
    }
    if (values.find === '') throw new WrongUse('--find needs a text');
    const mac = values.unit === undefined ? undefined : macOf(values.unit);
    const last = values.last === undefined ? undefined : wholeNumber(values.last, '--last');
    if (last !== undefined && last > LARGEST_LAST) {
      throw new WrongUse(`--last takes at most ${LARGEST_LAST}; leave it out for every line`);
    }
    const client = await connect();
    if (values.follow) return follow(client, mac, last, printer);
    if (values.find !== undefined) {
      const lines = await findInLog(client, values.find, last ?? Number.POSITIVE_INFINITY);
      for (const line of lines) printer.value(printedLine(line));
      return exitCode.done;
    }
    await printLog(client, mac, last, (line) => printer.value(printedLine(line)));
    return exitCode.done;
  },

  accounts: async (connect, args, printer) => {
    if (args[0] === 'import') return importAccounts(connect, args.slice(1), printer);
    noMore(args);
    const client = await connect();
    for (const each of await client.accounts.list()) {
      const { account, name, workOrder, devices, allowed, status } = each;
      printer.value({ account, name, workOrder, devices, allowed, status });
    }
    return exitCode.done;
  },

  scan: async (connect, args, printer) => {
    const texts = parsed(args, {}, true).positionals;
    if (texts.length === 0) throw new WrongUse('scan needs at least one barcode: scan TEXT …');
    let code: number = exitCode.done;
    const client = await connect();
    for (const text of texts) {
      const { verdict, unit, account, reason, ...scan } = await client.scans.submit({ seat, text });
      printer.value({ text: scan.text, class: scan.class, verdict, unit, account, reason });
      if (['not-bound', 'not-readable', 'ambiguous'].includes(verdict)) {
        code = exitCode.refused;
      }
    }
    return code;
  },

  undo: async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    printer.value(printedBinding(await client.scans.undo({ seat })));
    return exitCode.done;
  },

  bindings: async (connect, args, printer) => {
    const { values } = parsed(args, { all: { type: 'boolean' } });
    const client = await connect();
    for (const binding of await client.bindings.list()) {
      const isLive = binding.state === 'bound' || binding.state === 'exported';
      if (isLive || values.all) printer.value(printedBinding(binding));
    }
    return exitCode.done;
  },

  export: async (connect, args, printer) => {
    const { values } = parsed(args, {
      preset: { type: 'string' },
      out: { type: 'string' },
      again: { type: 'string' },
      void: { type: 'string' },
      reason: { type: 'string' },
    });
    const wishes = [values.preset, values.again, values.void].filter((each) => each !== undefined);
    if (wishes.length !== 1) {
      throw new WrongUse(
        'export needs one of --preset NAME, for example billing, --again N and --void N',
      );
    }
    if (values.void !== undefined) {
      if (!values.reason?.trim()) throw new WrongUse('export --void N needs --reason TEXT');
      const batch = wholeNumber(values.void, '--void');
      const client = await connect();
      const past = await client.exports.void({ batch, reason: values.reason });
      printer.value({ ...past, at: printedTime(past.at) });
      return exitCode.done;
    }
    if (values.out === undefined) throw new WrongUse('export needs --out DIR');
    const dir = resolve(values.out);
    if (values.again !== undefined) {
      const batch = wholeNumber(values.again, '--again');
      const client = await connect();
      await makeFolder(dir);
      printer.value(await client.exports.again({ batch, dir }));
      return exitCode.done;
    }
    const client = await connect();
    await makeFolder(dir);
    const batch = await client.exports.make({ preset: values.preset ?? '', dir });
    if (batch.rows === 0) printer.say('Nothing to export: every binding is in a batch.');
    printer.value(batch);
    return exitCode.done;
  },

  release: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    printer.value(printedUnit(await client.units.release({ mac })));
    return exitCode.done;
  },

  customised: async (connect, args, printer) => {
    const [text = '', ...words] = args;
    const status = words.join(' ').trim();
    if (status === '' || status.length > 60) {
      throw new WrongUse('customised needs a MAC and Open, Pending or the company’s name');
    }
    const mac = macOf(text);
    const client = await connect();
    const { customisation } = await client.units.setCustomisation({ mac, status });
    printer.value({ mac, customisation });
    return exitCode.done;
  },

  again: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    printer.value(printedUnit(await client.units.provisionAgain({ mac })));
    return exitCode.done;
  },

  servers: async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    const servers = await client.profiles.ruleServers();
    for (const each of servers) printer.value(each);
    return servers.every(({ problem }) => problem === null) ? exitCode.done : exitCode.refused;
  },

  certificates: certificatesCommand,

  pins: pinsCommand,

  firmware: firmwareCommand,

  keys: keysCommand,

  spc: spcStationCommand,
  vault: vaultCommand,
};

/** One new folder inside one that is there; anything deeper is more likely a slip of the keyboard. */
async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir).catch(() => undefined); // what is wrong with it, the export itself says
}

async function importAccounts(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(
    args,
    {
      map: { type: 'string', multiple: true },
      secret: { type: 'string', multiple: true },
      'dry-run': { type: 'boolean' },
    },
    true,
  );
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new WrongUse('accounts import needs one FILE');
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new StationError('FILE_UNREADABLE', `The file ${file} cannot be read.`, { cause });
  });
  const map = new Map<string, string>();
  for (const pair of (values.map ?? []).flatMap((text) => text.split(','))) {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1)
      throw new WrongUse(`--map takes field=column, not "${pair}"`);
    map.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  const client = await connect();
  const report = await client.accounts.importCsv({
    fileName: basename(file),
    base64: bytes.toString('base64'),
    ...(map.size > 0 && { map: Object.fromEntries(map) }),
    ...(values.secret && {
      secret: values.secret.flatMap((text) => text.split(',')).map((t) => t.trim()),
    }),
    isDryRun: values['dry-run'] ?? false,
  });
  printer.value(report);
  for (const problem of report.problems) {
    const where = problem.row === null ? 'file' : `row ${problem.row}`;
    printer.say(`${where}${problem.column === null ? '' : `, ${problem.column}`}: ${problem.text}`);
  }
  return exitCode.done;
}

/** The newest lines with that text, oldest first. */
async function findInLog(client: StationClient, text: string, last: number): Promise<LogLine[]> {
  const pieces: LogLine[][] = [];
  let left = last;
  for (let beforeId: number | undefined; left > 0; ) {
    const asked = { text, last: Math.min(left, LOG_PIECE), ...(beforeId && { beforeId }) };
    const { lines, nextBeforeId } = await client.log.find(asked);
    pieces.unshift(lines);
    left -= lines.length;
    if (nextBeforeId === null) break;
    beforeId = nextBeforeId;
  }
  return pieces.flat();
}

/** Oldest first; without `last` every line, piece by piece: a log can have a million. */
async function printLog(
  client: StationClient,
  mac: Mac | undefined,
  last: number | undefined,
  print: (line: LogLine) => void,
): Promise<void> {
  const ofUnit = mac === undefined ? {} : { mac };
  if (last !== undefined) {
    for (const line of await client.log.list({ ...ofUnit, last })) print(line);
    return;
  }
  for (let afterId = 0; ; ) {
    const lines = await client.log.list({ ...ofUnit, last: LOG_PIECE, afterId });
    for (const line of lines) print(line);
    afterId = lines.at(-1)?.id ?? afterId;
    if (lines.length < LOG_PIECE) return;
  }
}

async function follow(
  client: StationClient,
  mac: Mac | undefined,
  last: number | undefined,
  printer: Printer,
): Promise<number> {
  // The snapshot's number comes first, so that no line falls between the list and the stream.
  const { run, seq } = await client.station.snapshot({ seat, logLines: 1 });
  let lastId = 0;
  const print = (line: LogLine) => {
    if (line.id <= lastId || (mac !== undefined && line.mac !== mac)) return;
    lastId = line.id;
    printer.value(printedLine(line));
  };
  await printLog(client, mac, last, print);
  for await (const { changes } of await client.station.changes({ run, afterSeq: seq })) {
    for (const change of changes) if (change.type === 'log') print(change.line);
  }
  return exitCode.done;
}

function printedUnit(unit: Unit): Record<string, unknown> {
  const { mac, model, serial, address, stage, condition, reason, account, batch } = unit;
  return {
    mac,
    model,
    serial,
    address,
    stage,
    condition,
    reason:
      reason === null ? null : `${reason.code === null ? '' : `${reason.code} `}${reason.text}`,
    since: printedTime(unit.since),
    account,
    batch,
  };
}

function printedReadBack(readBack: UnitDetail['readBack']) {
  return readBack === null ? null : { ...readBack, at: printedTime(readBack.at) };
}

function printedBinding(binding: Binding): Record<string, unknown> {
  return { ...binding, boundAt: printedTime(binding.boundAt) };
}

function printedLine(line: LogLine): Record<string, unknown> {
  const { at, source, mac, address, facility, severity, msg, raw } = line;
  return {
    at: printedTime(at),
    source,
    mac,
    address,
    facility,
    severity,
    msg,
    ...(raw === null ? {} : { raw }),
  };
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parsed<O extends NonNullable<Options>>(
  args: string[],
  options: O,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args, options, allowPositionals });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

function noMore(args: string[]): void {
  if (args.length > 0) throw new WrongUse(`"${args[0]}" is not understood here`);
}

function onlyMac(args: string[]): Mac {
  const [text, ...more] = args;
  if (text === undefined || more.length > 0) throw new WrongUse('one MAC is needed');
  return macOf(text);
}

function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac === null) throw new WrongUse(`"${text}" is not a MAC: 12 hex digits`);
  return mac;
}

function wholeNumber(text: string, option: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUse(`${option} takes a whole number from 1`);
  return Number(text);
}
