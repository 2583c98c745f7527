/** L11, L12, L19, L21, L24, L37: where the unit goes, and what of the bench stays in it. */
import { ipv4ToNumber } from '../../../contract/values.ts';
import { expand } from '../rules/expansion.ts';
import { settle } from '../rules/macro.ts';
import { readSchedule } from '../rules/schedule.ts';
import { type ResolvedUrl, resolveUrl } from '../rules/url.ts';
import { standardReadings } from '../unit/readings.ts';
import { inValue, type LintContext, nameOf, valueEdit } from './context.ts';
import { type PlacedAlternative, type PlacedRule, rulesOf } from './rule-places.ts';
import { sampleValues } from './sample-values.ts';

/** Waits the bench works with; nobody wants them in the field. */
const SHORTEST_PERIOD_SECONDS = 60;
const MOST_DOMAINS = 5;

export function checkDestination(context: LintContext): void {
  const isLast = context.options.stage === 'sec-prv-2';
  const domains = restrictedDomains(context);
  for (const rule of rulesOf(context)) {
    for (const alternative of rule.alternatives) {
      if (alternative.url === null) continue;
      checkUrl(context, rule, alternative, isLast, domains);
    }
  }
  if (!isLast) return;
  checkGoesSomewhere(context);
  checkLeftBehind(context);
}

function checkUrl(
  context: LintContext,
  rule: PlacedRule,
  alternative: PlacedAlternative,
  isLast: boolean,
  domains: readonly string[] | null,
): void {
  const { entry, kind } = rule;
  const { url, written } = alternative;
  if (url === null) return;
  const at = inValue(entry, url.at, url.at + url.text.length);
  const where = isLast ? stationIn(context, url.text) : null;
  if (where !== null) {
    const host = inValue(entry, url.at + where.from, url.at + where.to);
    const message = `The address is this station's: the unit cannot ${kind === 'upgrade' ? 'upgrade' : 'resync'} after it leaves.`;
    context.add('L12', host, message);
  }
  const resolved = resolvedUrl(url.text);
  if (resolved === null) return;
  const hasKey = written.some(({ name }) => name === 'key');
  if (kind === 'upgrade' && resolved.scheme === 'https') {
    context.add('L37', at, 'Firmware is fetched by TFTP or HTTP; units do not take it by HTTPS.');
  }
  const post = written.find(({ name }) => name === 'post');
  if (post && resolved.scheme === 'tftp') {
    const place = inValue(entry, post.from, post.to);
    context.add('L37', place, '--post works with HTTP and HTTPS only; TFTP has no POST.');
  }
  if (kind !== 'upgrade' && isLast && where === null) {
    checkTransport(context, at, resolved, hasKey, kind);
  }
  if (domains !== null && where === null && !isInDomains(resolved.server, domains)) {
    const message = `${resolved.server} lies outside of Restricted_Access_Domains: the unit may not go there.`;
    context.add('L21', at, message);
  }
}

function checkTransport(
  context: LintContext,
  at: ReturnType<typeof inValue>,
  { scheme, server }: ResolvedUrl,
  hasKey: boolean,
  kind: PlacedRule['kind'],
): void {
  if (scheme === 'https') return;
  if (!hasKey) {
    const what = kind === 'report' ? 'The report goes out' : 'The profile comes';
    const message = `${what} in clear over ${scheme.toUpperCase()}, secrets too; add --key, or use https.`;
    context.add('L24', at, message);
  }
  if (scheme === 'tftp' && !isPrivate(server)) {
    const message =
      'TFTP is made for the local network and rarely gets through a home router; use http or https.';
    context.add('L37', at, message);
  }
}

/** Where a URL names the station: one of its fields, or one of its addresses. */
function stationIn(context: LintContext, url: string): { from: number; to: number } | null {
  const field = /\{\{\s*station\.(?:address|ip|base)\b[^}]*\}\}/.exec(url);
  if (field) return { from: field.index, to: field.index + field[0].length };
  const host = hostOf(url);
  if (host === null || !context.options.stationAddresses.includes(host.name)) return null;
  return { from: host.from, to: host.from + host.name.length };
}

function hostOf(url: string): { name: string; from: number } | null {
  const [whole, start = '', name = ''] = /^(\s*(?:[A-Za-z]+:\/\/)?)([^/:\s]+)/.exec(url) ?? [];
  return whole === undefined ? null : { name, from: start.length };
}

/** null: macros or fields decide, or it is no URL. */
function resolvedUrl(text: string): ResolvedUrl | null {
  if (text.includes('{{')) return null;
  const url = resolveUrl(settle(expand(text, sampleValues(), standardReadings).text));
  return url.ok ? url.value : null;
}

function restrictedDomains(context: LintContext): string[] | null {
  const entry = context.effective.get('Restricted_Access_Domains');
  const value = entry?.value ?? '';
  if (!entry || value.trim() === '' || value.includes('{{')) return null;
  const domains = value.split(',').map((one) => one.trim().toLowerCase());
  if (domains.length > MOST_DOMAINS) {
    const message = `Restricted_Access_Domains has ${domains.length} domains; a unit takes ${MOST_DOMAINS}.`;
    context.add('L21', inValue(entry), message, { severity: 'error' });
  }
  return domains;
}

function isInDomains(server: string, domains: readonly string[]): boolean {
  const name = server.toLowerCase().replace(/\.$/, '');
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`));
}

function isPrivate(server: string): boolean {
  return (
    (ipv4ToNumber(server) !== null &&
      /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(server)) ||
    !server.includes('.')
  );
}

function checkGoesSomewhere(context: LintContext): void {
  const rules = ['Profile_Rule', 'Profile_Rule_B', 'Profile_Rule_C', 'Profile_Rule_D'];
  const isUsed = (name: string) => {
    const value = context.valueOf(name)?.trim() ?? '';
    return value !== '' && !value.startsWith('#');
  };
  if (rules.some(isUsed)) return;
  const entry = context.effective.get('Profile_Rule');
  if (entry?.value !== undefined && entry.value !== null) {
    const message = 'Profile_Rule is empty: after this file the unit asks nobody for its profile.';
    context.add('L11', nameOf(entry), message);
  } else if (context.options.isWhole) {
    const { main } = context.source;
    const message = 'Profile_Rule is missing: nothing leads the unit to its permanent server.';
    context.add('L11', { start: 0, end: Math.min(1, main.text.length), file: main }, message);
  }
}

function checkLeftBehind(context: LintContext): void {
  const { stationAddresses } = context.options;
  for (const entry of context.effective.values()) {
    const { value, xmlName } = entry;
    if (
      value === null ||
      value === '' ||
      /^(?:Profile_Rule|Upgrade_Rule|Report_Rule)/.test(xmlName)
    ) {
      continue;
    }
    const field = /\{\{\s*station\.[^}]*\}\}/.exec(value);
    const address = stationAddresses.find((one) => names(value, one));
    const from = field ? field.index : address === undefined ? -1 : value.indexOf(address);
    if (from < 0) continue;
    const size = field ? field[0].length : (address?.length ?? 0);
    const what =
      xmlName === 'Syslog_Server' || xmlName === 'Debug_Server' ? 'bench syslog' : 'bench';
    const message = `${entry.name} names the station: the unit would look for the ${what} in the field.`;
    const edits = [valueEdit(entry, context.source, '')];
    const isServer = /_Server$/.test(xmlName);
    const fix = isServer ? { title: 'Set it empty', edits } : null;
    context.add('L19', inValue(entry, from, from + size), message, { fix });
  }
  for (const name of ['Resync_Periodic', 'Resync_Error_Retry_Delay']) {
    const entry = context.effective.get(name);
    const read = readSchedule(entry?.value ?? '');
    const shortest = read.ok ? Math.min(...read.value.map(({ delay }) => delay)) : 0;
    if (!entry || !read.ok || shortest === 0 || shortest >= SHORTEST_PERIOD_SECONDS) continue;
    const message = `${name} ${entry.value}: a wait of ${shortest} s is made for the bench; in the field every unit would ask that often.`;
    const edits = [valueEdit(entry, context.source, '3600')];
    const fix = { title: 'Write 3600', edits };
    context.add('L19', inValue(entry), message, { severity: 'warning', fix });
  }
}

/** The address itself, not the beginning of a longer one. */
function names(value: string, address: string): boolean {
  const at = value.indexOf(address);
  return (
    at >= 0 && !/[\d.]/.test(value[at - 1] ?? '') && !/\d/.test(value[at + address.length] ?? '')
  );
}
