import { bad, good, type Read } from '../problem.ts';
import { standardReadings } from '../unit/readings.ts';
import { type Assignment, readAssignments } from './assignment.ts';
import { evaluateExpanded } from './condition.ts';
import { settle } from './macro.ts';
import { type ResyncOptions, readResyncOptions } from './resync-options.ts';
import { expandAlternatives, type LazyAlternative, valuesAfter } from './rule-expansion.ts';
import type { RuleContext, RuleResult } from './rule-types.ts';
import { type ResolvedUrl, resolveUrl } from './url.ts';

export type * from './rule-types.ts';

/**
 * Evaluates a whole rule (guide: Profile Rules, Upgrade Rule, Report Rule):
 * `[(condition)?] [(assignments)!] [[options] URL]`, alternatives separated by `|`.
 *
 * Macros are expanded first, over the whole rule, as the guide says; so a value may bring in a part
 * of a rule (the reading `ruleExpansion`). `$SA` … `$SD` wait until the argument of `--key` is cut out.
 * Conditions are evaluated from left to right until one is true or an alternative has none; what is
 * behind it is never looked at.
 *
 * @param text the parameter's value
 * @returns problems `bad-rule`, `options-not-allowed` (upgrade), `missing-url`, and those of the parts;
 *          columns count in the text after the first expansion, in which `$SA` … `$SD` still stand
 */
export function evaluateRule(text: string, context: RuleContext): Read<RuleResult> {
  const decided = decideRule(text, context);
  return decided.ok ? good(decided.value.result) : decided;
}

/** What a rule tells, and how it came to it. */
export interface RuleDecision {
  result: RuleResult;
  /** The URL as it is written after expansion; null without one. */
  writtenUrl: string | null;
  /** The alternative was chosen because its condition is true. */
  isConditional: boolean;
}

/** {@link evaluateRule}, for who follows the rule. */
export function decideRule(text: string, context: RuleContext): Read<RuleDecision> {
  const alternatives = expandAlternatives(text, context);
  if (!alternatives.ok) return alternatives;
  for (const [index, alternative] of alternatives.value.entries()) {
    const condition = conditionHolds(alternative, context);
    if (!condition.ok) return condition;
    if (condition.value) return carryOut(alternative, index + 1, context);
  }
  return good({ result: { outcome: 'skip' }, writtenUrl: null, isConditional: false });
}

function conditionHolds({ condition }: LazyAlternative, context: RuleContext): Read<boolean> {
  if (condition === null) return good(true);
  const { values, readings = standardReadings } = context;
  const part = condition(values);
  const softwareVersion = values.get('SWVER') ?? '';
  return evaluateExpanded(settle(part.text), { softwareVersion, readings, offset: part.at });
}

function carryOut(
  alternative: LazyAlternative,
  number: number,
  context: RuleContext,
): Read<RuleDecision> {
  const parts = readParts(alternative, context);
  if (!parts.ok) return parts;
  const isConditional = alternative.condition !== null;
  const { assignments, options, url } = parts.value;
  if (url === null) {
    const result: RuleResult = assignments
      ? { outcome: 'assign', alternative: number, assignments }
      : { outcome: 'none', alternative: number };
    return good({ result, writtenUrl: null, isConditional });
  }
  const result: RuleResult = {
    outcome: 'fetch',
    alternative: number,
    ...(assignments && { assignments }),
    ...(options && { options }),
    url: url.resolved,
  };
  return good({ result, writtenUrl: url.written, isConditional });
}

/** What an alternative says beside its condition; null where a part is absent. */
interface RuleParts {
  assignments: Assignment[] | null;
  options: ResyncOptions | null;
  url: { written: string; resolved: ResolvedUrl } | null;
}

/** Reads assignments, options and URL of one alternative, whether it is chosen or not. */
export function readParts(alternative: LazyAlternative, context: RuleContext): Read<RuleParts> {
  const { values, kind = 'profile', option66, readings = standardReadings } = context;
  const assignmentPart = alternative.assignments?.(values);
  const assigned = assignmentPart
    ? readAssignments(settle(assignmentPart.text), assignmentPart.at)
    : null;
  if (assigned && !assigned.ok) return assigned;
  const after = valuesAfter(values, assigned?.value ?? []);
  const optionPart = alternative.options?.(after);
  if (optionPart && kind === 'upgrade') {
    const message = 'An upgrade rule takes no options in square brackets.';
    return bad('options-not-allowed', message, { column: optionPart.at + 1 });
  }
  const urlPart = alternative.url?.(after);
  // A macro alone may have come to nothing.
  const hasUrl = urlPart !== undefined && urlPart.text.trim() !== '';
  if (!hasUrl && (optionPart || kind !== 'profile')) {
    const column = alternative.end + 1;
    return bad('missing-url', 'This alternative of the rule has no URL.', { column });
  }
  const options = optionPart
    ? readResyncOptions(optionPart.text, after, { offset: optionPart.at, readings })
    : null;
  if (options && !options.ok) return options;
  const parts = { assignments: assigned?.value ?? null, options: options?.value ?? null };
  if (!hasUrl) return good({ ...parts, url: null });
  const written = settle(urlPart.text);
  const server = option66 === undefined ? {} : { option66 };
  const resolved = resolveUrl(written, { offset: urlPart.at, ...server });
  if (!resolved.ok) return resolved;
  return good({ ...parts, url: { written: written.trim(), resolved: resolved.value } });
}
