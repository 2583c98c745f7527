import { codeOf } from '../../station/profile/lint/syntax.ts';
import type { ProfileProblem } from '../../station/profile/problem.ts';
import { problemOf, type SourceProblem } from '../../station/profile/text/source.ts';
import type { Printer } from '../print.ts';

/** A reader's problem in the form of a finding: what keeps a verb from its work. */
export function printProblem(
  problem: SourceProblem,
  pathOf: (name: string) => string,
  printer: Printer,
): void {
  printPlaced({ ...problemOf(problem), file: pathOf(problem.file.name) }, printer);
}

export function printPlaced(problem: ProfileProblem, printer: Printer): void {
  const { file = '-', line = 1, column: col = 1, message } = problem;
  const code = codeOf(problem);
  printer.value(
    { file, line, col, severity: 'error', code, message },
    `${file}:${line}:${col}: error ${code} ${message}`,
  );
}
