/** Every service asked once through the bench card, before the station says that it runs. */
import type { ServiceState } from '../../contract/model.ts';
import {
  type SelfTest,
  type ServiceName,
  type ServiceTest,
  serviceNames,
  serviceWords,
} from '../../contract/preflight.ts';
import type { Clock } from '../clock.ts';
import { type Log, severity } from '../log.ts';
import type { OpenNetwork } from '../net/open-network.ts';
import type { KnownFile } from './known-file.ts';
import {
  askDhcp,
  askDns,
  askHttp,
  askHttps,
  askNtp,
  askSyslog,
  askTftp,
  type Place,
  WrongAnswer,
} from './questions.ts';

export interface SelfTestParts {
  network: OpenNetwork;
  clock: Clock;
  log: Log;
  file: KnownFile;
  /** What there is, as it is now; `port` null: it is off, or `problem` says why it does not run. */
  states(): { [name in ServiceName]?: Pick<ServiceState, 'port' | 'problem'> | undefined };
  /** Why DHCP cannot be asked now; null: it can. */
  whyNoDhcp(): string | null;
  limitMs?: number;
}

/** This computer answers itself in milliseconds; a computer under load is given time. */
const LIMIT_MS = 3000;

const questions: Record<ServiceName, (place: Place, file: KnownFile) => Promise<void>> = {
  dhcp: askDhcp,
  tftp: askTftp,
  http: askHttp,
  https: askHttps,
  syslog: askSyslog,
  dns: askDns,
  ntp: askNtp,
};

/** All at once; never throws. Tells what fails in the log. */
export async function runSelfTest(parts: SelfTestParts): Promise<SelfTest> {
  const { clock, log } = parts;
  const states = parts.states();
  const services = await Promise.all(
    serviceNames.flatMap((service) => {
      const state = states[service];
      return state === undefined ? [] : testOne(parts, service, state);
    }),
  );
  for (const { result, detail, port } of services) {
    // What does not run was told when that came about.
    if (result !== 'fail' || port === null) continue;
    log.write({ source: 'station', severity: severity.error, msg: `Self-test: ${detail}` });
  }
  return { at: clock.now(), services };
}

/** Of one service; never throws. */
export async function testOne(
  { network, clock, file, whyNoDhcp, limitMs = LIMIT_MS }: SelfTestParts,
  service: ServiceName,
  { port, problem }: Pick<ServiceState, 'port' | 'problem'>,
): Promise<ServiceTest> {
  const name = serviceWords[service];
  if (port === null && problem !== null) {
    return { service, port, result: 'fail', detail: problem, ms: null };
  }
  if (port === null) return { service, port, result: 'off', detail: `${name} is off.`, ms: null };
  const whyNot = service === 'dhcp' ? whyNoDhcp() : null;
  if (whyNot !== null) return { service, port, result: 'open', detail: whyNot, ms: null };
  const where = `port ${port} of ${network.interfaceName}`;
  const since = clock.monotonicMs();
  const signal = AbortSignal.timeout(limitMs);
  try {
    await questions[service]({ network, port, signal }, file);
    const ms = Math.round(clock.monotonicMs() - since);
    return { service, port, result: 'ok', detail: `${name} answers on ${where}.`, ms };
  } catch (error) {
    // Listening for DHCP's answer needs the client port, which is not the service's fault.
    if (service === 'dhcp' && isPort68(error)) {
      const detail = `DHCP could not be asked: ${(error as Error).message}`;
      return { service, port, result: 'open', detail, ms: null };
    }
    const detail = `${name} ${failure(error)} on ${where}. ${remedy}`;
    return { service, port, result: 'fail', detail, ms: null };
  }
}

const remedy =
  'Stop it alone and start it again; if that does not help, look for a firewall rule or security program of this computer.';

function failure(error: unknown): string {
  if (error instanceof WrongAnswer) return `answers ${error.message}, not what it was asked for,`;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code !== 'ABORT_ERR'
    ? `does not answer (${code})`
    : 'does not answer';
}

function isPort68(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'PORT_TAKEN' || code === 'NO_PERMISSION';
}

/** What the status shows beside each port: the sentence where a service failed. */
export function problemOf(test: SelfTest | null, service: ServiceName): string | null {
  const found = test?.services.find((each) => each.service === service);
  // Of one that did not run then nothing was found out.
  return found?.result === 'fail' && found.port !== null ? found.detail : null;
}
