/** L02, L03, L18 (literals), L39: which parameters a profile names. */
import { isOfChain } from '../layers/chain-names.ts';
import { lineIndex } from '../problem.ts';
import type { SourceEntry } from '../text/source.ts';
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
    const lines = own.map((one) => lineIndex(one.file.text)(one.nameAt.start).line);
    const last = lines.pop();
    for (const entry of own.slice(1)) {
      const message = `${entry.name} stands there twice: the last one counts (lines ${lines.join(', ')} and ${last}).`;
      const before = own[own.indexOf(entry) - 1];
      const fix = before ? { title: 'Remove the one before', edits: [removal(before)] } : null;
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
  } else if (stage === 'sp-cust' && xmlName === 'Profile_Rule') {
    const start = '[--key {{bootstrap.key}}] ';
    if (entry.value?.startsWith(start)) return;
    const message = `The common file's Profile_Rule begins with ${start.trim()} and leads to the unit's own file.`;
    context.add('L39', inValue(entry), message);
  }
}
