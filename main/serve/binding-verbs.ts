/** Verbs that bind units to accounts, and show what is bound. */
import type { Binding } from '../contract/bindings.ts';
import { type Command, noMore, parsed, seat } from './command.ts';
import { exitCode, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

export const bindingVerbs: Record<string, Command> = {
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
};

function printedBinding(binding: Binding): Record<string, unknown> {
  return { ...binding, boundAt: printedTime(binding.boundAt) };
}
