/** `profile urls --rule TEXT --units FILE`: where a rule leads each unit of a batch. */
import { evaluateRule } from '../../station/profile/rules/rule.ts';
import { standardReadings } from '../../station/profile/unit/readings.ts';
import { stateOf } from '../../station/profile/unit/simulate.ts';
import { macrosOf } from '../../station/profile/unit/unit-state.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { parsed } from './options.ts';
import { textOf } from './source-file.ts';
import { describedUnit, unitHelp } from './unit-option.ts';

/** @returns 1 when a rule leads nowhere, or two units to the same file */
export function urlsCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, {
    rule: { type: 'string' },
    units: { type: 'string' },
  });
  if (positionals.length > 0) throw new WrongUse(`"${positionals[0]}" is not understood here`);
  if (values.rule === undefined) throw new WrongUse('profile urls needs --rule TEXT');
  if (values.units === undefined) {
    throw new WrongUse(`profile urls needs --units FILE, a unit per line: ${unitHelp}`);
  }
  const lines = textOf(values.units)
    .split(/\r?\n/)
    .map((line) => line.trim());
  const units = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const owners = new Map<string, string>();
  let isClean = true;
  for (const line of units) {
    const { unit } = describedUnit([line]);
    const read = evaluateRule(values.rule, {
      values: macrosOf(stateOf(unit, standardReadings)),
      ...(unit.option66 !== null && { option66: unit.option66 }),
    });
    const fetched = read.ok && read.value.outcome === 'fetch' ? read.value.url : null;
    if (fetched === null) {
      const why = read.ok ? 'the rule leads nowhere' : read.problem.message;
      printer.value({ mac: unit.mac, url: null, why }, `${unit.mac}: ${why}`);
      isClean = false;
      continue;
    }
    const url = `${fetched.scheme}://${fetched.server}:${fetched.port}${fetched.path}`;
    const owner = owners.get(url) ?? null;
    const same = owner === null ? '' : `  the same file as ${owner}`;
    printer.value({ mac: unit.mac, url, sameAs: owner }, `${unit.mac}  ${url}${same}`);
    if (owner === null) owners.set(url, unit.mac);
    else isClean = false;
  }
  return isClean ? exitCode.done : exitCode.refused;
}
