/** L03, L08, L15, L18, L23: parameters a rule sets by itself (guide: Assignment Expressions). */
import { parameterOf } from '../rules/assignment.ts';
import { isSecretParameter } from '../values/secrets.ts';
import { checkValue } from '../values/types.ts';
import { inValue, type LintContext, valueEdit } from './context.ts';
import { isForMany, isOfAccount } from './layers.ts';
import { type PlacedRule, rulesOf } from './rule-places.ts';

export function checkAssignments(context: LintContext): void {
  for (const rule of rulesOf(context)) {
    for (const { assignments } of rule.alternatives) {
      if (assignments === null) continue;
      const found = assignments.text.matchAll(/([A-Za-z_][\w.-]*)(\s*=\s*")([^"]*)"/g);
      for (const { index, 1: name = '', 2: between = '', 3: value = '' } of found) {
        const at = assignments.at + index;
        checkOne(context, rule, { name, at, value, valueAt: at + name.length + between.length });
      }
    }
  }
}

interface PlacedAssignment {
  name: string;
  value: string;
  /** Offsets in the rule. */
  at: number;
  valueAt: number;
}

function checkOne(
  context: LintContext,
  { entry }: PlacedRule,
  { name, at, value, valueAt }: PlacedAssignment,
): void {
  const { catalogue } = context.options;
  const xmlName = parameterOf(name);
  const parameter = catalogue.byXmlName(xmlName);
  if (!parameter) {
    const near = catalogue.closest(xmlName);
    const hint = near === null ? '' : ` Did you mean ${near}?`;
    const message = `${name} is no parameter this model is known to have; the assignment does nothing.${hint}`;
    const edits = [valueEdit(entry, context.source, near ?? '', at, at + name.length)];
    const fix = near === null ? null : { title: `Write ${near}`, edits };
    context.add('L03', inValue(entry, at, at + name.length), message, { fix });
    return;
  }
  if (value === '' || /\$|\{\{/.test(value)) return;
  const place = inValue(entry, valueAt, valueAt + value.length);
  for (const found of checkValue(value, parameter)) {
    const code = parameter.type === 'Bool' ? 'L08' : 'L23';
    const from = valueAt + found.at;
    const where = inValue(entry, from, Math.max(valueAt + found.end, from + 1));
    context.add(code, where, `${name}: ${found.message}`, { severity: found.severity });
  }
  if (isSecretParameter(xmlName)) {
    context.add('L15', place, `${name} is given a secret in clear text, which stands in the rule.`);
  }
  if (isForMany(context) && isOfAccount(xmlName)) {
    const message = `${name} belongs to one account, and this file goes to many units: all would have the same.`;
    context.add('L18', place, message);
  }
}
