/**
 * The structure of a rule (guide: Profile Rules), whatever its parts say:
 *
 *     alternative | alternative | …
 *     alternative = [ '(' condition ')?' ] [ '(' assignments ')!' ] [ [ '[' options ']' ] URL ]
 */
import { bad, good, type Read } from '../problem.ts';

/** One part of an alternative and where it stands in the text that was read. */
export interface RulePart {
  text: string;
  at: number;
}

/** The parts of one alternative; null where absent. */
export interface Alternative {
  /** Without parentheses and question mark. */
  condition: RulePart | null;
  /** Without parentheses and exclamation mark. */
  assignments: RulePart | null;
  /** With its brackets. */
  options: RulePart | null;
  url: RulePart | null;
  /** Where the alternative ends: its bar, or the end of the rule. */
  end: number;
}

/**
 * Takes a rule apart. Bars, parentheses and brackets inside double quotes do not count.
 * @returns at least one alternative, or the problem `bad-rule` with the column
 */
export function readAlternatives(text: string): Read<Alternative[]> {
  const alternatives: Alternative[] = [];
  for (let at = 0; at <= text.length; ) {
    const read = readAlternative(text, at);
    if (!read.ok) return read;
    alternatives.push(read.value);
    at = read.value.end + 1;
  }
  return good(alternatives);
}

/** The rule without what follows a `#` outside of double quotes. */
export function withoutComment(text: string): string {
  return /^(?:[^"#]+|"[^"]*(?:"|$))*/.exec(text)?.[0] ?? text;
}

function readAlternative(text: string, start: number): Read<Alternative> {
  let condition: RulePart | null = null;
  let assignments: RulePart | null = null;
  let options: RulePart | null = null;
  let at = skipBlanks(text, start);
  while (text[at] === '(') {
    const group = readGroup(text, at);
    if (!group) return refuse('The parenthesis that opens here is not closed.', at);
    const mark = text[skipBlanks(text, group.end)];
    if (mark === '?' && condition === null && assignments === null) condition = group.inside;
    else if (mark === '!' && assignments === null) assignments = group.inside;
    else {
      return refuse('A rule has (condition)? and then (assignments)!, each at most once.', at);
    }
    at = skipBlanks(text, skipBlanks(text, group.end) + 1);
  }
  if (text[at] === '[') {
    const group = readGroup(text, at);
    if (!group) return refuse('The options have no closing bracket.', at);
    options = { text: text.slice(at, group.end), at };
    at = skipBlanks(text, group.end);
    if (text[at] === '(') return refuse('A condition stands before the options.', at);
  }
  const bar = text.indexOf('|', at);
  const end = bar < 0 ? text.length : bar;
  const address = text.slice(at, end).trimEnd();
  const url = address === '' ? null : { text: address, at };
  return good({ condition, assignments, options, url, end });
}

/** The group that opens at `at`, quotes and inner groups respected (a version has parentheses too). */
function readGroup(text: string, at: number): { inside: RulePart; end: number } | null {
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
      if (depth > 0) continue;
      return { inside: { text: text.slice(at + 1, here), at: at + 1 }, end: here + 1 };
    }
  }
  return null;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

function refuse(message: string, at: number): Read<never> {
  return bad('bad-rule', message, { column: at + 1 });
}
