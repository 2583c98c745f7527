/** `capture MAC --out FILE`: a unit's newest packets as a pcap file. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StationError } from '../contract/errors.ts';
import { parseMac } from '../contract/values.ts';
import { writeSecretFile } from '../station/secret-file.ts';
import type { Connect } from './command.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

export async function captureCommand(
  connect: Connect,
  args: string[],
  printer: Printer,
): Promise<number> {
  const { text, out } = understood(args);
  const mac = parseMac(text);
  if (mac === null) throw new WrongUse(`"${text}" is not a MAC: 12 hex digits`);
  const client = await connect();
  const { base64, name: _name, firstAt, lastAt, ...about } = await client.units.capture({ mac });
  const file = resolve(out);
  await writeSecretFile(file, Buffer.from(base64, 'base64')).catch((cause: unknown) => {
    const message = `The capture ${file} cannot be written.`;
    throw new StationError('FILE_NOT_WRITTEN', message, { cause });
  });
  printer.say(
    'IP and UDP headers are written by the station, HTTP is not in it. Secrets the station knows are masked; the file may hold others: keep it as you keep keys.',
  );
  printer.value({
    ...{ file, ...about },
    ...{ firstAt: printedTime(firstAt), lastAt: printedTime(lastAt) },
  });
  return exitCode.done;
}

function understood(args: string[]): { text: string; out: string } {
  let parsed: { values: { out?: string }; positionals: string[] };
  try {
    const options = { out: { type: 'string' } } as const;
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new WrongUse('one MAC is needed');
  if (!values.out) throw new WrongUse('capture needs --out FILE');
  return { text, out: values.out };
}
