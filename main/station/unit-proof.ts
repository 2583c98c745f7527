/**
 * Proof from the unit itself, joined to what the station knows: what it should hold, its address and
 * password, and its record. What follows from an answer is decided in `proof/` and `provisioning/`.
 */
import { StationError } from '../contract/errors.ts';
import type { OrderAnswer, ReadBackView } from '../contract/proof.ts';
import { formatMac, type Mac } from '../contract/values.ts';
import type { Bench } from './bench.ts';
import type { Clock } from './clock.ts';
import { type CommandAnswer, orderReboot, orderResync } from './device/commands.ts';
import { compareTold, readBack } from './device/read-back.ts';
import { createWebClient, type WebClient } from './device/web-client.ts';
import { standingOf, type UpgradePlan } from './firmware/plan.ts';
import { type Log, severity } from './log.ts';
import { isReadBack, levelOf, mayLeave } from './proof/level.ts';
import { isLocked, type ReleaseProblem, releaseProblem } from './proof/release-check.ts';
import { toldOf } from './proof/told.ts';
import { wantsReadBack } from './proof/when.ts';
import { finalStep } from './provisioning/marks.ts';
import type { UnitRecord } from './provisioning/record.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { Limits } from './provisioning/unit-event.ts';
import type { UnitBuilds, UnitValues } from './templates/unit-builds.ts';

export interface UnitProofParts {
  clock: Clock;
  log: Log;
  builds: UnitBuilds;
  limits(): Limits;
  tracker(): Tracker;
  bench(): Bench | null;
  /** The firmware units of that model leave with; null: whatever they have. */
  planOf(model: string): UpgradePlan | null;
  /** Where units' web servers listen unless their values say otherwise. */
  webPort(): number;
  onFault(error: unknown): void;
}

/** While a unit waits for its last file: it sends its request again after some seconds. */
const BEFORE_LAST_MS = 2_500;
const MOST_AT_ONCE = 32;

export class UnitProof {
  readonly #parts: UnitProofParts;
  readonly #asking = new Map<Mac, Promise<ReadBackView | null>>();

  constructor(parts: UnitProofParts) {
    this.#parts = parts;
  }

  /**
   * Looks through what it would leave with, and reads it back while its web server is still open.
   * @param file  before the `last` one it has applied its rehearsal; else there is nothing to be read back yet, and
   *   the whole profile of `retail` proves nothing of the chain
   */
  async mayLeave(mac: Mac, file: 'own' | 'last' | 'retail'): Promise<boolean> {
    const { clock, tracker, limits, bench } = this.#parts;
    const values = bench() === null ? null : this.#valuesOf(mac);
    if (values === null) return true;
    const said = tracker().byMac(mac)?.reason?.text;
    const problem = releaseProblem(values);
    const isLockedAtEnd = isLocked(values.final);
    const isRehearsed = file === 'last';
    const isOfChain = file !== 'retail';
    const check = { type: 'release-check', at: clock.now() } as const;
    tracker().apply(mac, { ...check, part: 'values', problem, isLockedAtEnd, isOfChain });
    if (problem !== null) {
      if (said !== problem.text) this.#say(mac, `Its last file is held back: ${problem.text}`);
      return false;
    }
    const unit = tracker().byMac(mac);
    if (isRehearsed && unit !== null && isReadBack(levelOf(unit, limits()))) {
      await this.#readBack(unit, 'rehearsal', { isFinal: true, timeoutMs: BEFORE_LAST_MS });
    }
    // What it told may have named its firmware for the first time.
    const told = tracker().byMac(mac);
    const firmware = told === null ? null : this.#firmwareProblem(told);
    tracker().apply(mac, { ...check, part: 'firmware', at: clock.now(), problem: firmware });
    const now = tracker().byMac(mac);
    const isShown = !isRehearsed || now === null || mayLeave(now, limits());
    const may = firmware === null && isShown;
    const why = now?.reason?.text ?? 'not read back';
    if (!may && said !== why) this.#say(mac, `Its last file is held back: ${why}`);
    // Stored before its first byte: a unit that has it asks for nothing more, whatever becomes of the station.
    await tracker().settled();
    return may;
  }

  /** Once a second: units that have their last file and are not proved yet. */
  tick(): void {
    const { clock, tracker, limits, onFault } = this.#parts;
    for (const unit of tracker().board()) {
      if (this.#asking.size >= MOST_AT_ONCE) return;
      const wanted = wantsReadBack(unit, clock.now(), limits());
      if (wanted === null || this.#asking.has(unit.mac)) continue;
      this.#readBack(unit, 'last', wanted).catch((error: unknown) => {
        // What it should hold is locked up; it is asked again once somebody unlocked it.
        const isLocked = error instanceof StationError && error.code === 'STORE_LOCKED';
        if (!isLocked) onFault(error);
      });
    }
  }

  /** A person asks. @throws StationError when it cannot be asked, or gave no answer */
  async readBackNow(mac: Mac): Promise<void> {
    const unit = this.#reachable(mac);
    if (unit.isBound && !unit.mayGoAgain) throw new StationError('UNIT_BOUND', boundWords);
    const last = unit.steps[finalStep(this.#parts.limits())];
    const phase = last.servedAt === null ? 'rehearsal' : 'last';
    const told = await this.#readBack(unit, phase, { isFinal: true });
    if (told === null) throw new StationError('NOTHING_GIVEN', 'It was given no profile yet.');
    if (told.outcome === 'not-read')
      throw new StationError('UNIT_SILENT', told.why ?? 'No answer.');
  }

  /**
   * "Resync now".
   * @param address  a one-time code's, in place of the rule of its next file
   * @throws StationError when it cannot be told
   */
  async resync(mac: Mac, address?: string): Promise<OrderAnswer> {
    const unit = await this.#present(mac);
    const rule = address ?? this.#parts.builds.nextRule(mac, this.#place(), unit);
    if (rule === null) {
      throw new StationError('MODEL_UNKNOWN', 'Its model is not known, so neither is its file.');
    }
    const { client, values } = this.#clientOf(unit);
    const isOn = values?.isProvisioning ?? null;
    const what = address === undefined ? 'Resync' : 'Resync with a one-time code';
    return this.#ordered(mac, what, await orderResync(client, rule, { provisionEnable: isOn }));
  }

  /** @throws StationError when it cannot be told */
  async reboot(mac: Mac): Promise<OrderAnswer> {
    const { client } = this.#clientOf(await this.#present(mac));
    return this.#ordered(mac, 'Reboot', await orderReboot(client));
  }

  /** A report a unit sent of itself. @returns null: nothing was given to it to compare with */
  takeReport(mac: Mac, bytes: Uint8Array): ReadBackView | null {
    const { clock, tracker, limits, bench } = this.#parts;
    const unit = tracker().byMac(mac);
    const values = bench() === null ? null : this.#valuesOf(mac);
    const isDone = unit?.isBound === true && !unit.mayGoAgain;
    if (unit === null || values === null || !values.isAsMade || isDone) return null;
    const phase = unit.steps[finalStep(limits())].servedAt === null ? 'rehearsal' : 'last';
    const at = clock.now();
    const answer = compareTold(bytes, values.key, unit, intentOf(values, phase), at);
    const told = toldOf(answer, { phase, by: 'report' });
    tracker().apply(mac, { type: 'read-back', at, told, isFinal: told.outcome !== 'not-read' });
    return told;
  }

  /** A unit whose firmware nobody knows is not held back for it. */
  #firmwareProblem({ model, firmware }: UnitRecord): ReleaseProblem | null {
    const plan = model === null ? null : this.#parts.planOf(model);
    if (plan === null || firmware === null || standingOf(firmware, plan).kind !== 'upgrade') {
      return null;
    }
    const text = `It has firmware ${firmware}; its model is to leave with ${plan.target.version}`;
    return { code: 'F13', text };
  }

  /** One question to a unit at a time. */
  #readBack(
    unit: UnitRecord,
    phase: ReadBackView['phase'],
    how: { isFinal: boolean; timeoutMs?: number },
  ): Promise<ReadBackView | null> {
    const before = this.#asking.get(unit.mac) ?? Promise.resolve(null);
    const asking = before
      .catch(() => null)
      .then(() => this.#ask(unit, phase, how))
      .finally(() => {
        if (this.#asking.get(unit.mac) === asking) this.#asking.delete(unit.mac);
      });
    this.#asking.set(unit.mac, asking);
    return asking;
  }

  async #ask(
    unit: UnitRecord,
    phase: ReadBackView['phase'],
    { isFinal, timeoutMs }: { isFinal: boolean; timeoutMs?: number },
  ): Promise<ReadBackView | null> {
    const { clock, tracker } = this.#parts;
    const { mac } = unit;
    const values = this.#valuesOf(mac);
    if (values === null || unit.address === null) return null;
    const at = clock.now();
    const say = (told: ReadBackView): ReadBackView => {
      tracker().apply(mac, { type: 'read-back', at: clock.now(), told, isFinal });
      return told;
    };
    if (!values.isAsMade) return say(toldOf(problemAt(at, changedWords), { phase, by: 'web' }));
    const { client } = this.#clientOf(unit, values, phase);
    const stop = timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) };
    const isItself = (await this.#parts.bench()?.isAt(unit.address, mac)) ?? false;
    const answer = isItself
      ? await readBack(client, unit, intentOf(values, phase), at, stop)
      : problemAt(at, anotherWords(unit));
    return say(toldOf(answer, { phase, by: 'web' }));
  }

  #clientOf(
    unit: UnitRecord,
    values = this.#valuesOf(unit.mac),
    phase: ReadBackView['phase'] = 'rehearsal',
  ): { client: WebClient; values: UnitValues | null } {
    const { bench, webPort } = this.#parts;
    const { network } = bench() ?? {};
    if (network === undefined || unit.address === null) {
      throw new StationError('NOT_RUNNING', 'Start the station first.');
    }
    const of = (name: string) =>
      values?.[phase === 'last' ? 'final' : 'rehearsed'].find((one) => one.name === name)?.value ??
      '';
    const said = Number(of('Web_Server_Port'));
    const client = createWebClient({
      connectTcp: (address, port, options) => network.connectTcp(address, port, options),
      address: unit.address,
      port: said > 0 && said < 65_536 && said !== 80 ? said : webPort(),
      password: of('Admin_Passwd') || null,
    });
    return { client, values };
  }

  #valuesOf(mac: Mac): UnitValues | null {
    return this.#parts.builds.valuesOf(mac, this.#place());
  }

  #place(): { station: Bench['station']; stationAddress: string; isLoopback: boolean } {
    const bench = this.#parts.bench();
    if (bench === null) throw new StationError('NOT_RUNNING', 'Start the station first.');
    const { station, network } = bench;
    return { station, stationAddress: network.address, isLoopback: network.isLoopback };
  }

  #reachable(mac: Mac): UnitRecord {
    const unit = this.#parts.tracker().byMac(mac);
    this.#place();
    if (unit === null || unit.address === null || unit.isOffBoard) {
      throw new StationError('NO_ADDRESS', 'It has no address here. Turn it off and on.');
    }
    return unit;
  }

  /** Nobody else is told what is for it: an order may hold a passphrase or a code. */
  async #present(mac: Mac): Promise<UnitRecord> {
    const unit = this.#reachable(mac);
    const { address } = unit;
    const bench = this.#parts.bench();
    if (bench === null || address === null || (await bench.isAt(address, mac))) return unit;
    // The entry may be an old one: who answers there now decides.
    if ((await bench.signOfLife(address, mac)) !== null) return unit;
    throw new StationError('ANOTHER_UNIT', anotherWords(unit));
  }

  #ordered(mac: Mac, what: string, answer: CommandAnswer): OrderAnswer {
    const { clock, tracker } = this.#parts;
    if (!answer.ok) throw new StationError('ORDER_REFUSED', answer.problem.message);
    const { sentence, said, hint } = answer;
    tracker().apply(mac, { type: 'ordered', at: clock.now(), text: `${what} was ordered` });
    this.#say(mac, `${what} was ordered: ${sentence}`);
    return { sentence, said, hint };
  }

  #say(mac: Mac, msg: string): void {
    this.#parts.log.write({ source: 'station', severity: severity.notice, mac, msg });
  }
}

function intentOf(values: UnitValues, phase: ReadBackView['phase']) {
  const { rehearsed, final, secrets, station } = values;
  return phase === 'last' ? { entries: final, secrets, station } : { entries: rehearsed, secrets };
}

const boundWords = 'It is bound: what it holds now is the ISP’s. Choose Provision again first.';
const changedWords =
  'Its templates are others now than those its files were made of, so it cannot be compared.';

function anotherWords({ mac, address }: UnitRecord): string {
  return `Another unit than ${formatMac(mac)} answers at ${address}, so it was not asked.`;
}

function problemAt(at: number, message: string) {
  return { ok: false, problem: { kind: 'stopped', message }, takenAt: at } as const;
}
