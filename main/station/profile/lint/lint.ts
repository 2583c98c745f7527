/**
 * Checks a profile before any unit sees it: every finding with a stable code, the place of the token it
 * is about, a sentence, and a fix where a change is safe (UI design, section 6.6; `docs/profiles.md`).
 * Pure; never throws.
 */
import { defaultBenchNetwork } from '../../../contract/bench-network.ts';
import type { Finding } from '../../../contract/profiles.ts';
import type { ProfileSource } from '../text/source.ts';
import { builtInCatalogue } from '../values/catalogue.ts';
import { checkAssignments } from './assignments.ts';
import { LintContext, type LintOptions } from './context.ts';
import { checkDestination } from './destination.ts';
import { checkFormat } from './format.ts';
import { checkHabits } from './habits.ts';
import { checkKeys } from './keys.ts';
import { checkLayers } from './layers.ts';
import { checkMacros } from './macros.ts';
import { checkNames } from './names.ts';
import { checkRegisters } from './registers.ts';
import { checkRules } from './rules.ts';
import { checkSyntax } from './syntax.ts';
import { checkValues } from './values.ts';

export { type LintCodeName, lintCodes } from './codes.ts';
export type { LintOptions } from './context.ts';

const checks = [
  checkSyntax,
  checkFormat,
  checkNames,
  checkMacros,
  checkRules,
  checkAssignments,
  checkValues,
  checkKeys,
  checkDestination,
  checkHabits,
  checkLayers,
  checkRegisters,
];

/** How a file nobody says more about is checked: as the last one a unit gets. */
export const standardLintOptions: LintOptions = {
  catalogue: builtInCatalogue,
  firmware: null,
  xmlSince: '2.0.6',
  stage: 'sec-prv-2',
  layer: null,
  isWhole: false,
  stationAddresses: [defaultBenchNetwork.address],
  setElsewhere: new Set(['GPP_SA', 'GPP_B']),
};

/** @returns findings by file in the order they are read, and by place in each */
export function lintProfile(source: ProfileSource, options: Partial<LintOptions> = {}): Finding[] {
  const context = new LintContext(source, { ...standardLintOptions, ...options });
  for (const check of checks) check(context);
  return [...context.findings].sort(
    (a, b) =>
      Number(a.file !== source.main.name) - Number(b.file !== source.main.name) ||
      a.file.localeCompare(b.file) ||
      a.start - b.start ||
      a.code.localeCompare(b.code),
  );
}
