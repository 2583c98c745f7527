/** What a unit that leaves the bench must look like, from the unit's own view. */
import type { Ipv4 } from '../contract/values.ts';

/** The bench as the unit met it: everything here must be gone from its parameters. */
export interface BenchTraces {
  addresses: ReadonlySet<Ipv4>;
  ports: ReadonlySet<number>;
}

/** Shorter than this is a timer of the bench, not of the field. */
const SHORTEST_FIELD_TIMER_SECONDS = 60;

/**
 * What still keeps a unit from being done, as short sentences without secrets; empty when it is:
 * the ISP's permanent rule under its own key, a key, a directory, field timers, no trace of the bench.
 */
export function missingForGoal(
  parameters: ReadonlyMap<string, string>,
  factoryRule: string,
  bench: BenchTraces,
): string[] {
  const value = (name: string) => parameters.get(name) ?? '';
  const rule = value('Profile_Rule').trim();
  const address = rule.replace(/^\[[^\]]*\]\s*/, '');
  const missing: string[] = [];
  if (rule === '' || rule === factoryRule) missing.push('Profile_Rule is not set');
  else if (address.startsWith('/')) missing.push('Profile_Rule names no server');
  else if (!/--key\s+"?\$(SA|\(SA\))/.test(rule)) missing.push('Profile_Rule does not use GPP_SA');
  if (!/^[0-9a-f]{64}$/i.test(value('GPP_SA'))) missing.push('GPP_SA holds no 256-bit key');
  if (value('GPP_B') === '') missing.push('GPP_B holds no directory');
  for (const name of ['Resync_Periodic', 'Resync_Error_Retry_Delay']) {
    const seconds = Number.parseInt(value(name), 10);
    if (!(seconds >= SHORTEST_FIELD_TIMER_SECONDS)) missing.push(`${name} is not a field value`);
  }
  for (const [name, text] of parameters) {
    if (namesBench(text, bench)) missing.push(`${name} still names the bench`);
  }
  return missing;
}

/** True for a bench address on its own or with one of the bench's ports; another port is another server. */
function namesBench(text: string, bench: BenchTraces): boolean {
  for (const found of text.matchAll(
    /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.]*\d)(?::(\d+))?/g,
  )) {
    const [, address = '', port] = found;
    const isItsPort = port === undefined || bench.ports.has(Number(port));
    if (bench.addresses.has(address) && isItsPort) return true;
  }
  return false;
}
