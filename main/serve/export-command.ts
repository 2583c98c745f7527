/** `export`: batches of bindings for the billing system. */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, parsed, wholeNumber } from './command.ts';
import { exitCode, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

export const exportCommand: Command = async (connect, args, printer) => {
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
};

/** One new folder inside one that is there; anything deeper is more likely a slip of the keyboard. */
async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir).catch(() => undefined); // what is wrong with it, the export itself says
}
