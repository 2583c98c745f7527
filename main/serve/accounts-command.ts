/** `accounts`: the list, and its import from a CSV. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StationError } from '../contract/errors.ts';
import { type Command, type Connect, noMore, parsed } from './command.ts';
import { exitCode, type Printer } from './print.ts';
import { WrongUse } from './usage.ts';

export const accountsCommand: Command = async (connect, args, printer) => {
  if (args[0] === 'import') return importAccounts(connect, args.slice(1), printer);
  noMore(args);
  const client = await connect();
  for (const each of await client.accounts.list()) {
    const { account, name, workOrder, devices, allowed, status } = each;
    printer.value({ account, name, workOrder, devices, allowed, status });
  }
  return exitCode.done;
};

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
