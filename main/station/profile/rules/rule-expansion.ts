/** The alternatives of a rule with their macros expanded, in either order the guide can be read. */
import { good, type Read } from '../problem.ts';
import { standardReadings } from '../unit/readings.ts';
import type { Assignment } from './assignment.ts';
import { expand } from './expansion.ts';
import { type RulePart, readAlternatives, withoutComment } from './rule-parts.ts';
import type { RuleContext } from './rule-types.ts';

/** One part after its first expansion, not yet settled. */
export interface ExpandedPart {
  text: string;
  /** Where it stands in the expanded rule; part by part: in the rule as typed. */
  at: number;
  /** How a stretch of `text` was typed. */
  before(from: number, to: number): string;
}

/** A part is expanded when its turn comes; whole rules are already, and look at no values. */
type LazyPart = (values: ReadonlyMap<string, string>) => ExpandedPart;

export interface LazyAlternative {
  condition: LazyPart | null;
  assignments: LazyPart | null;
  options: LazyPart | null;
  url: LazyPart | null;
  /** Offset of its bar, or of the end of the rule. */
  end: number;
}

/** @returns no alternatives for a rule that is empty or begins with `#`; the problem `bad-rule` */
export function expandAlternatives(text: string, context: RuleContext): Read<LazyAlternative[]> {
  const { values, readings = standardReadings } = context;
  const typed = readings.hashInRule === 'comment' ? withoutComment(text) : text;
  const isWhole = readings.ruleExpansion === 'whole-rule';
  const whole = isWhole ? expand(typed, values, readings) : null;
  const structure = whole?.text ?? typed;
  if (isOff(structure)) return good([]);
  const read = readAlternatives(structure);
  if (!read.ok) return read;
  const lazy = (part: RulePart | null): LazyPart | null => {
    if (part === null) return null;
    const { text: partText, at } = part;
    if (!whole) return (now) => ({ ...expand(partText, now, readings), at });
    const before = (from: number, to: number) => whole.before(at + from, at + to);
    return () => ({ text: partText, at, before });
  };
  return good(
    read.value.map(({ condition, assignments, options, url, end }) => ({
      condition: lazy(condition),
      assignments: lazy(assignments),
      options: lazy(options),
      url: lazy(url),
      end,
    })),
  );
}

/** Empty, or switched off by a `#` at its start (guide: Comments). */
export function isOff(rule: string): boolean {
  return /^\s*(?:#|$)/.test(rule);
}

/** The macros after assignments were carried out: registers and user IDs (guide: Macro Expansion Variables). */
export function valuesAfter(
  values: ReadonlyMap<string, string>,
  assignments: readonly Assignment[],
): ReadonlyMap<string, string> {
  if (assignments.length === 0) return values;
  const after = new Map(values);
  for (const { name, value } of assignments) {
    const register = /^GPP_(S?[A-P])$/.exec(name)?.[1];
    const line = /^User_ID_([12])_$/.exec(name)?.[1];
    if (register !== undefined) after.set(register, value);
    if (line !== undefined) after.set(`UID${line}`, value);
  }
  return after;
}
