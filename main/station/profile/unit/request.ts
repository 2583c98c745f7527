/** What resyncs and upgrades have in common: finding the server, and the lines to syslog. */
import { expandMacros } from '../rules/macro.ts';
import { isHost, type ResolvedUrl } from '../rules/url.ts';
import type { UnitSteps } from './actions.ts';
import { macrosOf, type UnitState } from './unit-state.ts';

/** Stands for "the server DHCP named" while a rule is evaluated. No real host is called so. */
export const DHCP_SERVER = 'server-of-dhcp';

/** The host DHCP named; '' when it named none, or a URL. */
export function dhcpHost({ dhcpServer }: UnitState): string {
  return dhcpServer && !dhcpServer.isUrl ? dhcpServer.text : '';
}

/** Where a request goes, or what is wrong with it in the words of `$ERR`. */
export type Target = { address: string; server: string; port: number } | { why: string };

/** Looks the server up and remembers scheme, server and file for `$SCHEME` … `$PATH`. */
export function* findServer(unit: UnitState, url: ResolvedUrl): UnitSteps<Target> {
  const isFromDhcp = url.server === DHCP_SERVER;
  const server = isFromDhcp ? dhcpHost(unit) : url.server;
  if (server === '') return { why: 'no server' };
  const { scheme, port, path } = url;
  unit.lastRequest = { scheme, server, address: '', port, path };
  if (!isHost(server)) return { why: 'host not found' };
  const answer = yield { type: 'look-up', scheme, server, port, isFromDhcp };
  if (answer.type !== 'address') {
    return { why: answer.type === 'failed' ? answer.why : 'host not found' };
  }
  unit.lastRequest = { ...unit.lastRequest, address: answer.address, port: answer.port };
  return { address: answer.address, server, port: answer.port };
}

/** One of the Log_* texts; the text cleared or no syslog server set: nothing (guide: Logging with syslog). */
export function* report(
  unit: UnitState,
  parameter: `Log_${'Resync' | 'Upgrade'}_${'Request' | 'Success' | 'Failure'}_Msg`,
  more: Record<string, string>,
): UnitSteps<void> {
  const server = unit.parameters.get('Syslog_Server') ?? '';
  const text = unit.parameters.get(parameter) ?? '';
  if (server === '' || text === '') return;
  const { readings } = unit;
  const line = expandMacros(text, macrosOf(unit, { ERR: '', ...more }), { readings });
  yield { type: 'log', server, line };
}
