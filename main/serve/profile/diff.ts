/** `profile diff A B`: what a unit would see differently. */

import { diffProfiles, type ParameterDifference } from '../../station/profile/text/diff.ts';
import type { ProfileEntry } from '../../station/profile/text/entry.ts';
import { effectiveEntries } from '../../station/profile/text/source.ts';
import { secretFingerprint, withoutKeys } from '../../station/profile/unit/fingerprint.ts';
import { isSecretParameter } from '../../station/profile/values/secrets.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { keyOf, parsed } from './options.ts';
import { printProblem } from './problems.ts';
import { readSource } from './source-file.ts';

/** @returns 0 when both say the same, 1 when not, or when one cannot be read */
export function diffCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, {
    key: { type: 'string' },
    'key-file': { type: 'string' },
    'show-secrets': { type: 'boolean' },
  });
  const [a, b, ...more] = positionals;
  if (a === undefined || b === undefined || more.length > 0) {
    throw new WrongUse('profile diff needs two files: profile diff A B');
  }
  const key = keyOf(values);
  const before = entriesOf(a, key, printer);
  const after = entriesOf(b, key, printer);
  if (before === null || after === null) return exitCode.refused;
  const differences = diffProfiles(before, after);
  for (const one of differences) printDifference(one, values['show-secrets'] ?? false, printer);
  return differences.length === 0 ? exitCode.done : exitCode.refused;
}

function entriesOf(path: string, key: string | null, printer: Printer): ProfileEntry[] | null {
  const { source, pathOf } = readSource(path, key);
  for (const problem of source.problems) printProblem(problem, pathOf, printer);
  if (source.problems.length > 0) return null;
  return effectiveEntries(source.entries).map(({ xmlName: name, value, access }) => ({
    ...{ name, value },
    ...(access !== undefined && { access }),
  }));
}

function printDifference(
  { name, before, after }: ParameterDifference,
  showsSecrets: boolean,
  printer: Printer,
): void {
  const isHidden = !showsSecrets && isSecretParameter(name);
  const [was, is] = [before, after].map((side) => {
    if (showsSecrets || side === null || side.value === null || side.value === '') return side;
    const value = isHidden ? `secret ${secretFingerprint(side.value)}` : withoutKeys(side.value);
    return { ...side, value };
  });
  const line = (mark: string, side: typeof before | undefined) =>
    side ? `${mark} ${name} ${sideWords(side)}` : null;
  const lines = [line('-', was), line('+', is)].filter((one) => one !== null);
  printer.value({ name, before: was ?? null, after: is ?? null }, lines.join('\n'));
}

function sideWords({ value, access }: NonNullable<ParameterDifference['before']>): string {
  const words = value === null ? '(keeps its value)' : `"${value}"`;
  return access === undefined ? words : `${words} (user: ${access})`;
}
