import { bad, good, type Read } from '../problem.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';
import { type Operand, type Operator, readTokens, type Token } from './condition-tokens.ts';
import { expand } from './expansion.ts';
import { settle } from './macro.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

export type { Operator } from './condition-tokens.ts';

/** One comparison of a condition. */
export interface Comparison {
  left: ComparedValue;
  /** Null for the bare word `true`, which is what `$UPGCOND` expands to. */
  operator: Operator | null;
  right: ComparedValue | null;
  holds: boolean;
}

/** One side of a comparison; offsets in the text that was read, quotes included. */
export interface ComparedValue {
  /** Without quotes. */
  text: string;
  isQuoted: boolean;
  /** Null for the `$SWVER` that a missing left side stands for. */
  place: { from: number; to: number } | null;
}

/**
 * Evaluates a condition such as a resync trigger (guide: Conditional Expressions): comparisons joined
 * by `and`, all of which must hold. Macros are expanded first. Not for the parentheses of a rule,
 * which the rule's own reader takes off.
 *
 * A comparison without a left side compares `$SWVER` (firmware before 2.0.6); the word `true`, which
 * is what `$UPGCOND` expands to, always holds. An empty text, or one that starts with `#`, triggers
 * nothing and is false.
 *
 * @returns problems `bad-condition`, `bad-literal`, `type-mismatch`, `operator-not-applicable`, each
 *          with the column in the text after expansion
 */
export function evaluateCondition(
  text: string,
  values: ReadonlyMap<string, string>,
  readings: Readings = standardReadings,
): Read<boolean> {
  const expanded = settle(expand(text, values, readings).text);
  if (/^\s*(?:#|$)/.test(expanded)) return good(false);
  if (/^\s*\(/.test(expanded)) {
    const column = expanded.indexOf('(') + 1;
    return bad('bad-condition', 'A condition outside of a rule has no parentheses.', { column });
  }
  return evaluateExpanded(expanded, { softwareVersion: values.get('SWVER') ?? '', readings });
}

/** What the text of a condition is read with. */
export interface ConditionContext {
  /** What a missing left side stands for. */
  softwareVersion: string;
  readings?: Readings;
  /** Where the text stands in the one that columns are counted in. */
  offset?: number;
}

/** As {@link evaluateCondition}, for a text that is expanded and must not be empty. */
export function evaluateExpanded(text: string, context: ConditionContext): Read<boolean> {
  const comparisons = readComparisons(text, context);
  // Every comparison was read, also after a false one, so that mistakes do not hide.
  for (const comparison of comparisons) if (!comparison.ok) return comparison;
  return good(comparisons.every((comparison) => comparison.ok && comparison.value.holds));
}

/** Each comparison of an expanded condition, or what is wrong with it; at least one. */
export function readComparisons(text: string, context: ConditionContext): Read<Comparison>[] {
  const { softwareVersion, readings = standardReadings, offset = 0 } = context;
  const where = (at: number) => ({ column: offset + at + 1 });
  const tokens = readTokens(text);
  if (!Array.isArray(tokens)) {
    const message = 'The condition has a double quote without its partner.';
    return [bad('bad-condition', message, where(tokens.unclosedAt))];
  }
  const comparisons: Read<Comparison>[] = [];
  let from = 0;
  let one: Token[] = [];
  const close = (end: number) => {
    comparisons.push(compare(one, { softwareVersion, readings, where, from }));
    from = end;
    one = [];
  };
  for (const token of tokens) {
    if (token.type === 'word' && token.text === 'and') close(token.end);
    else one.push(token);
  }
  close(text.length);
  return comparisons;
}

interface CompareContext {
  softwareVersion: string;
  readings: Readings;
  where: (at: number) => { column: number };
  /** Where the comparison begins, for one without a token. */
  from: number;
}

function compare(tokens: Token[], context: CompareContext): Read<Comparison> {
  const [first, second, third] = tokens;
  if (tokens.length === 1 && first?.type === 'word' && first.text === 'true') {
    return good({ left: valueIn(first), operator: null, right: null, holds: true });
  }
  if (tokens.length === 2 && first?.type === 'operator' && second && second.type !== 'operator') {
    const left = { text: context.softwareVersion, isQuoted: false, place: null };
    return compareValues(left, first, valueIn(second), context);
  }
  const isWhole = tokens.length === 3 && first && second?.type === 'operator' && third;
  if (!isWhole || first.type === 'operator' || third.type === 'operator') {
    const message = 'A comparison has a value, an operator and a value.';
    return bad('bad-condition', message, context.where(first?.at ?? context.from));
  }
  return compareValues(valueIn(first), second, valueIn(third), context);
}

function valueIn({ type, text, at, end }: Operand): ComparedValue {
  return { text, isQuoted: type === 'text', place: { from: at, to: end } };
}

function compareValues(
  left: ComparedValue,
  { operator, at }: Extract<Token, { type: 'operator' }>,
  right: ComparedValue,
  { readings, where }: CompareContext,
): Read<Comparison> {
  const [a, b] = [readLiteral(left), readLiteral(right)];
  if (!a || !b) {
    const message = 'A value is an integer, a version such as 2.0.6(b), or text in quotes.';
    return bad('bad-literal', message, where((a ? right : left).place?.from ?? at));
  }
  if (a.type !== b.type) {
    const message = 'Both sides of a comparison must be of the same kind.';
    return bad('type-mismatch', message, where(left.place?.from ?? at));
  }
  if (a.type === 'text' && operator !== 'eq' && operator !== 'ne') {
    const message = 'Text can only be compared for equal and not equal.';
    return bad('operator-not-applicable', message, where(at));
  }
  return good({ left, operator, right, holds: holds(operator, orderOf(a, b, readings)) });
}

type Literal =
  | { type: 'text'; value: string }
  | { type: 'number'; value: bigint }
  | { type: 'version'; value: Version };

function readLiteral({ text, isQuoted }: ComparedValue): Literal | null {
  if (isQuoted) return { type: 'text', value: text };
  if (/^-?\d{1,40}$/.test(text)) return { type: 'number', value: BigInt(text) };
  const version = parseVersion(text);
  return version && { type: 'version', value: version };
}

/** Negative, 0 or positive; of texts only 0 says something. */
function orderOf(a: Literal, b: Literal, readings: Readings): number {
  if (a.type === 'version' && b.type === 'version') {
    return compareVersions(a.value, b.value, readings);
  }
  if (a.value === b.value) return 0;
  return a.value < b.value ? -1 : 1;
}

function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
  }
}
