/**
 * One resync of a simulated unit: what it does is `station/profile/unit/resync.ts`; this file gives it
 * real sockets, and the faults of the unit.
 */
import { ipv4ToNumber } from '../contract/values.ts';
import type {
  Fetch,
  LookUp,
  ResyncCause,
  ResyncEnd,
  UnitAction,
  UnitAnswer,
  UnitSteps,
  UpgradeEnd,
} from '../station/profile/unit/actions.ts';
import { resync } from '../station/profile/unit/resync.ts';
import type { UnitState } from '../station/profile/unit/unit-state.ts';
import { upgrade } from '../station/profile/unit/upgrade.ts';
import type { Fault } from './faults.ts';
import { readHttp } from './http-read.ts';
import { versionOfImage } from './image.ts';
import type { UnitModel } from './models.ts';
import { sendSyslog } from './syslog-line.ts';
import { type FileResult, readTftp } from './tftp-read.ts';
import type { UnitJack, Wire } from './wire.ts';

export interface ResyncContext {
  unit: { mac: string; serial: string; model: UnitModel; faults: ReadonlySet<Fault> };
  /** Changed as the unit obeys. */
  state: UnitState;
  jack: UnitJack;
  wire: Wire;
  power: AbortSignal;
  tftpTimeoutMs: number;
  /** Falls silent in the middle of the first transfer. */
  dropsNow: boolean;
  onResend: (what: 'rrq' | 'ack') => void;
  onAsk: (path: string) => void;
}

const BLOCKS_BEFORE_DROP = 2;

/** @throws PowerLost; everything else is an outcome */
export async function runResync(
  context: ResyncContext,
  cause: ResyncCause,
  ordered: string | null = null,
): Promise<ResyncEnd> {
  return drive(context, resync(context.state, cause, ordered));
}

/** One look at Upgrade_Rule. @throws PowerLost; everything else is an outcome */
export async function runUpgrade(
  context: ResyncContext,
  attempt: 'first' | 'retry',
): Promise<UpgradeEnd> {
  return drive(context, upgrade(context.state, attempt));
}

async function drive<T>(context: ResyncContext, steps: UnitSteps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) step = steps.next(await carryOut(context, step.value));
  return step.value;
}

async function carryOut(context: ResyncContext, action: UnitAction): Promise<UnitAnswer> {
  switch (action.type) {
    case 'look-up':
      return lookUp(context, action);
    case 'fetch':
      context.onAsk(action.path);
      return asImage(action, await fetchFile(context, action));
    case 'log': {
      const { jack, power } = context;
      await sendSyslog({ jack, power, server: action.server, line: action.line });
      return { type: 'nothing' };
    }
    default:
      return { type: 'nothing' };
  }
}

/** Of an image its version counts. */
function asImage({ purpose }: Fetch, answer: UnitAnswer): UnitAnswer {
  if (purpose !== 'firmware' || answer.type !== 'file') return answer;
  const version = versionOfImage(answer.bytes);
  return version === undefined ? answer : { ...answer, version };
}

/** Addresses of the bench only: the units have no resolver, and accept no certificate. */
function lookUp(
  { jack, wire }: ResyncContext,
  { scheme, server, port, isFromDhcp }: LookUp,
): UnitAnswer {
  if (scheme === 'https') return { type: 'failed', why: 'https: certificate not accepted' };
  if (ipv4ToNumber(server) === null) return { type: 'failed', why: 'host not found' };
  if (!jack.reaches(server)) return { type: 'failed', why: 'no route to host' };
  // The port behind the server DHCP named may be another on loopback.
  return { type: 'address', address: server, port: isFromDhcp ? wire.standardPort(scheme) : port };
}

async function fetchFile(context: ResyncContext, request: Fetch): Promise<UnitAnswer> {
  const { jack, power, tftpTimeoutMs: timeoutMs, onResend, unit } = context;
  const { address: server, port, path, body } = request;
  if (request.scheme === 'http') {
    const { firmware } = context.state;
    const userAgent = unit.model.userAgent(unit).replace(unit.model.firmware, () => firmware);
    const call = { jack, server, port, path, body, userAgent, timeoutMs: timeoutMs * 4, power };
    return answerOf(await readHttp(call));
  }
  const read = { jack, server, port, name: path, timeoutMs, power, onResend };
  const dropping = { ...read, stopAfterBlocks: BLOCKS_BEFORE_DROP };
  return answerOf(await readTftp(context.dropsNow ? dropping : read));
}

function answerOf(result: FileResult): UnitAnswer {
  switch (result.kind) {
    case 'file':
      return { type: 'file', bytes: result.bytes };
    case 'failed':
      return { type: 'failed', why: result.why };
    default:
      return { type: result.kind };
  }
}
