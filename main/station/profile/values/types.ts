import { checkFqdn, checkIp } from './addresses.ts';
import { checkCadScript } from './cadence.ts';
import { checkDialPlan } from './dial-plan.ts';
import { checkActCode, checkPhone, checkUserId } from './dialled.ts';
import { error, type ValueFinding, type ValueType } from './finding.ts';
import { decodeFreqScript } from './frequencies.ts';
import { checkFloat, checkPort, checkSigned, checkTime, checkUnsigned } from './numbers.ts';
import { checkBool, checkChoice, checkText } from './plain-values.ts';
import { checkRuleSyntax } from './rule-syntax.ts';
import { checkScript } from './script-check.ts';
import { checkPhoneTemplate, checkStatusTemplate } from './templates.ts';
import { decodeToneScript } from './tone.ts';

export type { ValueFinding, ValueType } from './finding.ts';

type Check = (value: string, options: readonly string[] | undefined) => ValueFinding[];

const CHECKS = new Map<string, Check>([
  ['Str', (value) => checkText(value)],
  ['PwrLevel', (value) => checkFloat(value, 1)],
  ['Bool', checkBool],
  ['choice', checkChoice],
  ['IP', checkIp],
  ['Port', checkPort],
  ['UserID', checkUserId],
  ['FQDN', checkFqdn],
  ['Phone', checkPhone],
  ['ActCode', checkActCode],
  ['PhTmpl', checkPhoneTemplate],
  ['RscTmpl', checkStatusTemplate],
  ['CadScript', checkCadScript],
  ['FreqScript', (value) => checkScript(value, decodeFreqScript)],
  ['ToneScript', (value) => checkScript(value, decodeToneScript)],
  ['DialPlanScript', checkDialPlan],
  ['ProvisioningRuleSyntax', checkRuleSyntax],
]);

const SIZED_CHECKS = new Map<string, (value: string, size: number) => ValueFinding[]>([
  ['Uns', checkUnsigned],
  ['Sig', checkSigned],
  ['Str', checkText],
  ['Float', checkFloat],
  ['Time', checkTime],
]);

/**
 * Checks a value against a data type of the guide (Data Types; R-208). Never throws.
 *
 * The empty value is "not set" and passes every type, as does the text `""`, the guide's way
 * to ask for an empty string. A value that equals `of.default` is at most a warning: eight
 * factory codes are longer than their type allows. Unknown types and delay lists are not checked
 * here. A value of blanks only is not empty: an error everywhere but in a Str.
 */
export function checkValue(value: string, of: ValueType): ValueFinding[] {
  if (value === '' || value === '""') return [];
  const check = findCheck(of);
  if (!check) return [];
  if (value.trim() === '' && !of.type.startsWith('Str')) {
    const message = 'The value has only blanks; leave it empty if it is not to be set.';
    return [error('only-blanks', message, 0, value.length, { fix: '' })];
  }
  const findings = check(value, of.options);
  if (value !== of.default) return findings;
  return findings.map((finding) =>
    finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding,
  );
}

/** Whether units can read the value: no finding of {@link checkValue} is an error. */
export function isValidValue(value: string, of: ValueType): boolean {
  return checkValue(value, of).every((finding) => finding.severity !== 'error');
}

function findCheck({ type, syntax }: ValueType): Check | undefined {
  // Of these the check of a profile sees more than their text.
  if (syntax === 'delay-list' || (syntax && type === 'ProvisioningRuleSyntax')) return undefined;
  const plain = CHECKS.get(type);
  if (plain) return plain;
  const [, name = '', digits = ''] = /^([A-Z][a-z]+)(\d{1,4})$/.exec(type) ?? [];
  const sized = SIZED_CHECKS.get(name);
  const size = Number(digits);
  if (!sized || ((name === 'Uns' || name === 'Sig') && (size < 1 || size > 64))) return undefined;
  return (value) => sized(value, size);
}
