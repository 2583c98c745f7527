/** L04, L05, L06, L22, L31: macros in values (guide: Macro Expansion). */

import { findMacros, isSecretMacro, type MacroUse } from '../rules/macro.ts';
import { isMacroName, macroNames } from '../rules/macros-of-unit.ts';
import { compareVersions, parseVersion } from '../rules/version.ts';
import type { SourceEntry } from '../text/source.ts';
import { createFinder } from '../values/closest.ts';
import { inValue, type LintContext, valueEdit } from './context.ts';
import { keyArguments, rulesOf } from './rule-places.ts';

const findNearest = createFinder(macroNames);

/** Parameters whose macros a unit expands (guide: Macro Expansion Variables). */
export function isExpanded(xmlName: string): boolean {
  return /^(?:Resync_Trigger_\d|Profile_Rule(?:_[BCD])?|Report_Rule|Upgrade_Rule|Log_(?:Resync|Upgrade)_(?:Request|Success|Failure)_Msg)$/.test(
    xmlName,
  );
}

/** GPP_A … GPP_P are expanded where a rule uses them as a body, and are text elsewhere. */
function isRegister(xmlName: string): boolean {
  return /^GPP_[A-P]$/.test(xmlName);
}

export function checkMacros(context: LintContext): void {
  for (const entry of context.effective.values()) {
    const uses = entry.value?.includes('$') ? findMacros(entry.value) : [];
    if (uses.length === 0) continue;
    if (isExpanded(entry.xmlName)) checkExpanded(context, entry, uses);
    else if (isRegister(entry.xmlName)) checkRegister(context, entry, uses);
    else checkPlain(context, entry, uses);
  }
}

function checkExpanded(context: LintContext, entry: SourceEntry, uses: MacroUse[]): void {
  const keys = keyArguments(entry.value ?? '');
  const isLog = entry.xmlName.startsWith('Log_');
  for (const use of uses) {
    const { name, from, to } = use;
    const at = inValue(entry, from, to);
    const isInKey = keys.some((key) => key.from <= from && to <= key.to);
    if (isSecretMacro(name)) {
      if (isInKey) continue;
      const message = `$${name} is expanded only after --key; here the unit leaves it as it is.`;
      context.add('L06', at, message);
    } else if (!isMacroName(name)) {
      checkUnknown(context, entry, use);
    } else {
      checkOld(context, entry, use, isLog);
      checkFirmware(context, entry, use);
    }
  }
}

function checkUnknown(context: LintContext, entry: SourceEntry, use: MacroUse): void {
  const { name, from, to, text } = use;
  const near = nearestMacro(name);
  const hint = near === null ? '' : ` Did you mean ${near.text}?`;
  const message = `${text} is not a macro; the unit leaves it as it is.${hint}`;
  const written = near === null ? null : rewritten(use, near);
  const fix =
    written === null
      ? null
      : {
          title: `Write ${written}`,
          edits: [valueEdit(entry, context.source, written, from, to)],
        };
  context.add('L04', inValue(entry, from, to), message, { fix });
}

/** A known macro at the beginning of the name, its rest being text; or one that is spelled nearly so. */
function nearestMacro(name: string): { text: string; name: string; rest: string } | null {
  const near = findNearest(name);
  if (near !== null) return { text: `$${near}`, name: near, rest: '' };
  for (let size = name.length - 1; size >= 2; size -= 1) {
    const start = name.slice(0, size);
    if (isMacroName(start) && !isSecretMacro(start)) {
      const rest = name.slice(size);
      return { text: `$(${start})${rest}`, name: start, rest };
    }
  }
  return null;
}

function rewritten(use: MacroUse, near: { name: string; rest: string }): string {
  if (!use.isBare) return use.text.replace(use.name, near.name);
  return near.rest === '' ? `$${near.name}` : `$(${near.name})${near.rest}`;
}

function checkOld(context: LintContext, entry: SourceEntry, use: MacroUse, isLog: boolean): void {
  const at = inValue(entry, use.from, use.to);
  if (use.name === 'METH') {
    const written = use.text.replace('METH', 'SCHEME');
    const fix = {
      title: `Write ${written}`,
      edits: [valueEdit(entry, context.source, written, use.from, use.to)],
    };
    context.add('L31', at, '$METH is an old name of $SCHEME.', { fix });
  } else if (use.name === 'UPGCOND') {
    context.add('L31', at, '$UPGCOND is always true since firmware 2.0.6.');
  } else if (use.name === 'ERR' && !isLog) {
    const message = '$ERR has a value only in messages on a result, not in a rule.';
    context.add('L31', at, message);
  }
}

function checkFirmware(context: LintContext, entry: SourceEntry, use: MacroUse): void {
  const isNew = use.start !== null || use.name === 'UID1' || use.name === 'UID2';
  if (!isNew || !isOlder(context, '2.0.11')) return;
  const what = use.start === null ? use.text : 'a part of a macro';
  const message = `${what} needs firmware 2.0.11; this is for ${context.options.firmware}.`;
  context.add('L22', inValue(entry, use.from, use.to), message);
}

/** Whether the file is for a firmware older than that. */
export function isOlder({ options }: LintContext, version: string): boolean {
  const [has, needs] = [parseVersion(options.firmware ?? ''), parseVersion(version)];
  return has !== null && needs !== null && compareVersions({ ...has, suffix: '' }, needs) < 0;
}

function checkRegister(context: LintContext, entry: SourceEntry, uses: MacroUse[]): void {
  const isBody = postedRegisters(context).has(entry.xmlName);
  for (const use of uses) {
    const { name, from, to } = use;
    if (isBody && !isSecretMacro(name) && !isMacroName(name)) checkUnknown(context, entry, use);
    if (!isSecretMacro(name)) continue;
    const message = `$${name} is expanded only after --key; in ${entry.name} it stays as it is.`;
    context.add('L06', inValue(entry, from, to), message);
  }
}

/** Registers a rule sends as a body, whose macros are expanded then (guide: Optional Resync Arguments, post). */
function postedRegisters(context: LintContext): Set<string> {
  const written = rulesOf(context).flatMap(({ alternatives }) =>
    alternatives.flatMap((one) => one.written),
  );
  const posts = written.filter(({ name }) => name === 'post');
  return new Set(posts.map(({ argument }) => `GPP_${argument.toUpperCase()}`));
}

function checkPlain(context: LintContext, entry: SourceEntry, uses: MacroUse[]): void {
  if (entry.value === context.parameter(entry)?.default) return;
  for (const { name, from, to, text } of uses) {
    if (!isMacroName(name)) continue;
    const message = `${text} stays as it is: units expand macros in rules, triggers and log messages, not in ${entry.name}.`;
    context.add('L05', inValue(entry, from, to), message);
  }
}
