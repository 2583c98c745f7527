/** L10, L13, L26, L28, L30, L31: rules, triggers and schedules as they are written. */

import { readAssignments } from '../rules/assignment.ts';
import { evaluateExpanded } from '../rules/condition.ts';
import { type Operand, readTokens, type Token } from '../rules/condition-tokens.ts';
import { expand } from '../rules/expansion.ts';
import { findMacros, settle } from '../rules/macro.ts';
import { type RulePart, readAlternatives } from '../rules/rule-parts.ts';
import { sampleValues, textMacros, withoutFields } from '../rules/sample-values.ts';
import { readSchedule, resyncAt } from '../rules/schedule.ts';
import { resolveUrl } from '../rules/url.ts';
import { isVersionLiteral } from '../rules/version.ts';
import type { SourceEntry } from '../text/source.ts';
import { standardReadings } from '../unit/readings.ts';
import { inValue, type LintContext, valueEdit } from './context.ts';
import { isOlder } from './macros.ts';
import { type PlacedAlternative, type PlacedRule, ruleKindOf, rulesOf } from './rule-places.ts';

export function checkRules(context: LintContext): void {
  for (const entry of context.effective.values()) {
    if (ruleKindOf(entry.xmlName) !== null) checkStructure(context, entry);
    else if (/^Resync_Trigger_\d$/.test(entry.xmlName)) checkTrigger(context, entry);
    else if (context.parameter(entry)?.syntax === 'delay-list') checkSchedule(context, entry);
    else if (entry.xmlName === 'Resync_At') checkTime(context, entry);
  }
  for (const rule of rulesOf(context)) {
    checkAlternatives(context, rule);
    for (const alternative of rule.alternatives) checkParts(context, rule, alternative);
  }
}

/** What switches the rule off, and what keeps it from being taken apart. */
function checkStructure(context: LintContext, entry: SourceEntry): void {
  const value = entry.value ?? '';
  const hash = value.search(/\S/);
  if (value[hash] === '#') {
    const message = `What follows # is ignored: ${entry.name} is switched off.`;
    context.add('L13', inValue(entry, hash), message);
    return;
  }
  const bare = withoutFields(value);
  const read = readAlternatives(bare);
  if (!read.ok) {
    const at = (read.problem.column ?? 1) - 1;
    context.add('L28', inValue(entry, at, at + 1), read.problem.message);
    return;
  }
  const inside = hashOutsideQuotes(bare);
  if (inside < 0) return;
  const message =
    'It is not known whether a unit ignores what follows a # inside of a rule; escape it in a URL as %23.';
  context.add('L13', inValue(entry, inside, inside + 1), message);
}

function hashOutsideQuotes(value: string): number {
  let isQuoted = false;
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === '"') isQuoted = !isQuoted;
    else if (value[at] === '#' && !isQuoted) return at;
  }
  return -1;
}

function checkAlternatives(context: LintContext, { entry, text, alternatives }: PlacedRule): void {
  for (const [index, alternative] of alternatives.entries()) {
    const start = index === 0 ? 0 : (alternatives[index - 1]?.end ?? 0) + 1;
    const first = start + Math.max(0, text.slice(start, alternative.end).search(/\S/));
    const { condition, assignments, options, url } = alternative;
    const isEmpty = condition === null && assignments === null && options === null && url === null;
    if (isEmpty && alternatives.length > 1) {
      // Nothing to show of it but the bar beside it.
      const bar = index === 0 ? alternative.end : start - 1;
      context.add('L10', inValue(entry, bar, bar + 1), 'This alternative is empty.');
    } else if (condition === null && index < alternatives.length - 1) {
      const message =
        'Only the last alternative may go without a condition: those behind this one are never looked at.';
      context.add('L10', inValue(entry, first, alternative.end), message);
    }
  }
}

function checkParts(context: LintContext, rule: PlacedRule, parts: PlacedAlternative): void {
  const { entry, kind } = rule;
  const { condition, assignments, options, url } = parts;
  if (condition) checkCondition(context, entry, condition);
  if (assignments) {
    reportExpanded(context, entry, assignments, (text) => readAssignments(text));
  }
  if (options && kind === 'upgrade') {
    const message = 'An upgrade rule takes no options in square brackets.';
    const end = options.at + options.text.length;
    const fix = {
      title: 'Remove the options',
      edits: [valueEdit(entry, context.source, '', options.at, url?.at ?? end)],
    };
    context.add('L26', inValue(entry, options.at, end), message, { fix });
  } else if (options) checkOptions(context, entry, options, parts);
  if (url) {
    reportExpanded(context, entry, url, (text) => resolveUrl(text, { option66: 'server' }));
  } else if (options || kind !== 'profile') {
    const message = 'An address is missing here.';
    context.add('L28', inValue(entry, parts.end - 1, parts.end), message);
  }
}

function checkOptions(
  context: LintContext,
  entry: SourceEntry,
  options: RulePart,
  { written }: PlacedAlternative,
): void {
  if (written.length === 0 && /[^[\]\s]/.test(options.text)) {
    const message =
      'An option is written --name and an argument: [--key …], [--post a], [--alias b].';
    context.add('L28', inValue(entry, options.at, options.at + options.text.length), message);
  }
  for (const { name, argument, from, to } of written) {
    if (name === 'key' || name === 'uid' || name === 'pwd') continue;
    if (name !== 'post' && name !== 'alias') {
      context.add('L28', inValue(entry, from, to), `There is no option --${name}.`);
    } else if (!/^[a-p]$/.test(argument)) {
      const message = `The argument of --${name} is a small letter from a to p.`;
      context.add('L28', inValue(entry, from, to), message);
    }
  }
}

/** Reads a part with samples in the place of macros, and names what does not fit where it is written. */
function reportExpanded(
  context: LintContext,
  entry: SourceEntry,
  part: RulePart,
  read: (
    text: string,
  ) => { ok: true } | { ok: false; problem: { message: string; column?: number } },
): void {
  const expansion = expand(withoutFields(part.text), sampleValues(), standardReadings);
  const result = read(settle(expansion.text));
  if (result.ok) return;
  const at = (result.problem.column ?? 1) - 1;
  const before = expansion.before(0, Math.min(at, expansion.text.length));
  const start = part.at + Math.min(before.length, Math.max(0, part.text.length - 1));
  context.add('L28', inValue(entry, start, part.at + part.text.length), result.problem.message);
}

function checkTrigger(context: LintContext, entry: SourceEntry): void {
  const value = entry.value ?? '';
  if (value.trim() === '') return;
  const first = value.search(/\S/);
  if (value[first] === '#') {
    const message = `What follows # is ignored: ${entry.name} is switched off.`;
    context.add('L13', inValue(entry, first), message);
    return;
  }
  const inParentheses = /^\s*\((.*)\)\s*\??\s*$/s.exec(value)?.[1];
  if (inParentheses !== undefined) {
    const message = 'A trigger is written without the parentheses and the ? of a rule.';
    const edits = [valueEdit(entry, context.source, inParentheses.trim())];
    context.add('L28', inValue(entry), message, { fix: { title: 'Remove them', edits } });
    return;
  }
  checkCondition(context, entry, { text: value, at: 0 });
}

function checkCondition(context: LintContext, entry: SourceEntry, part: RulePart): void {
  const { text, at } = part;
  const tokens = readTokens(withoutFields(text));
  if (!Array.isArray(tokens)) {
    const from = at + tokens.unclosedAt;
    const message = 'This double quote has no partner.';
    context.add('L28', inValue(entry, from, from + 1), message);
    return;
  }
  const before = context.findings.length;
  checkQuotes(context, entry, part, tokens);
  checkOldOperators(context, entry, part, tokens);
  if (context.findings.length > before || text.includes('{{')) return;
  const expansion = expand(text, sampleValues(), standardReadings);
  const result = evaluateExpanded(settle(expansion.text), { softwareVersion: '2.0.6' });
  if (!result.ok) {
    context.add('L28', inValue(entry, at, at + text.length), result.problem.message);
  }
}

/** Macros that hold text stand in quotes, those that hold numbers do not (guide: Conditional Expressions). */
function checkQuotes(
  context: LintContext,
  entry: SourceEntry,
  { at }: RulePart,
  tokens: readonly Token[],
): void {
  for (const token of tokens) {
    if (token.type === 'operator') continue;
    const [macro] = findMacros(token.text);
    if (!macro || macro.text !== token.text) continue;
    const holdsText = textMacros.has(macro.name);
    const numbers = /^(?:PRVTMR|UPGTMR|REGTMR[12]|PRVST|UPGST|SWVER|HWVER)$/.test(macro.name);
    const place = inValue(entry, at + token.at, at + token.end);
    const rewrite = (written: string) => ({
      title: `Write ${written}`,
      edits: [valueEdit(entry, context.source, written, at + token.at, at + token.end)],
    });
    if (token.type === 'word' && holdsText) {
      const message = `${macro.text} holds text and needs double quotes around it.`;
      const fix = context.source.format === 'xml' ? rewrite(`"${macro.text}"`) : null;
      context.add('L30', place, message, { fix });
    } else if (token.type === 'text' && numbers && isCompared(tokens, token)) {
      const message = `${macro.text} holds a number or a version; in quotes it is compared as text.`;
      context.add('L30', place, message, { fix: rewrite(macro.text) });
    }
  }
}

/** Its partner is a number or a version, or the operator is one texts do not have. */
function isCompared(tokens: readonly Token[], token: Operand): boolean {
  const index = tokens.indexOf(token);
  const around = [tokens[index - 1], tokens[index + 1], tokens[index - 2], tokens[index + 2]];
  return around.some(
    (one) =>
      (one?.type === 'operator' && one.operator !== 'eq' && one.operator !== 'ne') ||
      (one !== undefined &&
        one.type !== 'operator' &&
        (/^-?\d+$/.test(one.text) || isVersionLiteral(one.text))),
  );
}

function checkOldOperators(
  context: LintContext,
  entry: SourceEntry,
  { text, at }: RulePart,
  tokens: readonly Token[],
): void {
  let isStart = true;
  for (const token of tokens) {
    const written = text.slice(token.at, token.end);
    const place = inValue(entry, at + token.at, at + token.end);
    if (token.type === 'operator' && isStart) {
      const message = 'A comparison without a left side means $SWVER; write it out.';
      const edit = valueEdit(
        entry,
        context.source,
        `$SWVER ${written === '!' ? 'ne' : written}`,
        at + token.at,
        at + token.end,
      );
      context.add('L31', place, message, { fix: { title: 'Write $SWVER', edits: [edit] } });
    } else if (token.type === 'operator' && written === '!') {
      const message = 'A single ! is the old form of "not equal"; write ne.';
      const edit = valueEdit(entry, context.source, 'ne', at + token.at, at + token.end);
      context.add('L31', place, message, { fix: { title: 'Write ne', edits: [edit] } });
    }
    isStart = token.type === 'word' && token.text === 'and';
  }
}

function checkSchedule(context: LintContext, entry: SourceEntry): void {
  const value = entry.value ?? '';
  if (value.includes('{{')) return;
  const read = readSchedule(value);
  if (!read.ok) {
    const at = (read.problem.column ?? 1) - 1;
    context.add('L28', inValue(entry, at), read.problem.message);
    return;
  }
  const list = value.search(/[,+]/);
  if (list >= 0 && isOlder(context, '3.0.0')) {
    const message = `A list of waits, or a random part, needs firmware 3; this is for ${context.options.firmware}.`;
    context.add('L22', inValue(entry, list, list + 1), message);
  }
}

function checkTime(context: LintContext, entry: SourceEntry): void {
  const read = resyncAt(entry.value ?? '');
  if (!read.ok) context.add('L28', inValue(entry), read.problem.message);
}
