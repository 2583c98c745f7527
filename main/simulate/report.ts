/** A unit's report of itself, by its Report_Rule (guide: Report Rule): TFTP PUT or HTTP POST. */
import { packProfile } from '../station/profile/packed/pack.ts';
import { decideRule } from '../station/profile/rules/rule.ts';
import { DHCP_SERVER } from '../station/profile/unit/request.ts';
import { macrosOf, type UnitState } from '../station/profile/unit/unit-state.ts';
import { readHttp } from './http-read.ts';
import type { UnitModel } from './models.ts';
import { writeTftp } from './tftp-write.ts';
import { configurationOf } from './web-server.ts';
import type { UnitJack } from './wire.ts';

export interface ReportContext {
  state: UnitState;
  model: UnitModel;
  /** What it shows. */
  parameters: ReadonlyMap<string, string>;
  jack: UnitJack;
  power: AbortSignal;
  timeoutMs: number;
}

/** As an authenticated SIP NOTIFY makes it do, once. @returns null: taken; else why not */
export async function sendReport(context: ReportContext): Promise<string | null> {
  const { state, model, jack, power, timeoutMs } = context;
  const rule = state.parameters.get('Report_Rule') ?? '';
  const values = macrosOf(state);
  const decided = decideRule(rule, {
    ...({ kind: 'report', values, readings: state.readings, option66: DHCP_SERVER } as const),
  });
  if (!decided.ok) return decided.problem.message;
  const { result } = decided.value;
  if (result.outcome !== 'fetch') return 'Report_Rule says nothing';
  const { scheme, server, port, path } = result.url;
  const text = configurationOf({
    ...{ mac: state.mac, serial: state.serial, model },
    parameters: () => context.parameters,
    address: () => state.ip,
  });
  const key = result.options?.key;
  const bytes = key === undefined ? Buffer.from(text) : packProfile(text, { gzip: false, key });
  if (scheme === 'tftp') {
    return writeTftp({ jack, server, port, name: path, bytes, timeoutMs, power });
  }
  if (scheme !== 'http') return 'https: certificate not accepted';
  const userAgent = model.userAgent(state);
  const body = Buffer.from(bytes);
  const answer = await readHttp({ jack, server, port, path, body, userAgent, timeoutMs, power });
  if (answer.kind === 'file') return null;
  return answer.kind === 'failed' ? answer.why : answer.kind;
}
