/** `spa-bench pins …`: one-time codes that bind a unit to an account by HTTPS. */
import { parseArgs } from 'node:util';
import type { Pin } from '../contract/pins.ts';
import type { Connect } from './command.ts';
import { exitCode, type Printer, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

export async function pinsCommand(
  connect: Connect,
  args: string[],
  printer: Printer,
): Promise<number> {
  const [word, ...rest] = args;
  switch (word) {
    case 'make':
      return make(connect, rest, printer);
    case 'list':
      if (rest.length > 0) throw new WrongUse(`"${rest[0]}" is not understood here`);
      for (const pin of await (await connect()).pins.list()) printer.value(printed(pin));
      return exitCode.done;
    case 'withdraw': {
      const [id = '', ...more] = rest;
      if (!/^[1-9]\d{0,8}$/.test(id) || more.length > 0) {
        throw new WrongUse('pins withdraw needs one NUMBER, as pins list shows it');
      }
      printer.value(printed(await (await connect()).pins.withdraw({ id: Number(id) })));
      return exitCode.done;
    }
    default:
      throw new WrongUse('pins knows: make ACCOUNT …, list, withdraw NUMBER');
  }
}

async function make(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { hours, accounts } = makeOptions(args);
  const made = await (await connect()).pins.make({ accounts, hours });
  for (const { pin, url, ...about } of made) printer.value({ ...printed(about), pin, url });
  printer.say(
    'These codes are shown once: the station keeps only what it needs to know them again.',
  );
  return exitCode.done;
}

function makeOptions(args: string[]): { hours: number; accounts: string[] } {
  const options = { hours: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length === 0) throw new WrongUse('pins make needs at least one ACCOUNT');
    const hours = values.hours ?? '168';
    if (!/^[1-9]\d{0,3}$/.test(hours)) throw new WrongUse('--hours takes 1 to 9999');
    return { hours: Number(hours), accounts: positionals };
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

function printed({ madeAt, expiresAt, ...pin }: Pin): Record<string, unknown> {
  return { ...pin, madeAt: printedTime(madeAt), expiresAt: printedTime(expiresAt) };
}
