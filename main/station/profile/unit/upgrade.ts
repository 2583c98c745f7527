/** One look of a unit at its Upgrade_Rule (guide: Upgrade Rule, Firmware Upgrade Parameters). */
import type { ProfileProblem } from '../problem.ts';
import { explainRule } from '../rules/explain-rule.ts';
import { decideRule } from '../rules/rule.ts';
import { isOff } from '../rules/rule-expansion.ts';
import type { RuleResult } from '../rules/rule-types.ts';
import { downgradeCheck } from '../rules/version.ts';
import type { UnitAnswer, UnitSteps, UpgradeEnd } from './actions.ts';
import { DHCP_SERVER, dhcpHost, findServer, report } from './request.ts';
import { secretsOf } from './secrets-of-unit.ts';
import { isOn, macrosOf, type UnitState } from './unit-state.ts';

/** `$UPGST` (guide: Macro Expansion Variables). */
const UPGST = { first: '1', retry: '2' };

/** Why there is no upgrade when the rule leads to nothing. */
export const NO_CONDITION = 'no condition is true';

type FetchResult = Extract<RuleResult, { outcome: 'fetch' }>;

/**
 * Looks at the rule and, when it says so, takes an image: once, until the rule is modified or its
 * effective scheme, server, port and file change. `done` leaves a unit that must reboot, with another
 * `firmware`. Image bytes are not looked into: whoever answers says which version they are.
 */
export function* upgrade(unit: UnitState, attempt: 'first' | 'retry'): UnitSteps<UpgradeEnd> {
  const { parameters, readings } = unit;
  const rule = parameters.get('Upgrade_Rule') ?? '';
  if (isOff(rule)) return none('Upgrade_Rule is empty');
  if (!isOn(parameters, 'Upgrade_Enable')) return none('Upgrade_Enable is off');
  const values = macrosOf(unit, { UPGST: UPGST[attempt] });
  const option66 = dhcpHost(unit);
  const context = { values, readings, kind: 'upgrade', option66: DHCP_SERVER } as const;
  const decided = decideRule(rule, context);
  const shown = { ...context, option66 };
  const explain = () => explainRule(rule, { ...shown, secrets: secretsOf(parameters) });
  yield { type: 'rule', parameter: 'Upgrade_Rule', explain };
  if (!decided.ok) {
    const { problem } = decided;
    return yield* fail(unit, attempt, null, problem.message, problem);
  }
  const { result, writtenUrl, isConditional } = decided.value;
  if (result.outcome !== 'fetch') return none(NO_CONDITION);

  const server = result.url.server === DHCP_SERVER ? option66 : result.url.server;
  const url = `${result.url.scheme}://${server}:${result.url.port}${result.url.path}`;
  const isAgain = unit.upgraded?.rule === rule && unit.upgraded.url === url;
  const isOnce = !isConditional || readings.conditionalUpgrade === 'once';
  if (isAgain && isOnce) return none('the rule and its URL are those of the last upgrade', url);

  for (const { name, value } of result.assignments ?? []) {
    parameters.set(name, value);
    yield { type: 'assign', name, value };
  }
  const answer = yield* fetchImage(unit, attempt, result, writtenUrl ?? '');
  if (answer.type === 'not-found') return yield* fail(unit, attempt, url, 'File not found');
  if (answer.type !== 'file') {
    return yield* fail(unit, attempt, url, answer.type === 'failed' ? answer.why : 'no answer');
  }
  const { version } = answer;
  if (version === undefined) return yield* fail(unit, attempt, url, 'no firmware image');
  const limit = parameters.get('Downgrade_Rev_Limit') ?? '';
  const check = downgradeCheck(version, limit, readings);
  if (!check.ok || !check.value.accepted) {
    return yield* fail(unit, attempt, url, 'downgrade limit');
  }
  yield* report(unit, 'Log_Upgrade_Success_Msg', { UPGST: UPGST[attempt] });
  unit.firmware = version;
  unit.upgraded = { rule, url };
  unit.upgradeError = '';
  return { outcome: 'done', why: null, url };
}

function* fetchImage(
  unit: UnitState,
  attempt: 'first' | 'retry',
  { url }: FetchResult,
  writtenUrl: string,
): UnitSteps<UnitAnswer> {
  if (url.scheme === 'https' && unit.readings.firmwareByHttps === 'refused') {
    return { type: 'failed', why: 'no firmware by https' };
  }
  const target = yield* findServer(unit, url);
  if ('why' in target) return { type: 'failed', why: target.why };
  yield* report(unit, 'Log_Upgrade_Request_Msg', { UPGST: UPGST[attempt] });
  return yield {
    type: 'fetch',
    purpose: 'firmware',
    method: 'GET',
    scheme: url.scheme,
    ...target,
    path: url.path,
    url: writtenUrl,
    body: null,
    hasKey: false,
  };
}

function none(why: string, url: string | null = null): UpgradeEnd {
  return { outcome: 'none', why, url };
}

function* fail(
  unit: UnitState,
  attempt: 'first' | 'retry',
  url: string | null,
  why: string,
  problem?: ProfileProblem,
): UnitSteps<UpgradeEnd> {
  unit.upgradeError = why;
  yield problem ? { type: 'failed', why, problem } : { type: 'failed', why };
  yield* report(unit, 'Log_Upgrade_Failure_Msg', { UPGST: UPGST[attempt], ERR: why });
  return { outcome: 'failed', why, url };
}
