import { bad, good, type Read } from '../problem.ts';
import { expandMacros } from './macro.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

type Operator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
type Token =
  | { type: 'text'; text: string }
  | { type: 'word'; text: string }
  | { type: 'operator'; operator: Operator };
type Literal =
  | { type: 'text'; value: string }
  | { type: 'number'; value: bigint }
  | { type: 'version'; value: Version };

const OPERATORS = new Map<string, Operator>([
  ['=', 'eq'],
  ['!=', 'ne'],
  ['!', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ...(['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const).map((name) => [name, name] as const),
]);

/**
 * Evaluates a condition such as a resync trigger (guide: Conditional Expressions): comparisons joined
 * by `and`, all of which must hold. Macros are expanded first. Not for the parentheses of a rule,
 * which the rule's own reader takes off.
 *
 * A comparison without a left side compares `$SWVER` (firmware before 2.0.6); the word `true`, which
 * is what `$UPGCOND` expands to, always holds. An empty text, or one that starts with `#`, triggers
 * nothing and is false.
 *
 * @returns problems `bad-condition`, `bad-literal`, `type-mismatch`, `operator-not-applicable`
 */
export function evaluateCondition(
  text: string,
  values: ReadonlyMap<string, string>,
): Read<boolean> {
  const expanded = expandMacros(text, values).trim();
  if (expanded === '' || expanded.startsWith('#')) return good(false);
  return evaluateExpanded(expanded, values.get('SWVER') ?? '');
}

/** As {@link evaluateCondition}, for a text that is expanded and must not be empty. */
export function evaluateExpanded(text: string, softwareVersion: string): Read<boolean> {
  const tokens = readTokens(text);
  if (!tokens) return bad('bad-condition', 'The condition has a double quote without its partner.');
  let holds = true;
  let comparison: Token[] = [];
  for (const token of [...tokens, null]) {
    if (token && !(token.type === 'word' && token.text === 'and')) {
      comparison.push(token);
      continue;
    }
    // Every comparison is read, also after a false one, so that mistakes do not hide.
    const result = compare(comparison, softwareVersion);
    if (!result.ok) return result;
    holds &&= result.value;
    comparison = [];
  }
  return good(holds);
}

function readTokens(text: string): Token[] | null {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"([^"]*)"|(!=|<=|>=|[=<>!])|([^\s"=<>!]+))\s*/y;
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (!found) return text.includes('"') ? null : tokens;
    const [, quoted, sign, word] = found;
    const operator = OPERATORS.get(sign ?? word ?? '');
    if (quoted !== undefined) tokens.push({ type: 'text', text: quoted });
    else if (operator) tokens.push({ type: 'operator', operator });
    else tokens.push({ type: 'word', text: word ?? '' });
  }
  return tokens;
}

function compare(tokens: Token[], softwareVersion: string): Read<boolean> {
  const [first, second, third] = tokens;
  if (tokens.length === 1 && first?.type === 'word' && first.text === 'true') return good(true);
  if (tokens.length === 2 && first?.type === 'operator' && second && second.type !== 'operator') {
    return compareOperands({ type: 'word', text: softwareVersion }, first.operator, second);
  }
  const isWhole = tokens.length === 3 && first && second?.type === 'operator' && third;
  if (!isWhole || first.type === 'operator' || third.type === 'operator') {
    return bad('bad-condition', 'A comparison has a value, an operator and a value.');
  }
  return compareOperands(first, second.operator, third);
}

type Operand = Exclude<Token, { type: 'operator' }>;

function compareOperands(left: Operand, operator: Operator, right: Operand): Read<boolean> {
  const a = readLiteral(left);
  const b = readLiteral(right);
  if (!a || !b) {
    return bad(
      'bad-literal',
      'A value is an integer, a version such as 2.0.6(b), or text in quotes.',
    );
  }
  if (a.type === 'text' && b.type === 'text') {
    if (operator === 'eq' || operator === 'ne') {
      return good((a.value === b.value) === (operator === 'eq'));
    }
    return bad('operator-not-applicable', 'Text can only be compared for equal and not equal.');
  }
  if (a.type === 'number' && b.type === 'number') {
    return good(holds(operator, a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  }
  if (a.type === 'version' && b.type === 'version') {
    return good(holds(operator, compareVersions(a.value, b.value)));
  }
  return bad('type-mismatch', 'Both sides of a comparison must be of the same kind.');
}

function readLiteral(operand: Operand): Literal | null {
  if (operand.type === 'text') return { type: 'text', value: operand.text };
  if (/^-?\d{1,40}$/.test(operand.text)) return { type: 'number', value: BigInt(operand.text) };
  const version = parseVersion(operand.text);
  return version && { type: 'version', value: version };
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
