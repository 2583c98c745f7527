/** L11, L12, L19, L21, L24, L37: where the unit goes, and what of the bench stays in it. */
import { ipv4ToNumber } from '../../../contract/values.ts';
import { expand } from '../rules/expansion.ts';
import { findMacros, settle } from '../rules/macro.ts';
import { sampleValues, withoutFields } from '../rules/sample-values.ts';
import { readSchedule } from '../rules/schedule.ts';
import { type ResolvedUrl, resolveUrl } from '../rules/url.ts';
import { standardReadings } from '../unit/readings.ts';
import { inValue, type LintContext, nameOf, valueEdit } from './context.ts';
import { isForMany } from './layers.ts';
import { type PlacedAlternative, type PlacedRule, rulesOf } from './rule-places.ts';

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
  const isForAll = isForMany(context) && isSameForAll(url.text);
  if (kind === 'profile' && isLast && hasKey && post === undefined && isForAll) {
    const message =
      'The address is the same for every unit, and each has a key of its own: name its directory ($B) or its MAC ($MA).';
    context.add('L42', at, message);
  }
  if (domains !== null && where === null && !isInDomains(resolved.server, domains)) {
    const message = `${resolved.server} lies outside of Restricted_Access_Domains: the unit may not go there.`;
    context.add('L21', at, message);
  }
}

/** No part of a URL tells one unit from another. HTTPS does, by the unit's certificate. */
function isSameForAll(url: string): boolean {
  if (/^\s*https:/i.test(url)) return false;
  if (/\{\{\s*(?:unit\.(?:mac|serial)|directory|account|secret)/.test(url)) return false;
  return !findMacros(url).some(({ name }) => !/^(?:PN|PSN|SWVER|HWVER|SCHEME|PORT)$/.test(name));
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
  const addresses = context.options.stationAddresses.map((one) => one.toLowerCase());
  if (host === null || !addresses.includes(host.name.toLowerCase())) return null;
  return { from: host.from, to: host.from + host.name.length };
}

function hostOf(url: string): { name: string; from: number } | null {
  const [whole, start = '', name = ''] =
    /^(\s*(?:[A-Za-z]+:\/\/)?(?:[^/@\s]*@)?)([^/:\s]+)/.exec(url) ?? [];
  return whole === undefined ? null : { name, from: start.length };
}

/** null: a field decides where it leads, or it is no URL. Fields behind the host stand for any name. */
function resolvedUrl(text: string): ResolvedUrl | null {
  const host = /^\s*(?:[A-Za-z]+:\/\/)?(?:[^/@]*@)?([^/]*)/.exec(text)?.[1] ?? '';
  if (host.includes('{{')) return null;
  const expanded = expand(withoutFields(text), sampleValues(), standardReadings);
  const url = resolveUrl(settle(expanded.text));
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
  if (rules.some(isUsed)) {
    for (const rule of rulesOf(context))
      if (rule.kind === 'profile') checkNamesServer(context, rule);
    return;
  }
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

/** Without a server the one that DHCP names is asked (guide: URL Syntax): on the bench that is the station. */
function checkNamesServer(context: LintContext, { entry, alternatives }: PlacedRule): void {
  for (const { url } of alternatives) {
    if (url === null || !/^(?:[A-Za-z]+:\/\/)?\//.test(url.text)) continue;
    const message =
      'The address names no server: the unit asks the one DHCP names, and behind a customer’s router that is none.';
    const at = inValue(entry, url.at, url.at + url.text.length);
    context.add('L11', at, message, { severity: 'warning' });
  }
}

/** What the last file must say outright, for the bench has set it before. */
const SET_BY_BENCH = [
  'Profile_Rule',
  'Syslog_Server',
  'Resync_Periodic',
  'Resync_Error_Retry_Delay',
];

function checkKeptFromBench(context: LintContext): void {
  // In a layer the chain writes them itself.
  if (context.options.layer !== null) return;
  for (const name of SET_BY_BENCH) {
    const entry = context.effective.get(name);
    if (!entry || entry.value !== null) continue;
    const message = `${entry.name} has no value here, so the unit keeps the bench's; write one, or the empty string.`;
    context.add('L19', nameOf(entry), message);
  }
}

function checkLeftBehind(context: LintContext): void {
  const { stationAddresses } = context.options;
  checkKeptFromBench(context);
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
  const delay = context.effective.get('Resync_Random_Delay');
  if (delay?.value === '0') {
    const message =
      'Resync_Random_Delay 0 is made for the bench: after a power cut all units in the field would ask at once.';
    const fix = { title: 'Write 2', edits: [valueEdit(delay, context.source, '2')] };
    context.add('L19', inValue(delay), message, { severity: 'warning', fix });
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
