/** L07, L15, L16, L27: keys in rules and secrets in values. */
import { findMacros, isSecretMacro, type MacroUse } from '../rules/macro.ts';
import type { WrittenOption } from '../rules/resync-options.ts';
import type { SourceEntry } from '../text/source.ts';
import { isSecretParameter } from '../values/secrets.ts';
import { inValue, type LintContext, nameOf, removal, valueEdit } from './context.ts';
import { type PlacedRule, rulesOf } from './rule-places.ts';

/** A key of the guide's strength, as the station makes it. */
const KEY_DIGITS = 64;
const SHORTEST_PHRASE = 16;

export function checkKeys(context: LintContext): void {
  for (const rule of rulesOf(context)) {
    for (const { written } of rule.alternatives) {
      for (const option of written) {
        if (option.name === 'key') checkKey(context, rule, option);
        else if (option.name === 'pwd') checkPassword(context, rule, option);
      }
    }
  }
  checkSecretValues(context);
}

function checkKey(context: LintContext, { entry }: PlacedRule, option: WrittenOption): void {
  const { argument, from, to } = option;
  const at = inValue(entry, from, to);
  const macros = findMacros(argument);
  const [macro, ...more] = macros;
  if (argument.includes('{{')) return;
  if (!macro) {
    const message = 'A key written out in a rule can be read by everybody who sees the profile.';
    context.add('L15', at, message);
    checkStrength(context, at, argument);
    return;
  }
  if (macro.text !== argument || more.length > 0) {
    checkComposed(context, entry, option, macros);
    return;
  }
  const register = macro.name.replace(/^GPP_/, '');
  const parameter = `GPP_${register}`;
  if (isSecretMacro(macro.name)) {
    checkIsSet(context, entry, option, parameter, macro.text);
  } else if (/^[A-P]$/.test(register)) {
    checkOpenRegister(context, entry, option, register);
    checkIsSet(context, entry, option, parameter, macro.text);
  }
}

/** A key put together of several registers, or of registers and text. */
function checkComposed(
  context: LintContext,
  entry: SourceEntry,
  option: WrittenOption,
  macros: readonly MacroUse[],
): void {
  for (const { name, text, from, to } of macros) {
    const register = name.replace(/^GPP_/, '');
    const place = { ...option, from: option.from + from, to: option.from + to };
    if (/^[A-P]$/.test(register)) {
      const message = `GPP_${register} can be read on the unit's web page. Keep the key in GPP_SA … GPP_SD.`;
      context.add('L07', inValue(entry, place.from, place.to), message);
    } else if (!isSecretMacro(name)) continue;
    checkIsSet(context, entry, place, `GPP_${register}`, text);
  }
}

/** A register the user's pages show: GPP_A instead of GPP_SA. */
function checkOpenRegister(
  context: LintContext,
  entry: SourceEntry,
  { from, to }: WrittenOption,
  register: string,
): void {
  const holder = context.effective.get(`GPP_${register}`);
  if (holder && isStationsKey(context, holder)) {
    pointToStationsKey(context, entry, holder, { from, to });
    return;
  }
  const secret = freeSecret(context);
  const edits =
    secret === null
      ? []
      : [
          valueEdit(entry, context.source, `$${secret}`, from, to),
          ...(holder ? renames(context, holder, `GPP_${secret}`) : []),
        ].sort((a, b) => a.start - b.start);
  const fix =
    secret === null || (holder && holder.file !== entry.file)
      ? null
      : { title: holder ? `Use GPP_${secret} in both places` : `Write $${secret}`, edits };
  const better = secret ?? 'SA';
  const message = `GPP_${register} can be read on the unit's web page. Keep the key in GPP_${better}: $${better} works only after --key.`;
  context.add('L07', inValue(entry, from, to), message, { fix });
  if (!holder) return;
  const why = `The key stands in GPP_${register}, which can be read on the unit's web page. Keep it in GPP_${better}.`;
  context.add('L07', nameOf(holder), why, { fix });
}

/** A template that copies the unit's key: the station has put it into GPP_SA already. */
function isStationsKey({ options }: LintContext, { value }: SourceEntry): boolean {
  return options.layer !== null && /^\{\{\s*key\b[^}]*\}\}$/.test(value ?? '');
}

function pointToStationsKey(
  context: LintContext,
  entry: SourceEntry,
  holder: SourceEntry,
  { from, to }: { from: number; to: number },
): void {
  const edits = [valueEdit(entry, context.source, '$SA', from, to), removal(holder)].sort(
    (a, b) => a.start - b.start,
  );
  const fix = holder.file === entry.file ? { title: 'Use $SA, remove the copy', edits } : null;
  const why = `${holder.name} can be read on the unit's web page. The unit has its key in GPP_SA: use $SA, which works only after --key.`;
  context.add('L07', inValue(entry, from, to), why, { fix });
  context.add('L07', nameOf(holder), why, { fix });
}

function renames(context: LintContext, { name, nameAt, whole, file }: SourceEntry, to: string) {
  const close =
    context.source.format === 'xml' ? file.text.lastIndexOf(`</${name}`, whole.end) : -1;
  const first = { ...nameAt, text: to };
  if (close <= nameAt.end) return [first];
  return [first, { start: close + 2, end: close + 2 + name.length, text: to }];
}

/** A secret register nobody uses here; in a template SA holds the station's own key. */
function freeSecret({ effective, options }: LintContext): string | null {
  const isTaken = (name: string) =>
    effective.has(`GPP_${name}`) ||
    (options.layer !== null && options.setElsewhere.has(`GPP_${name}`));
  return ['SA', 'SB', 'SC', 'SD'].find((name) => !isTaken(name)) ?? null;
}

function checkIsSet(
  context: LintContext,
  entry: SourceEntry,
  { from, to }: WrittenOption,
  parameter: string,
  written: string,
): void {
  const value = context.valueOf(parameter);
  if (context.options.setElsewhere.has(parameter) && value !== '') return;
  if (value !== undefined && value !== '') return;
  const message = `The key is ${written}, and nothing sets ${parameter} before: the unit could not read the file.`;
  context.add('L16', inValue(entry, from, to), message);
}

function checkStrength(context: LintContext, at: ReturnType<typeof inValue>, key: string): void {
  const isHex = /^[0-9a-fA-F]+$/.test(key);
  if (isHex && key.length > KEY_DIGITS) {
    const message = `The key has ${key.length} hex digits; 64, which are 256 bits, are the limit.`;
    context.add('L27', at, message, { severity: 'error' });
  } else if (isHex && key.length >= SHORTEST_PHRASE && key.length < KEY_DIGITS) {
    const bits = key.length * 4;
    context.add('L27', at, `The key has ${bits} bits; the station makes keys of 256 bits.`);
  } else if (key.length < SHORTEST_PHRASE) {
    const message = `The pass phrase has ${key.length} characters; under ${SHORTEST_PHRASE} it can be guessed.`;
    context.add('L27', at, message);
  }
}

function checkPassword(context: LintContext, { entry }: PlacedRule, option: WrittenOption): void {
  if (option.argument.includes('{{') || findMacros(option.argument).length > 0) return;
  const message = 'A password written out in a rule can be read by everybody who sees the profile.';
  context.add('L15', inValue(entry, option.from, option.to), message);
}

function checkSecretValues(context: LintContext): void {
  for (const entry of context.effective.values()) {
    const { value, xmlName } = entry;
    if (value === null || value === '' || value === '""' || value.includes('{{')) continue;
    if (!isSecretParameter(xmlName)) continue;
    const name = secretName(xmlName);
    const isKey = /^GPP_S[A-D]$/.test(xmlName);
    const message = isKey
      ? `${entry.name} holds a secret in clear text, the same for every unit; use {{key}} or {{secret:${name}}}.`
      : `${entry.name} holds a secret in clear text; use {{secret:${name}}}, or a column of the account.`;
    const title = `Write {{secret:${name}}}`;
    const edits = [valueEdit(entry, context.source, `{{secret:${name}}}`)];
    context.add('L15', inValue(entry), message, { fix: isKey ? null : { title, edits } });
    if (isKey) checkStrength(context, inValue(entry), value);
  }
}

/** `Admin_Password` → `admin`, `Password_2_` → `password-2`. */
function secretName(xmlName: string): string {
  const words = xmlName.toLowerCase().replace(/_+$/, '').split('_');
  const kept = words.filter((word) => !/^passw/.test(word));
  return (kept.some((word) => /[a-z]/.test(word)) ? kept : words).join('-');
}
