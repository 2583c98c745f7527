/** L08, L09, L23, L38: values against their types, and characters. */

import type { SourceEntry } from '../text/source.ts';
import { isSecretParameter } from '../values/secrets.ts';
import { checkValue } from '../values/types.ts';
import { inValue, type LintContext, valueEdit } from './context.ts';

const RANDOM_DELAY_UNIT_SECONDS = 20;
/** More than the factory's 2 is rarely meant: 30 are ten minutes. */
const USUAL_RANDOM_DELAY = 2;

export function checkValues(context: LintContext): void {
  for (const entry of context.effective.values()) {
    checkCharacters(context, entry);
    checkType(context, entry);
    if (entry.xmlName === 'Resync_Random_Delay') checkRandomDelay(context, entry);
  }
}

function checkType(context: LintContext, entry: SourceEntry): void {
  const parameter = context.parameter(entry);
  const { value } = entry;
  if (!parameter || value === null || value.includes('{{')) return;
  for (const found of checkValue(value, parameter)) {
    // L38 says so, for every kind of value.
    if (found.kind === 'not-ascii') continue;
    const code = parameter.type === 'Bool' ? 'L08' : 'L23';
    const message = `${entry.name}: ${found.message}`;
    const { severity, at, end, fix } = found;
    const isSafe = fix !== undefined && !isSecretParameter(entry.xmlName);
    const edits = isSafe ? [valueEdit(entry, context.source, fix)] : [];
    const title = fix === '' ? 'Leave it empty' : `Write ${fix ?? ''}`;
    context.add(code, inValue(entry, at, Math.max(end, at + 1)), message, {
      severity,
      fix: isSafe ? { title, edits } : null,
    });
  }
}

function checkRandomDelay(context: LintContext, entry: SourceEntry): void {
  const steps = /^\d{1,6}$/.test(entry.value ?? '') ? Number(entry.value) : 0;
  if (steps <= USUAL_RANDOM_DELAY) return;
  const seconds = steps * RANDOM_DELAY_UNIT_SECONDS;
  const fewer = Math.ceil(steps / RANDOM_DELAY_UNIT_SECONDS);
  const message = `Resync_Random_Delay counts in steps of 20 s: ${steps} is a wait of up to ${seconds} s.`;
  const edits = [valueEdit(entry, context.source, String(fewer))];
  const title = `Write ${fewer}, for about ${steps} s`;
  const fix = steps >= RANDOM_DELAY_UNIT_SECONDS ? { title, edits } : null;
  context.add('L09', inValue(entry), message, { fix });
}

function checkCharacters(context: LintContext, entry: SourceEntry): void {
  const { value, valueAt, file } = entry;
  if (value === null || value === '' || valueAt === null) return;
  const strange = value.search(/[^\x20-\x7e]/);
  if (strange >= 0) {
    const isAscii = (value.charCodeAt(strange) ?? 0) < 0x80;
    const what = isAscii ? 'a control character' : 'a character that is not ASCII';
    const message = `The value of ${entry.name} holds ${what}; units cannot hold it.`;
    context.add('L38', inValue(entry, strange, strange + 1), message);
  }
  if (context.source.format === 'plain-text' && value !== value.trim()) {
    const message = `The blanks around the value of ${entry.name} are lost in an XML profile.`;
    const edits = [valueEdit(entry, context.source, value.trim())];
    const fix = { title: 'Remove them', edits };
    context.add('L38', inValue(entry), message, { severity: 'warning', fix });
  }
  const raw = file.text.slice(valueAt.start, valueAt.end);
  const lineEnd = context.source.format === 'xml' ? raw.search(/[\r\n]/) : -1;
  if (lineEnd >= 0) {
    const start = valueAt.start + lineEnd;
    const message = `The line break in the value of ${entry.name} becomes a blank.`;
    context.add('L38', { start, end: start + 1, file }, message, { severity: 'warning' });
  }
}
