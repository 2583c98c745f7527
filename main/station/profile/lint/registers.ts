/** L35, L36: what the general purpose parameters are used for, and alias maps. */
import { aliasAmbiguities, readAliasMap } from '../rules/alias-map.ts';
import { findMacros } from '../rules/macro.ts';
import type { SourceEntry } from '../text/source.ts';
import { inValue, type LintContext, nameOf } from './context.ts';
import { isExpanded } from './macros.ts';
import { rulesOf } from './rule-places.ts';

const REGISTER = /^GPP_(?:S[A-D]|[A-P])$/;

export function checkRegisters(context: LintContext): void {
  const read = new Map<string, { entry: SourceEntry; from: number; to: number }>();
  for (const entry of context.effective.values()) {
    if (!isExpanded(entry.xmlName) && !REGISTER.test(entry.xmlName)) continue;
    for (const { name, from, to } of findMacros(entry.value ?? '')) {
      const register = `GPP_${name.replace(/^GPP_/, '')}`;
      if (REGISTER.test(register) && !read.has(register)) read.set(register, { entry, from, to });
    }
  }
  for (const rule of rulesOf(context)) {
    for (const { name, argument, from, to } of rule.alternatives.flatMap((one) => one.written)) {
      if (name !== 'post' && name !== 'alias') continue;
      const register = `GPP_${argument.toUpperCase()}`;
      if (!REGISTER.test(register)) continue;
      read.set(register, { entry: rule.entry, from, to });
      const holder = context.effective.get(register);
      const isKnown = holder ? holder.value !== '' : context.options.setElsewhere.has(register);
      const what = name === 'post' ? 'the body' : 'the alias map';
      if (!isKnown && (holder || context.options.isWhole)) {
        const message = `${register} is empty, and --${name} takes ${what} from it.`;
        context.add('L37', inValue(rule.entry, from, to), message);
      }
      if (name === 'alias' && holder?.value) checkMap(context, holder);
    }
  }
  if (context.options.isWhole) checkUse(context, read);
}

function checkUse(
  context: LintContext,
  read: ReadonlyMap<string, { entry: SourceEntry; from: number; to: number }>,
): void {
  for (const entry of context.effective.values()) {
    if (!REGISTER.test(entry.xmlName) || !entry.value || read.has(entry.xmlName)) continue;
    context.add('L35', nameOf(entry), `${entry.name} is set, and nothing here reads it.`);
  }
  for (const [register, { entry, from, to }] of read) {
    const isSet = context.effective.has(register) || context.options.setElsewhere.has(register);
    if (isSet) continue;
    const message = `${register} is read here, and nothing sets it: it stays empty.`;
    context.add('L35', inValue(entry, from, to), message);
  }
}

function checkMap(context: LintContext, entry: SourceEntry): void {
  const value = entry.value ?? '';
  if (value.includes('{{')) return;
  const map = readAliasMap(value);
  if (!map.ok) {
    const at = (map.problem.column ?? 1) - 1;
    context.add('L36', inValue(entry, at, at + 1), map.problem.message);
    return;
  }
  for (const message of aliasAmbiguities(map.value)) {
    context.add('L36', inValue(entry), message, { severity: 'warning' });
  }
}
