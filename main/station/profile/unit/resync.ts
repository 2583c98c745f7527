/**
 * One resync of a unit (guide: Profile Rules): Profile_Rule, _B, _C and _D in turn, each file fetched,
 * opened and obeyed before the next rule is looked at; the first failure ends the pass.
 */
import { good, type ProfileProblem, type Read } from '../problem.ts';
import { type Alias, readAliasMap } from '../rules/alias-map.ts';
import { explainRule } from '../rules/explain-rule.ts';
import { expandMacros } from '../rules/macro.ts';
import type { ResyncOptions } from '../rules/resync-options.ts';
import { decideRule } from '../rules/rule.ts';
import type { RuleExplanation } from '../rules/rule-types.ts';
import type { Fetch, ResyncCause, ResyncEnd, UnitSteps } from './actions.ts';
import { openFile } from './open-file.ts';
import { DHCP_SERVER, dhcpHost, findServer, report } from './request.ts';
import { secretsOf } from './secrets-of-unit.ts';
import { applyProfile } from './unit-profile.ts';
import { isOn, isSwitchedOff, macrosOf, type UnitState } from './unit-state.ts';

const RULES = ['Profile_Rule', 'Profile_Rule_B', 'Profile_Rule_C', 'Profile_Rule_D'];
/** `$PRVST` (guide: Macro Expansion Variables). */
const PRVST: Record<ResyncCause, string> = {
  command: '-1',
  'power-up': '0',
  periodic: '1',
  retry: '2',
};

/** What one rule came to. */
type Step =
  | { kind: 'done'; usedOwnKey: boolean }
  | { kind: 'failed'; why: string }
  | { kind: 'dropped' };

/**
 * What a unit does when a resync is due. Changes `unit` as it goes, each file as a whole, assignments
 * before the download. Lines go to the syslog server that is set at that moment.
 * @param ordered the rule of a resync URL: it counts for this once, in place of all of the unit's own
 */
export function* resync(
  unit: UnitState,
  cause: ResyncCause,
  ordered: string | null = null,
): UnitSteps<ResyncEnd> {
  if (!isOn(unit.parameters, 'Provision_Enable')) {
    const why = 'Provision_Enable is off';
    return { outcome: 'off', why, changed: [], reboots: false, usedOwnKey: false };
  }
  const before = new Map(unit.parameters);
  const isLive = unit.readings.newRuleInSamePass === 'used';
  let usedOwnKey = false;
  let failure: Exclude<Step, { kind: 'done' }> | null = null;
  for (const name of ordered === null ? RULES : RULES.slice(0, 1)) {
    const rule = ordered ?? (isLive ? unit.parameters : before).get(name) ?? '';
    const step = yield* followRule(unit, name, rule, cause);
    if (step.kind !== 'done') {
      failure = step;
      break;
    }
    usedOwnKey ||= step.usedOwnKey;
  }
  const changed = [...unit.parameters.keys()].filter(
    (name) => before.get(name) !== unit.parameters.get(name),
  );
  if (failure?.kind === 'dropped') {
    return { outcome: 'dropped', why: null, changed, reboots: false, usedOwnKey };
  }
  if (failure) {
    const reboots = changed.length > 0 && unit.readings.failedPass === 'reboots';
    return { outcome: 'failed', why: failure.why, changed, reboots, usedOwnKey };
  }
  const outcome = changed.length > 0 ? 'changed' : 'same';
  return { outcome, why: null, changed, reboots: changed.length > 0, usedOwnKey };
}

function* followRule(
  unit: UnitState,
  parameter: string,
  rule: string,
  cause: ResyncCause,
): UnitSteps<Step> {
  const { readings, parameters, model } = unit;
  const isFactory = rule === model.factoryRule;
  const text = isFactory ? factoryRuleOf(unit) : rule;
  const values = macrosOf(unit, { PRVST: PRVST[cause] });
  const context = { values, readings, option66: DHCP_SERVER };
  const decided = decideRule(text, context);
  yield { type: 'rule', parameter, explain: () => explainForPeople(unit, text, values) };
  if (!decided.ok) return yield* fail(unit, cause, decided.problem.message, decided.problem);
  const { result, writtenUrl } = decided.value;
  const assignments = 'assignments' in result ? (result.assignments ?? []) : [];
  for (const { name, value } of assignments) {
    parameters.set(name, value);
    yield { type: 'assign', name, value };
  }
  if (result.outcome !== 'fetch') return { kind: 'done', usedOwnKey: false };

  const target = yield* findServer(unit, result.url);
  if ('why' in target) return yield* fail(unit, cause, target.why);
  const { options = {}, url } = result;
  yield* report(unit, 'Log_Resync_Request_Msg', { PRVST: PRVST[cause] });
  const posts = options.post !== undefined && url.scheme !== 'tftp';
  // A phone that looks for its call manager asks without the slash.
  const path = isFactory && model.asksOnly !== undefined ? url.path.slice(1) : url.path;
  const request: Fetch = {
    type: 'fetch',
    purpose: 'profile',
    method: posts ? 'POST' : 'GET',
    scheme: url.scheme,
    ...target,
    path,
    url: writtenUrl ?? '',
    body: posts ? bodyOf(unit, options.post ?? '', PRVST[cause]) : null,
    hasKey: options.key !== undefined,
  };
  const answer = yield request;
  switch (answer.type) {
    case 'dropped':
      return { kind: 'dropped' };
    case 'file':
      return yield* obey(unit, cause, answer.bytes, { options, isFactory });
    case 'not-found':
      // Accepted as a successful resync, says the guide of No; there is nothing to report.
      return isSwitchedOff(parameters, 'Resync_Fails_On_FNF')
        ? { kind: 'done', usedOwnKey: false }
        : yield* fail(unit, cause, 'File not found');
    default:
      return yield* fail(unit, cause, answer.type === 'failed' ? answer.why : 'no answer');
  }
}

function explainForPeople(
  unit: UnitState,
  text: string,
  values: ReadonlyMap<string, string>,
): RuleExplanation {
  const { readings, parameters } = unit;
  const option66 = dhcpHost(unit);
  return explainRule(text, { values, readings, option66, secrets: secretsOf(parameters) });
}

/** Opens and applies a file; only a whole, good file changes anything. */
function* obey(
  unit: UnitState,
  cause: ResyncCause,
  bytes: Uint8Array,
  { options, isFactory }: { options: ResyncOptions; isFactory: boolean },
): UnitSteps<Step> {
  const { parameters, readings, factory, known, model, open = openFile } = unit;
  const key = options.key ?? null;
  const aliases = options.alias === undefined ? good(null) : aliasMapOf(unit, options.alias);
  if (!aliases.ok) return yield* fail(unit, cause, 'corrupt alias map', aliases.problem);
  const names = known === undefined ? {} : { known };
  const how = { key, aliases: aliases.value, readings, ...names, isFactoryRule: isFactory };
  const file = open(bytes, how);
  if (!file.ok) return yield* fail(unit, cause, 'corrupt file', file.problem);
  if (model.asksOnly !== undefined) return yield* fail(unit, cause, 'corrupt file');
  const { format, usedKey, ignored } = file.value;
  yield { type: 'opened', format, usedKey };
  const usedOwnKey = key !== null && key === parameters.get('GPP_SA');
  const next = applyProfile(parameters, file.value, { readings, factory });
  const changes = [...next].flatMap(([name, to]) => {
    const from = parameters.get(name) ?? null;
    return from === to ? [] : [{ name, from, to }];
  });
  for (const { name, to } of changes) parameters.set(name, to);
  yield { type: 'applied', changes, ignored };
  // After applying: a file that clears Syslog_Server leaves nobody to tell.
  yield* report(unit, 'Log_Resync_Success_Msg', { PRVST: PRVST[cause] });
  return { kind: 'done', usedOwnKey };
}

/** The factory rule, or the URL a server put into its place by DHCP. */
function factoryRuleOf({ model, dhcpServer, ruleInstead }: UnitState): string {
  if (model.asksOnly !== undefined) return `/${model.asksOnly}`;
  if (ruleInstead !== undefined) return ruleInstead;
  if (!dhcpServer?.isUrl) return model.factoryRule;
  const { text } = dhcpServer;
  return /^[a-z]+:\/\/[^/]+\//i.test(text) ? text : text + model.factoryRule;
}

function bodyOf(unit: UnitState, letter: string, provisioningState: string): string {
  const template = unit.parameters.get(`GPP_${letter.toUpperCase()}`) ?? '';
  const { readings } = unit;
  return expandMacros(template, macrosOf(unit, { PRVST: provisioningState }), { readings });
}

function aliasMapOf({ parameters }: UnitState, letter: string): Read<Alias[]> {
  return readAliasMap(parameters.get(`GPP_${letter.toUpperCase()}`) ?? '');
}

function* fail(
  unit: UnitState,
  cause: ResyncCause,
  why: string,
  problem?: ProfileProblem,
): UnitSteps<Step> {
  yield problem ? { type: 'failed', why, problem } : { type: 'failed', why };
  yield* report(unit, 'Log_Resync_Failure_Msg', { PRVST: PRVST[cause], ERR: why });
  return { kind: 'failed', why };
}
