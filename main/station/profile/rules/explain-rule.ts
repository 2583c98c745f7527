import type { ProfileProblem, Read } from '../problem.ts';
import { concealing, secretFingerprint } from '../unit/fingerprint.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';
import { isSecretParameter } from '../values/secrets.ts';
import { readAssignments } from './assignment.ts';
import { explainCondition } from './explain-condition.ts';
import { expandRule, expandSecrets, settle } from './macro.ts';
import { splitOptions, type WrittenOption, writtenKeys } from './resync-options.ts';
import { decideRule, readParts } from './rule.ts';
import {
  type ExpandedPart,
  expandAlternatives,
  isOff,
  type LazyAlternative,
  valuesAfter,
} from './rule-expansion.ts';
import type {
  AlternativeExplanation,
  OptionExplanation,
  RuleContext,
  RuleExplanation,
  UrlExplanation,
} from './rule-types.ts';
import { resolveUrl, urlDefaults } from './url.ts';

/**
 * Why {@link evaluateRule} answers as it does: every alternative with its parts before and after
 * expansion, every comparison with its values, and what was chosen for which reason.
 * Keys, `$SA` … `$SD` and values of secret parameters show as fingerprints wherever they stand.
 * @param context.secrets more that must not be shown
 */
export function explainRule(
  text: string,
  context: RuleContext & { secrets?: Iterable<string> },
): RuleExplanation {
  const { values, readings = standardReadings } = context;
  const decided = decideRule(text, context);
  const alternatives = expandAlternatives(text, context);
  const read = alternatives.ok ? alternatives.value : [];
  const secrets = ['SA', 'SB', 'SC', 'SD'].map((name) => values.get(name) ?? '');
  secrets.push(...(context.secrets ?? []), ...writtenKeys(text));
  secrets.push(...writtenKeys(settle(expandRule(text, values, readings))));
  for (const alternative of read) secrets.push(...keysOf(alternative, context));
  const conceal = concealing(secrets);
  const shown = read.map((alternative, index) =>
    explainAlternative(alternative, index + 1, context, conceal),
  );
  if (!decided.ok) {
    const { problem } = decided;
    return { outcome: 'failed', chosen: null, why: 'problem', problem, alternatives: shown };
  }
  const { result } = decided.value;
  const { outcome } = result;
  if (outcome === 'skip') {
    const why = read.length > 0 ? 'none-true' : text.trim() === '' ? 'empty' : whyOff(text);
    return { outcome, chosen: null, why, alternatives: shown };
  }
  const chosen = result.alternative;
  const hasCondition = shown[chosen - 1]?.condition !== null;
  const why = hasCondition ? 'condition-true' : 'no-condition';
  return { outcome, chosen, why, alternatives: shown };
}

/** A rule without an alternative begins with `#`, or every macro in it came to nothing. */
function whyOff(text: string): 'switched-off' | 'empty' {
  return isOff(text) ? 'switched-off' : 'empty';
}

function explainAlternative(
  alternative: LazyAlternative,
  number: number,
  context: RuleContext,
  conceal: (text: string) => string,
): AlternativeExplanation {
  const { values, readings = standardReadings } = context;
  const conditionPart = alternative.condition?.(values);
  const condition = conditionPart
    ? explainCondition(conditionPart, { values, readings, conceal })
    : null;
  const assigned = assignmentsOf(alternative, values);
  const after = valuesAfter(values, assigned);
  const optionPart = alternative.options?.(after);
  const urlPart = alternative.url?.(after);
  const problem = condition?.problem ?? problemOf(readParts(alternative, context));
  return {
    number,
    condition,
    assignments: assigned.map(({ name, value }) => {
      const isSecret = isSecretParameter(name);
      return { name, value: isSecret ? secretFingerprint(value) : conceal(value), isSecret };
    }),
    options: optionPart ? explainOptions(optionPart, after, readings) : [],
    url: urlPart ? explainUrl(urlPart, context.option66, conceal) : null,
    ...(problem && { problem }),
  };
}

function problemOf(read: Read<unknown>): ProfileProblem | undefined {
  return read.ok ? undefined : read.problem;
}

function assignmentsOf({ assignments }: LazyAlternative, values: ReadonlyMap<string, string>) {
  const part = assignments?.(values);
  const read = part ? readAssignments(settle(part.text)) : null;
  return read?.ok ? read.value : [];
}

/** Pass phrases and passwords of one alternative, to be concealed. */
function keysOf(alternative: LazyAlternative, context: RuleContext): string[] {
  const { values, readings = standardReadings } = context;
  const after = valuesAfter(values, assignmentsOf(alternative, values));
  const part = alternative.options?.(after);
  const written = part ? splitOptions(part.text) : null;
  if (!written?.ok) return [];
  return written.value
    .filter(({ name }) => name === 'key' || name === 'pwd')
    .map((option) => argumentOf(option, after, readings));
}

function argumentOf(
  { name, argument }: WrittenOption,
  values: ReadonlyMap<string, string>,
  readings: Readings,
): string {
  return settle(name === 'key' ? expandSecrets(argument, values, readings) : argument);
}

function explainOptions(
  part: ExpandedPart,
  values: ReadonlyMap<string, string>,
  readings: Readings,
): OptionExplanation[] {
  const written = splitOptions(part.text);
  if (!written.ok) return [];
  return written.value.map((option): OptionExplanation => {
    const { name: kind } = option;
    const argument = argumentOf(option, values, readings);
    if (kind === 'key' || kind === 'uid' || kind === 'pwd') {
      const typed = part.before(option.from, option.to);
      const from = /^\$(?:[A-Z0-9_]+|\([A-Z0-9_:]+\))$/.test(typed) ? typed : 'literal';
      return { kind, from, fingerprint: secretFingerprint(argument) };
    }
    if (kind === 'post' || kind === 'alias') {
      const letter = /^[a-p]$/.test(argument) ? argument : '';
      return { kind, letter, parameter: letter === '' ? '' : `GPP_${letter.toUpperCase()}` };
    }
    return { kind: 'unknown', name: kind };
  });
}

function explainUrl(
  part: ExpandedPart,
  option66: string | undefined,
  conceal: (text: string) => string,
): UrlExplanation {
  const written = settle(part.text).trim();
  const resolved = resolveUrl(written, option66 === undefined ? {} : { option66 });
  return {
    before: conceal(part.before(0, part.text.length)).trim(),
    after: conceal(written),
    resolved: resolved.ok ? { ...resolved.value, path: conceal(resolved.value.path) } : null,
    defaults: urlDefaults(written),
  };
}
