/** L02, L03, L18 (literals), L39: which parameters a profile names. */
import { commonRuleStart, isOfChain } from '../layers/chain-names.ts';
import type { SourceEntry } from '../text/source.ts';
import { readBool } from '../values/plain-values.ts';
import { inValue, type LintContext, nameOf, removal } from './context.ts';

/** The guide prints `Admin_Password`; units that are read back say `Admin_Passwd` (device facts 8.4). */
const otherSpellings: ReadonlySet<string> = new Set(['Admin_Passwd']);

export function checkNames(context: LintContext): void {
  checkDuplicates(context);
  for (const entry of context.source.entries) checkUnknown(context, entry);
  if (context.options.layer !== null) {
    for (const entry of context.effective.values()) checkChainsOwn(context, entry);
  }
}

function checkDuplicates(context: LintContext): void {
  const seen = new Map<string, SourceEntry[]>();
  for (const entry of context.source.entries) {
    const all = seen.get(entry.xmlName);
    if (all) all.push(entry);
    else seen.set(entry.xmlName, [entry]);
  }
  for (const all of seen.values()) {
    // A file that overrides what it imports repeats on purpose.
    const own = all.filter(({ file }) => file.name === context.source.main.name);
    if (own.length < 2) continue;
    for (const [index, entry] of own.entries()) {
      const before = own[index - 1];
      if (before === undefined) continue;
      const lines = `lines ${context.lineOf(before)} and ${context.lineOf(entry)}`;
      const message = `${entry.name} stands there twice: the last one counts (${lines}).`;
      const fix = context.isFull
        ? null
        : { title: 'Remove the one before', edits: [removal(before)] };
      context.add('L02', nameOf(entry), message, { fix });
    }
  }
}

function checkUnknown(context: LintContext, entry: SourceEntry): void {
  const { catalogue } = context.options;
  if (catalogue.byXmlName(entry.xmlName) || otherSpellings.has(entry.xmlName)) return;
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(entry.xmlName)) {
    const message = `${entry.name} cannot be the name of a parameter: letters, digits and _ only.`;
    context.add('L03', nameOf(entry), message, { severity: 'error' });
    return;
  }
  const near = catalogue.closest(entry.xmlName);
  if (near === null) {
    const message = `${entry.name} is no parameter this model is known to have; units ignore it.`;
    context.add('L03', nameOf(entry), message);
    return;
  }
  const written = context.source.format === 'xml' ? near : catalogue.plainName(near);
  const isCase = near.toLowerCase() === entry.xmlName.toLowerCase();
  const why = isCase ? 'Capital and small letters count. ' : '';
  const message = `${entry.name} is no known parameter. ${why}Did you mean ${written}?`;
  const edits = namePlaces(context, entry).map((place) => ({ ...place, text: written }));
  context.add('L03', nameOf(entry), message, { fix: { title: `Write ${written}`, edits } });
}

/** The opening tag's name and the closing one's. */
function namePlaces(
  { source }: LintContext,
  { name, nameAt, whole, file }: SourceEntry,
): { start: number; end: number }[] {
  if (source.format === 'plain-text') return [nameAt];
  const close = file.text.lastIndexOf(`</${name}`, whole.end);
  return close > nameAt.end
    ? [nameAt, { start: close + 2, end: close + 2 + name.length }]
    : [nameAt];
}

/** What of the chain's parameters the common file may say. */
const COMMON =
  /^(?:Profile_Rule(?:_[BCD])?|Provision_Enable|Resync_On_Reset|Resync_Random_Delay|Resync_Periodic|Resync_Error_Retry_Delay|Syslog_Server|Debug_Server)$/;

function isBenchSwitchOff({ xmlName, value }: SourceEntry): boolean {
  if (xmlName !== 'Provision_Enable' && xmlName !== 'Resync_On_Reset') return false;
  return value !== null && readBool(value) === false;
}

function checkChainsOwn(context: LintContext, entry: SourceEntry): void {
  const { stage } = context.options;
  const { xmlName } = entry;
  if (xmlName === 'GPP_SA' || xmlName === 'GPP_B') {
    const what = xmlName === 'GPP_SA' ? 'key' : 'directory';
    const message = `${xmlName} holds the unit's own ${what}; the station sets it.`;
    context.add('L39', nameOf(entry), message, {
      fix: { title: 'Remove it', edits: [removal(entry)] },
    });
  } else if (stage === 'sec-prv-1' && isOfChain(xmlName)) {
    const message = `${xmlName} is set by the chain in this file; it belongs into SEC-PRV-2.`;
    context.add('L39', nameOf(entry), message);
  } else if (stage === 'sp-cust' && isOfChain(xmlName) && !COMMON.test(xmlName)) {
    const message = `${xmlName} is for the last file: the common one only leads a unit to its own. Put it into SEC-PRV-2.`;
    context.add('L39', nameOf(entry), message);
  } else if (stage === 'sp-cust' && isBenchSwitchOff(entry)) {
    const message = `${entry.name} ${entry.value}: the unit would never ask for its own file.`;
    context.add('L39', inValue(entry), message);
  } else if (stage === 'sp-cust' && xmlName === 'Profile_Rule') {
    if (entry.value?.startsWith(commonRuleStart)) return;
    const message = `The common file's Profile_Rule begins with ${commonRuleStart.trim()} and leads to the unit's own file.`;
    context.add('L39', inValue(entry), message);
  }
}
