/** `profile lint FILE…`: what is wrong with profiles before any unit sees them. */
import type { Finding } from '../../contract/profiles.ts';
import { lintProfile } from '../../station/profile/lint/lint.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { lintFlags, lintOptions, parsed } from './options.ts';
import { readSource } from './source-file.ts';

/** @returns 1 when anything was found */
export function lintCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, lintFlags);
  if (positionals.length === 0) throw new WrongUse('profile lint needs at least one FILE');
  const options = lintOptions(values);
  let isClean = true;
  for (const path of positionals) {
    const { source, pathOf } = readSource(path);
    for (const found of lintProfile(source, options)) {
      isClean = false;
      printFinding({ ...found, file: pathOf(found.file) }, printer);
    }
  }
  return isClean ? exitCode.done : exitCode.refused;
}

function printFinding(found: Finding, printer: Printer): void {
  const { file, line, column: col, severity, code, message, fix } = found;
  printer.value(
    { file, line, col, severity, code, message, fix: fix?.title ?? null },
    `${file}:${line}:${col}: ${severity} ${code} ${message}`,
  );
}
