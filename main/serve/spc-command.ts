/** `spc probe`: what the program at a path is; needs no station. */
import { resolve } from 'node:path';
import { keyIsVisible, probeSpc } from '../station/spc/probe.ts';
import { exitCode, type Printer } from './print.ts';
import { parsed } from './profile/options.ts';
import { WrongUse } from './usage.ts';

/** @returns 1 when it is not usable */
export async function spcCommand(args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(args, { path: { type: 'string' } });
  if (positionals.length !== 1 || positionals[0] !== 'probe' || !values.path) {
    throw new WrongUse('spc knows: probe --path FILE, show, model MODEL open|compiler');
  }
  const found = await probeSpc(resolve(values.path));
  if (!found.ok) {
    const { kind, message, exitCode: code, said } = found.failure;
    printer.value({ found: false, kind, message, exitCode: code, said }, message);
    if (said !== '') printer.say(said);
    return exitCode.refused;
  }
  const { parameters, said } = found.value;
  printer.value(
    { found: true, parameters, said },
    `It wrote a sample profile of ${parameters} parameters.`,
  );
  if (said !== '') printer.say(said);
  printer.say(keyIsVisible);
  return exitCode.done;
}
