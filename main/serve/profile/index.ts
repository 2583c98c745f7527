/** `profile VERB …`: the profile language on the command line; none of it needs a station. */
import type { Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { aliasCommand } from './alias.ts';
import { buildCommand, openCommand } from './build.ts';
import { convertCommand, sampleCommand } from './convert.ts';
import { decodeToneCommand } from './decode-tone.ts';
import { diffCommand } from './diff.ts';
import { expandCommand, explainCommand } from './explain.ts';
import { lintCommand } from './lint.ts';
import { orderCommand } from './order.ts';
import { urlsCommand } from './urls.ts';

const verbs: Readonly<Record<string, (args: string[], printer: Printer) => number>> = {
  lint: lintCommand,
  expand: expandCommand,
  explain: explainCommand,
  convert: convertCommand,
  build: buildCommand,
  open: openCommand,
  diff: diffCommand,
  'decode-tone': decodeToneCommand,
  sample: sampleCommand,
  order: orderCommand,
  alias: aliasCommand,
  urls: urlsCommand,
};

/** @returns 0 clean, 1 findings or refused @throws WrongUse */
export function profileCommand(args: string[], printer: Printer): number {
  const [verb = '', ...rest] = args;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (run === undefined) {
    throw new WrongUse(`profile knows ${Object.keys(verbs).join(', ')}, not "${verb}"`);
  }
  return run(rest, printer);
}
