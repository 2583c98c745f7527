/** `rights`: whether this user may open the bench's ports, and the file that allows it; needs no station. */
import { StationError } from '../contract/errors.ts';
import { elevatedRefusal } from '../station/elevated-refusal.ts';
import { asCommandLine } from '../station/net/address-commands.ts';
import { runElevated } from '../station/net/elevate.ts';
import {
  allowCommands,
  RIGHTS_FILE,
  readRights,
  rightsTradeOff,
  undoCommands,
} from '../station/preflight/rights.ts';
import { exitCode, type Printer } from './print.ts';
import { WrongUse } from './usage.ts';

const LOWEST_PORT = 67;

/** @returns 1 from `rights` alone when the ports are not open to this user */
export async function rightsCommand(args: string[], printer: Printer): Promise<number> {
  const [what = 'show', ...more] = args;
  if (!['show', 'allow', 'undo'].includes(what) || more.length > 0) {
    throw new WrongUse('rights takes nothing, allow or undo');
  }
  if (process.platform !== 'linux') {
    const text = 'On this system any user may open the bench’s ports; there is nothing to set.';
    printer.value({ openFrom: 0, file: null }, text);
    return exitCode.done;
  }
  const facts = await readRights();
  const undo = undoCommands(facts);
  const commands = what === 'undo' ? undo : allowCommands(facts, LOWEST_PORT);
  const { platform } = process;
  if (what === 'show') {
    const isOpen = facts.openFrom <= LOWEST_PORT;
    printer.value({
      openFrom: facts.openFrom,
      receiveMax: facts.receiveMax,
      file: undo === null ? null : RIGHTS_FILE,
      allow: asCommandLine(allowCommands(facts, LOWEST_PORT), platform),
      undo: undo && asCommandLine(undo, platform),
    });
    return isOpen || process.geteuid?.() === 0 ? exitCode.done : exitCode.refused;
  }
  if (commands === null) {
    throw new StationError('NO_FIX', `There is no ${RIGHTS_FILE} of SPA Bench to take back.`);
  }
  if (what === 'allow') printer.say(rightsTradeOff(facts, LOWEST_PORT));
  printer.say(asCommandLine(commands, platform));
  const aim = what === 'undo' ? 'to take the right to low ports back' : 'to open low ports';
  // A dialog keeps no process alive by itself.
  const alive = setInterval(() => undefined, 60_000);
  const result = await runElevated(commands);
  clearInterval(alive);
  const refusal = elevatedRefusal(aim, result, 'FIX_FAILED');
  if (refusal !== null) throw refusal;
  const { openFrom, receiveMax } = await readRights();
  printer.value({ openFrom, receiveMax }, `Every user may open ports from ${openFrom} now.`);
  return exitCode.done;
}
