/** L20, L25, L32, L33, L34: switches that shut people out or leave the unit alone. */
import { readSchedule } from '../rules/schedule.ts';
import { parseVersion } from '../rules/version.ts';
import type { SourceEntry } from '../text/source.ts';
import { inValue, type LintContext, nameOf, removal, valueEdit } from './context.ts';
import { isOlder } from './macros.ts';

export function checkHabits(context: LintContext): void {
  for (const entry of context.effective.values()) {
    checkLock(context, entry);
    if (entry.xmlName === 'Provision_Enable') checkProvisioning(context, entry);
    if (entry.xmlName === 'Resync_Periodic') checkPeriod(context, entry);
    if (entry.xmlName === 'Resync_Error_Retry_Delay') checkRetry(context, entry);
    if (entry.xmlName === 'Downgrade_Rev_Limit') checkLimit(context, entry);
    if (/^Profile_Rule_[BCD]$/.test(entry.xmlName)) checkSpareRule(context, entry);
    if (/^Log_(?:Resync|Upgrade)_/.test(entry.xmlName) && entry.value === '') {
      const message = `${entry.name} is empty: the unit says nothing, and progress cannot be followed.`;
      context.add('L32', nameOf(entry), message);
    }
  }
  checkBothTimes(context);
}

function isNo(value: string | null): boolean {
  return /^(?:no|disable|0)$/i.test(value ?? '');
}

function isYes(value: string | null): boolean {
  return /^(?:yes|enable|1)$/i.test(value ?? '');
}

function checkLock(context: LintContext, entry: SourceEntry): void {
  const why = lockWords(entry);
  const isEarly = context.options.stage !== 'sec-prv-2';
  // In the last file domains are no mistake; a rule outside of them is one of its own (L21).
  const isDomains = entry.xmlName === 'Restricted_Access_Domains';
  if (why === null || (isDomains && !isEarly)) return;
  const when = isEarly
    ? ' Before the unit is verified it must stay open: put it into SEC-PRV-2.'
    : '';
  context.add('L20', inValue(entry), `${why}${when}`, { severity: isEarly ? 'error' : 'warning' });
}

function lockWords({ name, xmlName, value }: SourceEntry): string | null {
  if (xmlName === 'Enable_Web_Server' && isNo(value)) {
    return `${name} off: nobody reads the unit's values back, and no resync by its web page.`;
  }
  if (xmlName === 'Enable_Web_Admin_Access' && isNo(value)) {
    return `${name} off: the administrator's pages, and the read-back, are closed.`;
  }
  if (xmlName === 'Protect_IVR_FactoryReset' && isYes(value)) {
    return `${name} on: a unit with a mistake in its profile cannot be reset by its keys.`;
  }
  if (xmlName === 'Restricted_Access_Domains' && (value ?? '') !== '') {
    return `${name}: the unit resyncs, upgrades and registers in these domains only.`;
  }
  return null;
}

/** What is no version limits nothing (guide: Downgrade_Rev_Limit: "if a valid … is configured"). */
function checkLimit(context: LintContext, entry: SourceEntry): void {
  const { value } = entry;
  if (value === null || value === '' || value === '""' || value.includes('{{')) return;
  if (parseVersion(value) !== null) return;
  const message = `${entry.name} is no firmware version, such as 2.0.6 or 6.1.5(a): it limits nothing.`;
  context.add('L23', inValue(entry), message);
}

function checkSpareRule(context: LintContext, entry: SourceEntry): void {
  if ((entry.value ?? '') === '' || !isOlder(context, '2.0.6')) return;
  const message = `${entry.name} needs firmware 2.0.6; this is for ${context.options.firmware}.`;
  context.add('L22', nameOf(entry), message);
}

function checkProvisioning(context: LintContext, entry: SourceEntry): void {
  if (!isNo(entry.value)) return;
  const message =
    'Provision_Enable off: the unit never resyncs again, and no resync URL reaches it.';
  const edits = [valueEdit(entry, context.source, 'Yes')];
  context.add('L33', inValue(entry), message, { fix: { title: 'Write Yes', edits } });
}

function checkPeriod(context: LintContext, entry: SourceEntry): void {
  if (entry.value === null || (context.valueOf('Resync_At') ?? '') !== '') return;
  const read = readSchedule(entry.value);
  if (!read.ok || read.value.some(({ delay, random }) => delay + random > 0)) return;
  const said = entry.value === '' ? 'empty' : '0';
  const message = `Resync_Periodic ${said}: the unit does not resync by itself, and later changes do not reach it.`;
  const edits = [valueEdit(entry, context.source, '3600')];
  context.add('L25', inValue(entry), message, { fix: { title: 'Write 3600', edits } });
}

function checkRetry(context: LintContext, entry: SourceEntry): void {
  const read = readSchedule(entry.value ?? '');
  if (entry.value === null || !read.ok) return;
  const isZero = read.value.some(({ delay, random }) => delay + random === 0);
  if (!isZero && read.value.length > 0) return;
  const message = isZero
    ? 'Resync_Error_Retry_Delay 0 is read as "never" by one page of the guide and as "at once" by another.'
    : 'Resync_Error_Retry_Delay is empty: after a failure the unit may wait for ever.';
  const edits = [valueEdit(entry, context.source, '3600')];
  context.add('L25', inValue(entry), message, { fix: { title: 'Write 3600', edits } });
}

function checkBothTimes(context: LintContext): void {
  const [at, periodic] = ['Resync_At', 'Resync_Periodic'].map((name) =>
    context.effective.get(name),
  );
  if (!at?.value || !periodic?.value) return;
  const message = 'Resync_At is set, so units ignore Resync_Periodic.';
  const fix = { title: 'Remove Resync_Periodic', edits: [removal(periodic)] };
  context.add('L34', nameOf(periodic), message, { fix: periodic.file === at.file ? fix : null });
}
