/** `log`: what the station wrote down. */
import type { LogFind } from '../contract/log-find.ts';
import { type LogLine, logSources } from '../contract/model.ts';
import type { EpochMs, Mac } from '../contract/values.ts';
import { type Command, macOf, parsed, seat, wholeNumber } from './command.ts';
import type { StationClient } from './connect.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

const LOG_PIECE = 5000;
const severities = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;
const LARGEST_LAST = 50_000;

export const logCommand: Command = async (connect, args, printer) => {
  const { values } = parsed(args, {
    unit: { type: 'string' },
    last: { type: 'string' },
    find: { type: 'string' },
    source: { type: 'string' },
    severity: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    follow: { type: 'boolean' },
  });
  if (values.find === '') throw new WrongUse('--find needs a text');
  const mac = values.unit === undefined ? undefined : macOf(values.unit);
  const wanted = {
    ...(values.find !== undefined && { text: values.find }),
    ...(values.source !== undefined && { source: oneOf(logSources, values.source, '--source') }),
    ...(values.severity !== undefined && { severity: severityOf(values.severity) }),
    ...(values.since !== undefined && { from: timeOf(values.since, '--since', '00:00:00.000') }),
    ...(values.until !== undefined && { to: timeOf(values.until, '--until', '23:59:59.999') }),
  };
  const isFinding = Object.keys(wanted).length > 0;
  if (values.follow && isFinding) throw new WrongUse('--follow goes with --unit and --last only');
  const last = values.last === undefined ? undefined : wholeNumber(values.last, '--last');
  if (last !== undefined && last > LARGEST_LAST) {
    throw new WrongUse(`--last takes at most ${LARGEST_LAST}; leave it out for every line`);
  }
  const client = await connect();
  if (values.follow) return follow(client, mac, last, printer);
  if (isFinding) {
    const asked = { text: '', ...wanted, ...(mac && { mac }) };
    const lines = await findInLog(client, asked, last ?? Number.POSITIVE_INFINITY);
    for (const line of lines) printer.value(printedLine(line));
    return exitCode.done;
  }
  await printLog(client, mac, last, (line) => printer.value(printedLine(line)));
  return exitCode.done;
};

function oneOf<T extends string>(known: readonly T[], text: string, option: string): T {
  const found = known.find((each) => each === text.toLowerCase());
  if (found === undefined) throw new WrongUse(`${option} takes ${known.join(', ')}`);
  return found;
}

function severityOf(text: string): number {
  const words = Object.keys(severities) as (keyof typeof severities)[];
  return severities[oneOf(words, text, '--severity')];
}

/** @param timeOfDay  where only the day is given, by this computer's clock */
function timeOf(text: string, option: string, timeOfDay: string): EpochMs {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text);
  const at = Date.parse(isDay ? `${text}T${timeOfDay}` : text);
  if (!(isDay || isTime) || Number.isNaN(at) || at < 0) {
    throw new WrongUse(`${option} takes a time such as 2026-11-22T14:02 or 2026-11-22`);
  }
  return at;
}

/** The newest lines that fit, oldest first. */
async function findInLog(client: StationClient, wanted: LogFind, last: number): Promise<LogLine[]> {
  const pieces: LogLine[][] = [];
  let left = last;
  for (let beforeId: number | undefined; left > 0; ) {
    const { lines, nextBeforeId } = await client.log.find({
      ...{ ...wanted, last: Math.min(left, LOG_PIECE) },
      ...(beforeId && { beforeId }),
    });
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
