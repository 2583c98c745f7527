import { concealing } from '../unit/fingerprint.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';
import { type ComparedValue, evaluateCondition, readComparisons } from './condition.ts';
import { expand } from './expansion.ts';
import { settle } from './macro.ts';
import type { ExpandedPart } from './rule-expansion.ts';
import type { ConditionExplanation, ValueExplanation } from './rule-types.ts';

/**
 * Why a trigger holds or not (guide: Triggers): as {@link evaluateCondition}, comparison by comparison.
 * An empty or commented-out text has no comparison and does not hold. Secrets are concealed.
 */
export function explainTrigger(
  text: string,
  values: ReadonlyMap<string, string>,
  readings: Readings = standardReadings,
): ConditionExplanation {
  const conceal = concealing(['SA', 'SB', 'SC', 'SD'].map((name) => values.get(name) ?? ''));
  const part = { at: 0, ...expand(text, values, readings) };
  const result = evaluateCondition(text, values, readings);
  const isOff = /^\s*(?:#|$)/.test(settle(part.text));
  if (!isOff && result.ok) return explainCondition(part, { values, readings, conceal });
  return {
    before: conceal(text),
    after: conceal(settle(part.text)),
    holds: result.ok ? result.value : null,
    comparisons: [],
    ...(!result.ok && { problem: result.problem }),
  };
}

/** Explains the condition of a rule's alternative; see {@link explainRule}. */
export function explainCondition(
  part: ExpandedPart,
  context: {
    values: ReadonlyMap<string, string>;
    readings: Readings;
    conceal: (text: string) => string;
  },
): ConditionExplanation {
  const { values, readings, conceal } = context;
  const softwareVersion = values.get('SWVER') ?? '';
  const text = settle(part.text);
  const read = readComparisons(text, { softwareVersion, readings, offset: part.at });
  const value = (compared: ComparedValue): ValueExplanation => {
    const { place } = compared;
    if (!place) return { before: '$SWVER', after: compared.text, isImplied: true };
    return {
      before: conceal(part.before(place.from, place.to)),
      after: conceal(text.slice(place.from, place.to)),
      isImplied: false,
    };
  };
  const failed = read.find((comparison) => !comparison.ok);
  const comparisons = read.flatMap((comparison) => (comparison.ok ? [comparison.value] : []));
  return {
    before: conceal(part.before(0, part.text.length)).trim(),
    after: conceal(text).trim(),
    holds: failed ? null : comparisons.every(({ holds }) => holds),
    comparisons: comparisons.map(({ left, operator, right, holds }) => ({
      left: value(left),
      operator,
      right: right && value(right),
      holds,
    })),
    ...(failed && !failed.ok && { problem: failed.problem }),
  };
}
