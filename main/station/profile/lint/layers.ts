/** L18, L29: what belongs to one unit or one account in a file for many, and the station's fields. */
import { parseMac } from '../../../contract/values.ts';
import { isUnitMac } from '../../units/oui.ts';
import { fieldTable, type KnownField, knownField } from '../layers/field-table.ts';
import { type FieldUse, scanFields } from '../text/fields.ts';
import type { SourceEntry } from '../text/source.ts';
import { createFinder } from '../values/closest.ts';
import { inValue, type LintContext, valueEdit } from './context.ts';

const OF_ACCOUNT =
  /^(?:User_ID|Password|Auth_ID|Display_Name|Mini_Certificate|SRTP_Private_Key)_\d+_$/;
const MAC =
  /(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2})(?![0-9A-Fa-f])/g;

const findField = createFinder(fieldTable.map(({ name }) => name.replace(/[.:]$/, '')));

export function checkLayers(context: LintContext): void {
  for (const entry of context.effective.values()) {
    if (entry.value?.includes('{{')) checkFields(context, entry);
    if (isForMany(context)) checkOfOne(context, entry);
  }
}

/** A file every unit of a station, ISP, model or batch gets, or the common file itself. */
export function isForMany({ options: { layer, stage } }: LintContext): boolean {
  if (layer === null) return stage === 'sp-cust';
  return layer !== 'account' && layer !== 'unit';
}

/** Whether a parameter belongs to one subscriber. */
export function isOfAccount(xmlName: string): boolean {
  return OF_ACCOUNT.test(xmlName);
}

function checkOfOne(context: LintContext, entry: SourceEntry): void {
  const { value, xmlName } = entry;
  if (value === null || value === '' || value === '""') return;
  if (isOfAccount(xmlName) && !value.includes('{{')) {
    const message = `${entry.name} belongs to one account, and this file goes to many units: all would have the same.`;
    context.add('L18', inValue(entry), message);
    return;
  }
  for (const found of value.matchAll(MAC)) {
    const mac = parseMac(found[0]);
    if (mac === null || !isUnitMac(mac)) continue;
    const message =
      'This is the MAC of one unit, and this file goes to many; use $MA in a rule, or {{unit.mac}}.';
    context.add('L18', inValue(entry, found.index, found.index + found[0].length), message);
  }
}

function checkFields(context: LintContext, entry: SourceEntry): void {
  const { value } = entry;
  if (value === null) return;
  const { uses, mistakes } = scanFields(value);
  for (const { message, start, end } of mistakes) {
    context.add('L29', inValue(entry, start, end), message);
  }
  for (const use of uses) checkField(context, entry, use);
}

function checkField(context: LintContext, entry: SourceEntry, use: FieldUse): void {
  const known = knownField(use.name);
  const at = inValue(entry, use.start, use.end);
  if (known === null) {
    const near = findField(use.name.replace(/:.*$/, ''));
    const hint = near === null ? '' : ` Did you mean {{${near}}}?`;
    const edits = [valueEdit(entry, context.source, `{{${near}}}`, use.start, use.end)];
    const fix = near === null ? null : { title: `Write {{${near}}}`, edits };
    context.add('L29', at, `There is no field {{${use.name}}}.${hint}`, { fix });
    return;
  }
  const { stage } = context.options;
  if (use.name === 'bootstrap.key' && entry.xmlName !== 'Profile_Rule') {
    context.add('L29', at, '{{bootstrap.key}} belongs behind --key of Profile_Rule only.');
    return;
  }
  if (known.stages && !known.stages.includes(stage)) {
    context.add('L29', at, `{{${use.name}}} ${whyNot(known, stage)}`);
  }
}

function whyNot({ type, name }: KnownField, stage: string): string {
  if (stage !== 'sp-cust') return 'belongs to the common file only.';
  if (type === 'secret' && name !== 'secret:') return 'is a secret, and the common file is plain.';
  return 'belongs to one unit, and the common file is the same for all of a model.';
}
