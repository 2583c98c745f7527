/**
 * One resync of a unit (guide: Profile Rules): Profile_Rule, _B, _C and _D in turn, each file fetched,
 * opened and obeyed before the next rule is looked at; the first failure ends the pass.
 */
import { ipv4ToNumber } from '../contract/values.ts';
import { expandMacros } from '../station/profile/rules/macro.ts';
import { macroValues } from '../station/profile/rules/macros-of-unit.ts';
import { evaluateRule, type RuleResult } from '../station/profile/rules/rule.ts';
import { applyProfile } from '../station/profile/unit/unit-profile.ts';
import type { Lease } from './dhcp-lease.ts';
import type { Fault } from './faults.ts';
import { readHttp } from './http-read.ts';
import type { UnitModel } from './models.ts';
import { openAsUnit } from './open-file.ts';
import { namedServer } from './server-name.ts';
import { sendSyslog } from './syslog-line.ts';
import { type FileResult, readTftp } from './tftp-read.ts';
import type { UnitJack, Wire } from './wire.ts';

export type ResyncOutcome = 'changed' | 'same' | 'failed' | 'dropped';

export interface ResyncPass {
  outcome: ResyncOutcome;
  /** What `$ERR` said, for `failed`; without secrets. */
  why: string | null;
  /** A file was opened with the key in GPP_SA. */
  usedOwnKey: boolean;
}

export interface ResyncContext {
  unit: { mac: string; serial: string; model: UnitModel; faults: ReadonlySet<Fault> };
  /** The unit's parameters; files change them in place, each as a whole. */
  parameters: Map<string, string>;
  lease: Lease;
  jack: UnitJack;
  wire: Wire;
  power: AbortSignal;
  /** `$PRVST`: 0 after power-up, 1 periodic, 2 retry. */
  provisioningState: number;
  tftpTimeoutMs: number;
  /** Falls silent in the middle of the first transfer. */
  dropsNow: boolean;
  onResend: (what: 'rrq' | 'ack') => void;
  onAsk: (path: string) => void;
}

/** Where a rule leads after everything was looked up; `servip` is an IPv4 address. */
interface Target {
  scheme: string;
  servip: string;
  port: number;
  path: string;
  key: string | null;
}

const RULES = ['Profile_Rule', 'Profile_Rule_B', 'Profile_Rule_C', 'Profile_Rule_D'];
/** Stands for "the server DHCP named", whose port may be another on loopback. No real host is called so. */
const DHCP_SERVER = 'server-of-dhcp';
const BLOCKS_BEFORE_DROP = 2;

/** @throws PowerLost; everything else is an outcome */
export async function runResync(context: ResyncContext): Promise<ResyncPass> {
  const before = new Map(context.parameters);
  let usedOwnKey = false;
  for (const name of RULES) {
    const step = await followRule(context, context.parameters.get(name) ?? '');
    if (step.kind === 'dropped') return { outcome: 'dropped', why: null, usedOwnKey };
    if (step.kind === 'failed') return { outcome: 'failed', why: step.why, usedOwnKey };
    usedOwnKey ||= step.usedOwnKey;
  }
  const hasChanged = [...context.parameters].some(([name, value]) => before.get(name) !== value);
  return { outcome: hasChanged ? 'changed' : 'same', why: null, usedOwnKey };
}

type Step =
  | { kind: 'done'; usedOwnKey: boolean }
  | { kind: 'failed'; why: string }
  | { kind: 'dropped' };

async function followRule(context: ResyncContext, rule: string): Promise<Step> {
  const isFactory = rule === context.unit.model.factoryRule;
  const read = evaluateRule(isFactory ? factoryRuleOf(context) : rule, {
    values: macrosOf(context, {}),
    option66: DHCP_SERVER,
  });
  if (!read.ok) return failStep(context, null, read.problem.message);
  const assignments = 'assignments' in read.value ? (read.value.assignments ?? []) : [];
  for (const { name, value } of assignments) context.parameters.set(name, value);
  if (read.value.outcome !== 'fetch') return { kind: 'done', usedOwnKey: false };
  const target = findTarget(context, read.value, isFactory);
  if (typeof target === 'string') return failStep(context, null, target);

  await report(context, 'Log_Resync_Request_Msg', target, '');
  context.onAsk(target.path);
  const result = await fetchFile(context, target);
  if (result.kind === 'dropped') return result;
  if (result.kind === 'not-found') {
    const isFailure = !/^no$/i.test(context.parameters.get('Resync_Fails_On_FNF') ?? '');
    if (isFailure) return failStep(context, target, 'File not found');
    return { kind: 'done', usedOwnKey: false };
  }
  if (result.kind === 'failed') return failStep(context, target, result.why);
  return obey(context, target, result.bytes, isFactory);
}

/** Opens and applies a file; only a whole, good file changes anything. */
async function obey(
  context: ResyncContext,
  target: Target,
  bytes: Buffer,
  isFactory: boolean,
): Promise<Step> {
  const { parameters, unit } = context;
  const isRejected =
    unit.model.asksOnly !== undefined || (unit.faults.has('rejects') && !isFactory);
  const profile = openAsUnit(bytes, target.key, unit.faults);
  if (isRejected || !profile.ok) return failStep(context, target, 'corrupt file');
  const usedOwnKey = target.key !== null && target.key === parameters.get('GPP_SA');
  const next = applyProfile(parameters, profile.value);
  for (const [name, value] of next) parameters.set(name, value);
  // After applying: a file that clears Syslog_Server leaves nobody to tell.
  await report(context, 'Log_Resync_Success_Msg', target, '');
  return { kind: 'done', usedOwnKey };
}

/** The factory rule, or the URL a server put into its place by DHCP. */
function factoryRuleOf({ unit, lease }: ResyncContext): string {
  const { factoryRule } = unit.model;
  if (unit.model.asksOnly !== undefined) return `/${unit.model.asksOnly}`;
  if (unit.faults.has('wrong-name')) return '/spa000.cfg';
  const named = namedServer(lease.options, unit.model);
  if (!named?.isUrl) return factoryRule;
  return /^[a-z]+:\/\/[^/]+\//i.test(named.text) ? named.text : named.text + factoryRule;
}

/** @returns the target, or what is wrong with it in the words of `$ERR` */
function findTarget(
  { lease, unit, jack, wire }: ResyncContext,
  { url, options }: Extract<RuleResult, { outcome: 'fetch' }>,
  isFactory: boolean,
): Target | string {
  let { server, port } = url;
  if (server === DHCP_SERVER) {
    const named = namedServer(lease.options, unit.model);
    if (!named || named.isUrl) return 'no server';
    server = named.text;
    if (url.scheme !== 'https') port = wire.standardPort(url.scheme);
  }
  if (url.scheme === 'https') return 'https: certificate not accepted';
  if (ipv4ToNumber(server) === null) return 'host not found';
  if (!jack.reaches(server)) return 'no route to host';
  // A phone that looks for its call manager asks without the slash.
  const path = isFactory && unit.model.asksOnly !== undefined ? url.path.slice(1) : url.path;
  return { scheme: url.scheme, servip: server, port, path, key: options?.key ?? null };
}

function fetchFile(context: ResyncContext, target: Target): Promise<FileResult> {
  const { jack, power, tftpTimeoutMs: timeoutMs, onResend, unit } = context;
  const { servip: server, port, path } = target;
  if (target.scheme === 'http') {
    const userAgent = unit.model.userAgent(unit);
    return readHttp({ jack, server, port, path, userAgent, timeoutMs: timeoutMs * 4, power });
  }
  const read = { jack, server, port, name: path, timeoutMs, power, onResend };
  return readTftp(context.dropsNow ? { ...read, stopAfterBlocks: BLOCKS_BEFORE_DROP } : read);
}

async function failStep(context: ResyncContext, target: Target | null, why: string): Promise<Step> {
  await report(context, 'Log_Resync_Failure_Msg', target, why);
  return { kind: 'failed', why };
}

/** Sends one line to the syslog server that is set now; none set, or the text cleared: nothing. */
async function report(
  context: ResyncContext,
  parameter: string,
  target: Target | null,
  why: string,
): Promise<void> {
  const { parameters, jack, power } = context;
  const server = parameters.get('Syslog_Server') ?? '';
  const text = parameters.get(parameter) ?? '';
  if (server === '' || text === '') return;
  const line = expandMacros(
    text,
    macrosOf(context, {
      ...(target && {
        SCHEME: target.scheme,
        SERV: target.servip,
        SERVIP: target.servip,
        PORT: String(target.port),
        PATH: target.path,
      }),
      ERR: why,
    }),
  );
  await sendSyslog({ jack, power, server, line });
}

function macrosOf(
  { unit, lease, parameters, provisioningState }: ResyncContext,
  more: Record<string, string>,
): Map<string, string> {
  return macroValues({
    mac: unit.mac,
    productName: unit.model.name,
    psn: unit.model.series,
    serial: unit.serial,
    swver: unit.model.firmware,
    hwver: unit.model.hardware,
    ip: lease.address,
    parameters,
    more: { PRVST: String(provisioningState), ...more },
  });
}
