/** The loop a simulated unit lives in: boot, wait, resync, upgrade, reboot. */
import type { EpochMs, Ipv4 } from '../../../contract/values.ts';
import type { ResyncCause, ResyncEnd, UnitAction, UnitAnswer, UnitSteps } from './actions.ts';
import { EventLog } from './event-log.ts';
import type { SimulationEnd, SimulationLimits, UnitEvent } from './events.ts';
import { answerFrom, type FileSource } from './file-source.ts';
import { resync } from './resync.ts';
import {
  BOOT_SECONDS,
  type Boot,
  endsBootWait,
  firstWake,
  type Moment,
  periodicWake,
  retryWake,
  upgradeRetryWake,
  type Wake,
} from './timers.ts';
import { soonerOf } from './triggers.ts';
import { isOn, type UnitState } from './unit-state.ts';
import { upgrade } from './upgrade.ts';

export interface Surroundings {
  files: FileSource;
  clock: { startAt: EpochMs; random: () => number; zoneMinutes?: number };
  limits: SimulationLimits;
  hosts: ReadonlyMap<string, Ipv4>;
}

/** A wake-up and when it comes, in seconds since the start. */
interface Alarm {
  wake: Wake;
  at: number;
}

export class UnitLife {
  readonly #unit: UnitState;
  readonly #around: Surroundings;
  readonly #log: EventLog;
  /** Seconds since the start, of now and of the last attempts or the boot. */
  #now = 0;
  #last = { resync: 0, upgrade: 0 };
  #hasSynced = false;
  #resyncs = 0;
  #failedUpgrades = 0;
  /** After a failed upgrade: the rule it was, and when it may be tried again; null: never. */
  #failedUpgrade: { rule: string; retry: Alarm | null } | null = null;
  /** What the last resync asked for, when it changed nothing. */
  #quietPass: string | null = null;

  constructor(unit: UnitState, around: Surroundings) {
    this.#unit = unit;
    this.#around = around;
    this.#log = new EventLog(unit, () => around.clock.startAt + Math.round(this.#now * 1000));
  }

  /** What has happened, without secrets. */
  get events(): UnitEvent[] {
    return this.#log.concealed();
  }

  /** From power-on to the end of the simulation. */
  live(hasSynced: boolean): SimulationEnd {
    this.#hasSynced = hasSynced;
    for (let boot: Boot = 'power'; ; this.#now += BOOT_SECONDS) {
      const next = this.#liveUntilReboot(boot);
      if (next !== 'update' && next !== 'upgrade') return next;
      boot = next;
    }
  }

  #liveUntilReboot(boot: Boot): Exclude<Boot, 'power'> | SimulationEnd {
    const unit = this.#unit;
    this.#log.tell({ type: 'boot', boot, firmware: unit.firmware });
    this.#last = { resync: this.#now, upgrade: this.#now };
    unit.lastRequest = null;
    const booted = { boot, hasSynced: this.#hasSynced };
    let timer = this.#alarm(firstWake(booted, unit.parameters, this.#moment()));
    let isFirst = boot === 'power';
    let [failures, successes] = [0, 0];
    if (timer === null || !endsBootWait.has(timer.wake.by)) {
      const outcome = this.#upgrade();
      if (outcome === 'done') return 'upgrade';
      if (outcome === 'failed') timer = this.#afterFailedUpgrade(timer);
    }
    for (;;) {
      const alarm = this.#nextAlarm(timer);
      const over = this.#wait(alarm);
      if (over !== null || alarm === null) return over ?? 'nothing-more';
      if (alarm.wake.by === 'Upgrade_Error_Retry_Delay') {
        const outcome = this.#upgrade();
        if (outcome === 'done') return 'upgrade';
        if (outcome === 'failed') timer = this.#afterFailedUpgrade(timer);
        continue;
      }
      const isRetry = alarm.wake.by === 'Resync_Error_Retry_Delay';
      const cause = isRetry ? 'retry' : isFirst ? 'power-up' : 'periodic';
      isFirst = false;
      const end = this.#resync(cause, alarm.wake);
      if (end.reboots) return 'update';
      if (end.outcome === 'failed') {
        timer = this.#alarm(retryWake(unit.parameters, failures, this.#moment()));
        failures += 1;
        successes = 0;
      } else {
        timer = this.#alarm(periodicWake(unit.parameters, successes, this.#moment()));
        successes += 1;
        failures = 0;
      }
      const upgraded = this.#upgrade();
      if (upgraded === 'done') return 'upgrade';
      if (upgraded === 'failed') timer = this.#afterFailedUpgrade(timer);
      else if (this.#isSteady(end, cause)) return 'steady';
    }
  }

  /** The soonest of the resync timer, the triggers and a retried upgrade. */
  #nextAlarm(timer: Alarm | null): Alarm | null {
    this.#countSeconds();
    const left = timer && { ...timer.wake, seconds: timer.at - this.#now };
    const wake = soonerOf(this.#unit, left);
    const resyncs = wake === left ? timer : this.#alarm(wake);
    const upgrades = this.#lastFailedUpgrade()?.retry ?? null;
    if (resyncs === null || upgrades === null) return resyncs ?? upgrades;
    return upgrades.at < resyncs.at ? upgrades : resyncs;
  }

  /** Lets the time pass. @returns why the simulation ends here, or null */
  #wait(alarm: Alarm | null): SimulationEnd | null {
    const { limits, clock } = this.#around;
    if (alarm === null) {
      this.#log.tell({ type: 'rest', why: whyAtRest(this.#unit) });
      return 'nothing-more';
    }
    const until = clock.startAt + Math.round(alarm.at * 1000);
    const setting = this.#unit.parameters.get(alarm.wake.by) ?? '';
    this.#log.tell({ type: 'wait', until, wake: alarm.wake, setting });
    if (alarm.at > limits.seconds) return 'limit-of-time';
    if (this.#log.count >= limits.events) return 'limit-of-events';
    if (this.#resyncs >= limits.resyncs) return 'limit-of-resyncs';
    this.#now = Math.max(this.#now, alarm.at);
    this.#countSeconds();
    return null;
  }

  #resync(cause: ResyncCause, { by }: Wake): ResyncEnd {
    this.#log.tell({ type: 'resync', cause, by });
    this.#resyncs += 1;
    const end = this.#drive(resync(this.#unit, cause));
    this.#last.resync = this.#now;
    if (end.outcome === 'same' || end.outcome === 'changed') this.#hasSynced = true;
    const { outcome, why, changed, reboots } = end;
    this.#log.tell({ type: 'resynced', outcome, why, changed, reboots });
    return end;
  }

  /** Looks at Upgrade_Rule, unless it failed lately; that waits for its own timer. */
  #upgrade(): 'done' | 'failed' | 'none' {
    const unit = this.#unit;
    const rule = unit.parameters.get('Upgrade_Rule') ?? '';
    const failed = this.#lastFailedUpgrade();
    if (rule.trim() === '') return 'none';
    if (failed && (failed.retry === null || failed.retry.at > this.#now)) return 'none';
    this.#failedUpgrade = null;
    const from = unit.firmware;
    const { outcome, why, url } = this.#drive(upgrade(unit, failed ? 'retry' : 'first'));
    this.#log.tell({ type: 'upgraded', outcome, why, from, to: unit.firmware, url });
    if (outcome === 'none') return outcome;
    this.#last.upgrade = this.#now;
    this.#failedUpgrades = outcome === 'failed' ? (failed ? this.#failedUpgrades : 0) + 1 : 0;
    if (outcome === 'failed') {
      const attempt = this.#failedUpgrades - 1;
      const retry = this.#alarm(upgradeRetryWake(unit.parameters, attempt, this.#moment()));
      this.#failedUpgrade = { rule, retry };
    }
    return outcome;
  }

  /** Forgotten as soon as the rule is another. */
  #lastFailedUpgrade(): { rule: string; retry: Alarm | null } | null {
    const rule = this.#unit.parameters.get('Upgrade_Rule') ?? '';
    if (this.#failedUpgrade?.rule !== rule) this.#failedUpgrade = null;
    return this.#failedUpgrade;
  }

  /** A resync follows every upgrade attempt (guide: Resync_After_Upgrade_Attempt), or what was due anyway. */
  #afterFailedUpgrade(timer: Alarm | null): Alarm | null {
    const { parameters } = this.#unit;
    const isWanted =
      isOn(parameters, 'Resync_After_Upgrade_Attempt') && isOn(parameters, 'Provision_Enable');
    if (!isWanted) return timer;
    const range = { min: 0, max: 0 };
    return { at: this.#now, wake: { seconds: 0, range, by: 'Resync_After_Upgrade_Attempt' } };
  }

  #drive<T>(steps: UnitSteps<T>): T {
    let step = steps.next();
    while (!step.done) step = steps.next(this.#answer(step.value));
    return step.value;
  }

  #answer(action: UnitAction): UnitAnswer {
    this.#log.tellAction(action);
    if (action.type === 'look-up') {
      const address = this.#around.hosts.get(action.server) ?? action.server;
      return { type: 'address', address, port: action.port };
    }
    if (action.type !== 'fetch') return { type: 'nothing' };
    const answer = answerFrom(this.#around.files, action);
    this.#log.tellAnswer(answer);
    return answer;
  }

  /** True for the second resync in a row that came by its timer, asked for the same and changed nothing. */
  #isSteady(end: ResyncEnd, cause: ResyncCause): boolean {
    const asked = this.#log.requestsOfLastResync();
    const isWaitingToUpgrade = (this.#lastFailedUpgrade()?.retry ?? null) !== null;
    const isQuiet = end.outcome === 'same' && !isWaitingToUpgrade;
    const isSteady = isQuiet && cause === 'periodic' && this.#quietPass === asked;
    this.#quietPass = isQuiet ? asked : null;
    return isSteady;
  }

  #alarm(wake: Wake | null): Alarm | null {
    return wake && { wake, at: this.#now + wake.seconds };
  }

  #moment(): Moment {
    const { startAt, random, zoneMinutes = 0 } = this.#around.clock;
    const seconds = Math.floor(startAt / 1000 + this.#now + zoneMinutes * 60);
    const secondsOfDay = ((seconds % 86_400) + 86_400) % 86_400;
    return { random, secondsOfDay, readings: this.#unit.readings };
  }

  #countSeconds(): void {
    const { resync: lastResync, upgrade: lastUpgrade } = this.#last;
    this.#unit.secondsSince = { resync: this.#now - lastResync, upgrade: this.#now - lastUpgrade };
  }
}

function whyAtRest({ parameters, readings }: UnitState): string {
  if (!isOn(parameters, 'Provision_Enable')) return 'Provision_Enable is off';
  if (readings.afterUpdate === 'power-cycle') return 'it must be turned off and on';
  return 'no timer runs';
}
