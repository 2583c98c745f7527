/** `log`: what the station wrote down. */
import type { LogLine } from '../contract/model.ts';
import type { Mac } from '../contract/values.ts';
import { type Command, macOf, parsed, seat, wholeNumber } from './command.ts';
import type { StationClient } from './connect.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

const LOG_PIECE = 5000;
const LARGEST_LAST = 50_000;

export const logCommand: Command = async (connect, args, printer) => {
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
};

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
