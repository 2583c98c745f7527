/**
 * Where the units' rules lead: every A record of each server's name. A unit tries them in turn until one
 * answers; SRV records are not used (guide: Redundancy; R-226).
 */
import { Resolver } from 'node:dns/promises';
import type { RuleServer } from '../contract/profiles.ts';
import { ipv4ToNumber } from '../contract/values.ts';
import type { TemplateDocument } from './templates/document.ts';

const LOOK_UP_MS = 2_000;
/** The whole look, whatever the system's servers do. */
const ALL_MS = 6_000;
const MOST_HOSTS = 20;

/** IPv4 addresses of a name; rejects with a code of the system's, such as `ENOTFOUND`. */
export type LookUpA = (host: string) => Promise<string[]>;

/** @param servers  DNS servers to ask in place of the computer's own */
export function lookUpA(host: string, servers?: readonly string[]): Promise<string[]> {
  const resolver = new Resolver({ timeout: LOOK_UP_MS, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const late = setTimeout(() => resolver.cancel(), ALL_MS);
  return resolver.resolve4(host).finally(() => clearTimeout(late));
}

/** What follows a scheme in a rule, and a password: a host; macros and template fields are none. */
const SERVER =
  /\b(?:tftp|https?):\/\/(?:[^/\s"']*@)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?=[:/\s"'|<]|$)/gi;

/** Names and addresses that rules lead to, each once, in the order of mention. Pure. */
export function serversOfRules(
  ispRule: string | null,
  documents: readonly Pick<TemplateDocument, 'texts'>[],
): string[] {
  const texts = [ispRule ?? '', ...documents.flatMap((one) => Object.values(one.texts))];
  const found = texts.flatMap((text) => [...text.matchAll(SERVER)].map(([, host = '']) => host));
  return [...new Set(found.map((host) => host.toLowerCase()))].slice(0, MOST_HOSTS);
}

/** Never rejects: what cannot be looked up says why. */
export async function ruleServers(
  hosts: readonly string[],
  lookUp: LookUpA = lookUpA,
): Promise<RuleServer[]> {
  return Promise.all(
    hosts.map(async (host): Promise<RuleServer> => {
      if (ipv4ToNumber(host) !== null) return { host, addresses: [host], problem: null };
      try {
        return { host, addresses: await lookUp(host), problem: null };
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        return { host, addresses: [], problem: wordsOf(host, code) };
      }
    }),
  );
}

function wordsOf(host: string, code: string): string {
  if (code === 'ENOTFOUND') return `No DNS server knows ${host}. Check how it is written.`;
  if (code === 'ENODATA') {
    return `${host} has no A record. Units look for nothing else: no SRV, no IPv6.`;
  }
  return 'This computer reaches no DNS server now. Ask again where it has a network besides the bench.';
}
