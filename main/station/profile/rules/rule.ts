import { bad, good, type ProfileProblem, type Read } from '../problem.ts';
import { type Assignment, readAssignments } from './assignment.ts';
import { evaluateExpanded } from './condition.ts';
import { expandRule, settle } from './macro.ts';
import { type ResyncOptions, readResyncOptions } from './resync-options.ts';
import { type ResolvedUrl, resolveUrl } from './url.ts';

/** Which parameter the rule stands in: Profile_Rule*, Upgrade_Rule or Report_Rule. */
export type RuleKind = 'profile' | 'upgrade' | 'report';

/** What a rule tells a unit to do. `alternative` counts from 1. */
export type RuleResult =
  /** Empty, commented out, or no condition true: the next rule's turn. */
  | { outcome: 'skip' }
  /** An alternative without assignments and URL was chosen. */
  | { outcome: 'none'; alternative: number }
  | { outcome: 'assign'; alternative: number; assignments: Assignment[] }
  | {
      outcome: 'fetch';
      alternative: number;
      assignments?: Assignment[];
      options?: ResyncOptions;
      url: ResolvedUrl;
    };

/**
 * Evaluates a whole rule (guide: Profile Rules, Upgrade Rule, Report Rule):
 * `[(condition)?] [(assignments)!] [[options] URL]`, alternatives separated by `|`.
 *
 * Macros are expanded first, over the whole rule, as the guide says; so a value may bring in a part
 * of a rule. `$SA` … `$SD` wait until the argument of `--key` is cut out.
 *
 * @param text the parameter's value
 * @returns problems `bad-rule`, `options-not-allowed` (upgrade), `missing-url`, and those of the parts
 */
export function evaluateRule(
  text: string,
  context: { values: ReadonlyMap<string, string>; kind?: RuleKind; option66?: string },
): Read<RuleResult> {
  const { values, kind = 'profile' } = context;
  const expanded = expandRule(text, values).trim();
  if (expanded === '' || expanded.startsWith('#')) return good({ outcome: 'skip' });
  const alternatives = readAlternatives(expanded);
  if (!alternatives.ok) return alternatives;
  for (const [index, alternative] of alternatives.value.entries()) {
    if (alternative.condition !== null) {
      const condition = evaluateExpanded(settle(alternative.condition), values.get('SWVER') ?? '');
      if (!condition.ok) return condition;
      if (!condition.value) continue;
    }
    return carryOut(alternative, index + 1, { ...context, kind });
  }
  return good({ outcome: 'skip' });
}

function carryOut(
  { assignments, options, url }: Alternative,
  alternative: number,
  context: { values: ReadonlyMap<string, string>; kind: RuleKind; option66?: string },
): Read<RuleResult> {
  const assigned = assignments === null ? null : readAssignments(settle(assignments));
  if (assigned && !assigned.ok) return assigned;
  if (options !== null && context.kind === 'upgrade') {
    return bad('options-not-allowed', 'An upgrade rule takes no options in square brackets.');
  }
  if (url === '' && (options !== null || context.kind !== 'profile')) {
    return bad('missing-url', `Alternative ${alternative} of the rule has no URL.`);
  }
  if (url === '') {
    return assigned
      ? good({ outcome: 'assign', alternative, assignments: assigned.value })
      : good({ outcome: 'none', alternative });
  }
  const read = options === null ? null : readResyncOptions(options, context.values);
  if (read && !read.ok) return read;
  const resolved = resolveUrl(settle(url), context);
  if (!resolved.ok) return resolved;
  return good({
    outcome: 'fetch',
    alternative,
    ...(assigned && { assignments: assigned.value }),
    ...(read && { options: read.value }),
    url: resolved.value,
  });
}

/** The parts of one alternative as text; null where absent, `url` then ''. */
interface Alternative {
  condition: string | null;
  assignments: string | null;
  /** With its brackets. */
  options: string | null;
  url: string;
}

function readAlternatives(text: string): Read<Alternative[]> {
  const alternatives: Alternative[] = [];
  for (let at = 0; at <= text.length; ) {
    const read = readAlternative(text, at);
    if (!read.ok) return read;
    alternatives.push(read.value.alternative);
    at = read.value.end + 1;
  }
  return good(alternatives);
}

function readAlternative(
  text: string,
  start: number,
): Read<{ alternative: Alternative; end: number }> {
  const alternative: Alternative = { condition: null, assignments: null, options: null, url: '' };
  let at = skipBlanks(text, start);
  while (text[at] === '(') {
    const group = readGroup(text, at);
    const mark = group && text[skipBlanks(text, group.end)];
    if (mark === '?' && alternative.condition === null && alternative.assignments === null) {
      alternative.condition = group?.inside ?? '';
    } else if (mark === '!' && alternative.assignments === null) {
      alternative.assignments = group?.inside ?? '';
    } else {
      return ruleProblem('A rule has (condition)? and then (assignments)!, each at most once.', at);
    }
    at = skipBlanks(text, skipBlanks(text, group?.end ?? at) + 1);
  }
  if (text[at] === '[') {
    const group = readGroup(text, at);
    if (!group) return ruleProblem('The options have no closing bracket.', at);
    alternative.options = `[${group.inside}]`;
    at = group.end;
  }
  const bar = text.indexOf('|', at);
  const end = bar < 0 ? text.length : bar;
  alternative.url = text.slice(at, end).trim();
  return good({ alternative, end });
}

/** The group that opens at `at`, quotes and inner groups respected (a version has parentheses too). */
function readGroup(text: string, at: number): { inside: string; end: number } | null {
  const open = text[at];
  const close = open === '(' ? ')' : ']';
  let depth = 0;
  for (let here = at; here < text.length; here += 1) {
    const char = text[here];
    if (char === '"') {
      here = text.indexOf('"', here + 1);
      if (here < 0) return null;
    } else if (char === open) {
      depth += 1;
    } else if (char === close) {
      depth -= 1;
      if (depth === 0) return { inside: text.slice(at + 1, here), end: here + 1 };
    }
  }
  return null;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** The column is that of the rule after expansion; a rule has one line. */
function ruleProblem(message: string, at: number): { ok: false; problem: ProfileProblem } {
  return bad('bad-rule', message, { column: at + 1 });
}
