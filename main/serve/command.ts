/** What every verb that asks a running station is made of: its shape, and readers of its words. */
import { parseArgs } from 'node:util';
import { type Mac, parseMac } from '../contract/values.ts';
import type { StationClient } from './connect.ts';
import type { Printer } from './print.ts';
import { WrongUse } from './usage.ts';

/** The command line is one scanning place; it outlives the process and is never locked. */
export const seat = 'command-line';

/** Connects; called when the words of the command line are understood. */
export type Connect = () => Promise<StationClient>;
/** @throws WrongUse */
export type Command = (connect: Connect, args: string[], printer: Printer) => Promise<number>;

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** @throws WrongUse for what the options do not know */
export function parsed<O extends NonNullable<Options>>(
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

export function noMore(args: string[]): void {
  if (args.length > 0) throw new WrongUse(`"${args[0]}" is not understood here`);
}

export function onlyMac(args: string[]): Mac {
  const [text, ...more] = args;
  if (text === undefined || more.length > 0) throw new WrongUse('one MAC is needed');
  return macOf(text);
}

export function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac === null) throw new WrongUse(`"${text}" is not a MAC: 12 hex digits`);
  return mac;
}

export function wholeNumber(text: string, option: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUse(`${option} takes a whole number from 1`);
  return Number(text);
}
