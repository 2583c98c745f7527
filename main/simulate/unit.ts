/**
 * One simulated SPA unit: it boots, takes a lease, resyncs by its own rules and timers, really reads
 * and obeys the profiles it gets, and keeps them over power cycles. Everything it knows of profiles
 * comes from the profile language the station uses; everything it sends are real packets.
 */
import type { Mac } from '../contract/values.ts';
import type { ResyncCause, ResyncEnd } from '../station/profile/unit/actions.ts';
import { type Readings, readingsOf } from '../station/profile/unit/readings.ts';
import {
  BOOT_SECONDS,
  type Boot,
  endsBootWait,
  firstWake,
  type Moment,
  periodicWake,
  retryWake,
  type Wake,
} from '../station/profile/unit/timers.ts';
import { soonerOf } from '../station/profile/unit/triggers.ts';
import { isSwitchedOff, type UnitState } from '../station/profile/unit/unit-state.ts';
import { type Lease, type LeaseClient, obtainLease, renewLease } from './dhcp-lease.ts';
import type { DhcpSelf } from './dhcp-message.ts';
import type { Fault } from './faults.ts';
import { missingForGoal } from './goal.ts';
import type { UnitModel } from './models.ts';
import { PowerLost, type Random, seededRandom, sleep } from './pace.ts';
import { sendReport } from './report.ts';
import { type ResyncContext, runResync, runUpgrade } from './resync.ts';
import { namedServer } from './server-name.ts';
import { stateWith } from './state.ts';
import {
  emptyFlash,
  type Flash,
  type UnitCounts,
  type UnitHappening,
  type UnitOptions,
} from './unit-parts.ts';
import { UpgradeLook } from './upgrade-look.ts';
import { type UnitOrder, unitWebServer } from './web-server.ts';
import type { UnitJack } from './wire.ts';

const FIRST_RESEND_MS = 4000;

export class SimulatedUnit {
  readonly mac: Mac;
  readonly serial: string;
  readonly model: UnitModel;
  readonly faults: ReadonlySet<Fault>;
  readonly counts: UnitCounts = {
    boots: 0,
    dhcpResends: 0,
    rrqResends: 0,
    ackResends: 0,
    resyncs: 0,
    upgrades: 0,
    failures: 0,
  };
  /** Monotonic milliseconds of the first power-on, lease and goal. */
  readonly times: { poweredOn: number | null; leased: number | null; goal: number | null } = {
    poweredOn: null,
    leased: null,
    goal: null,
  };
  /** Values it shows whatever a profile says; for tests. */
  readonly stubborn = new Map<string, string>();
  readonly #options: UnitOptions;
  readonly #random: Random;
  readonly #readings: Readings;
  readonly #flash: Flash;
  readonly #benchAddresses = new Set<string>();
  #lastTrouble: string | null = null;
  /** What it was told by its web server and has not begun; `wakeUp` ends its waiting for a timer. */
  #order: UnitOrder | null = null;
  #wakeUp = new AbortController();
  /** While it has an address. */
  #line: { jack: UnitJack; lease: Lease; power: AbortSignal } | null = null;
  #power: AbortController | null = null;
  #life: Promise<void> = Promise.resolve();

  constructor(options: UnitOptions) {
    this.mac = options.mac;
    this.serial = options.serial;
    this.model = options.model;
    this.faults = new Set(options.faults);
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#readings = readingsOf({ ...options.readings, afterUpdate: options.reading });
    this.#flash = emptyFlash(options.model, this.#readings);
  }

  /** The unit's parameters as they are now, keys included: for tests, never for a log. */
  get finalParameters(): ReadonlyMap<string, string> {
    return this.#flash.parameters;
  }

  get firmware(): string {
    return this.#flash.firmware;
  }

  get address(): string | null {
    return this.#flash.lease?.address ?? null;
  }

  get isPowered(): boolean {
    return this.#power !== null;
  }

  /** Why its last resync failed or why it waits; null when its last resync went well. */
  get lastTrouble(): string | null {
    return this.#lastTrouble;
  }

  /** What keeps the unit from being done, without secrets; empty when its parameters are the field's. */
  get missing(): string[] {
    const { wire, model } = this.#options;
    const ports = new Set((['tftp', 'http', 'syslog'] as const).map((s) => wire.standardPort(s)));
    const bench = { addresses: this.#benchAddresses, ports };
    return missingForGoal(this.#flash.parameters, model.factoryRule, bench);
  }

  /** The unit's own view of how far it is, in the guide's words (Provisioning States); `goal` is the end. */
  get stage(): 'MFG-RESET' | 'SP-CUST' | 'SEC-PRV-1' | 'SEC-PRV-2' | 'goal' {
    if (this.times.goal !== null && this.missing.length === 0) return 'goal';
    if (this.#flash.hasUsedOwnKey) return 'SEC-PRV-2';
    if (this.#flash.parameters.get('GPP_SA')) return 'SEC-PRV-1';
    const isFactory = this.#flash.parameters.get('Profile_Rule') === this.model.factoryRule;
    return isFactory ? 'MFG-RESET' : 'SP-CUST';
  }

  /** Plugs the unit in and lets it live until {@link powerOff}. Does nothing when it is on. */
  powerOn(): void {
    if (this.#power) return;
    const power = new AbortController();
    this.#power = power;
    this.times.poweredOn ??= performance.now();
    this.#life = this.#life.then(() => this.#live(power.signal));
    this.#tell('powered-on');
  }

  /** Pulls the plug; comes back when every socket and timer of the unit is gone. */
  async powerOff(): Promise<void> {
    if (this.#power) {
      this.#power.abort();
      this.#power = null;
      this.#tell('power-lost');
    }
    await this.#life;
  }

  /** Off and on again, as a technician does. */
  async powerCycle(): Promise<void> {
    await this.powerOff();
    this.powerOn();
  }

  /** Its report, as a SIP NOTIFY orders it. @returns null: taken; else why not */
  async report(): Promise<string | null> {
    const line = this.#line;
    if (line === null) return 'not on the wire';
    const { jack, lease, power } = line;
    const { parameters } = this.#flash;
    const readings = this.#readings;
    const state = stateWith({ unit: this, lease, parameters, readings, flashed: this.#flash });
    const shown = new Map([...parameters, ...this.stubborn]);
    const timeoutMs = this.#networkMs(FIRST_RESEND_MS);
    return sendReport({ state, model: this.model, parameters: shown, jack, power, timeoutMs });
  }

  /** As it came out of its box, but for its firmware; it starts again when it was on. */
  async factoryReset(): Promise<void> {
    const wasPowered = this.isPowered;
    await this.powerOff();
    const { firmware } = this.#flash;
    Object.assign(this.#flash, { ...emptyFlash(this.model, this.#readings), firmware });
    if (wasPowered) this.powerOn();
  }

  async #live(power: AbortSignal): Promise<void> {
    let jack: UnitJack | null = null;
    try {
      jack = await this.#options.wire.plug(this.mac);
      for (let boot: Boot = 'power'; ; ) {
        boot = await this.#liveUntilReboot(boot, jack, power);
        this.#tell('rebooting');
        jack.setAddress(null);
        await sleep(this.#scaled(BOOT_SECONDS), power);
      }
    } catch (error) {
      if (!(error instanceof PowerLost)) this.#tell('stuck', `fault: ${messageOf(error)}`);
    } finally {
      await jack?.unplug();
    }
  }

  /** From lease to the reboot that changed parameters or another firmware cause. */
  async #liveUntilReboot(boot: Boot, jack: UnitJack, power: AbortSignal): Promise<Boot> {
    this.counts.boots += 1;
    const remembered = this.#options.remembersLease ? this.#flash.lease : null;
    const lease = await obtainLease(this.#leaseClient(jack, power), remembered);
    this.#flash.lease = lease;
    this.#learnBench(lease);
    this.times.leased ??= performance.now();
    this.#tell('leased', lease.address);
    this.#checkGoal();

    this.#order = null;
    this.#line = { jack, lease, power };
    const web = await this.#openWeb(jack, lease);
    const session = new AbortController();
    const keeping = this.#keepLease(jack, lease, AbortSignal.any([power, session.signal]));
    try {
      const { parameters } = this.#flash;
      const readings = this.#readings;
      const state = stateWith({ unit: this, lease, parameters, readings, flashed: this.#flash });
      return await this.#resyncUntilChanged(boot, state, jack, power);
    } finally {
      session.abort();
      this.#line = null;
      web?.closeAllConnections();
      web?.close();
      await keeping;
    }
  }

  async #resyncUntilChanged(
    boot: Boot,
    state: UnitState,
    jack: UnitJack,
    power: AbortSignal,
  ): Promise<Boot> {
    const { parameters } = state;
    const { hasSynced } = this.#flash;
    let timer = firstWake({ boot, hasSynced }, parameters, this.#moment());
    let isFirst = boot === 'power';
    let lastAttempt = performance.now();
    let [failures, successes] = [0, 0];
    const upgrades = this.#upgradeLook(state, jack, power);
    const afterFailedUpgrade = (wake: Wake | null): Wake | null =>
      upgrades.resyncsAfterFailure
        ? { seconds: 0, range: { min: 0, max: 0 }, by: 'Resync_After_Upgrade_Attempt' }
        : wake;
    if (timer === null || !endsBootWait.has(timer.by)) {
      const upgraded = await upgrades.look();
      if (upgraded === 'done') return 'upgrade';
      if (upgraded === 'failed') timer = afterFailedUpgrade(timer);
    }
    for (;;) {
      state.secondsSince.resync = (performance.now() - lastAttempt) / this.#scaled(1);
      const wake = this.faults.has('silent') ? null : soonerOf(state, timer);
      if (wake === null && this.times.goal === null) {
        this.#tell('stuck', 'no further resync by itself');
      }
      const toResync = wake?.seconds ?? Number.POSITIVE_INFINITY;
      const toUpgrade = upgrades.secondsToRetry ?? Number.POSITIVE_INFINITY;
      const order = await this.#sleepUntilOrder(Math.min(toResync, toUpgrade), power);
      if (order?.kind === 'reboot') return 'update';
      if (order === null && toUpgrade < toResync) {
        const upgraded = await upgrades.look();
        if (upgraded === 'done') return 'upgrade';
        if (timer !== null) timer = { ...timer, seconds: toResync - toUpgrade };
        if (upgraded === 'failed') timer = afterFailedUpgrade(timer);
        continue;
      }
      state.secondsSince.resync = (performance.now() - lastAttempt) / this.#scaled(1);
      const isRetry = wake?.by === 'Resync_Error_Retry_Delay';
      const due = isRetry ? 'retry' : isFirst ? 'power-up' : 'periodic';
      const cause = order === null ? due : 'command';
      const end = await this.#resync(state, jack, power, cause, order?.argument ?? null);
      isFirst = false;
      lastAttempt = performance.now();
      if (end.reboots) return 'update';
      if (end.outcome === 'dropped') {
        this.#tell('stuck', 'fell silent in mid-transfer');
        await sleep(Number.POSITIVE_INFINITY, power);
      }
      const hasFailed = end.outcome === 'failed';
      [failures, successes] = hasFailed ? [failures + 1, 0] : [0, successes + 1];
      timer = hasFailed
        ? retryWake(parameters, failures - 1, this.#moment())
        : periodicWake(parameters, successes - 1, this.#moment());
      const upgraded = await upgrades.look();
      if (upgraded === 'done') return 'upgrade';
      if (upgraded === 'failed') timer = afterFailedUpgrade(timer);
    }
  }

  #upgradeLook(state: UnitState, jack: UnitJack, power: AbortSignal): UpgradeLook {
    const from = performance.now();
    return new UpgradeLook({
      state,
      moment: () => this.#moment(),
      now: () => (performance.now() - from) / this.#scaled(1),
      run: async (attempt) => {
        const end = await runUpgrade(this.#context(state, jack, power), attempt);
        if (end.outcome === 'failed') this.#tell('failed', `upgrade: ${end.why}`);
        if (end.outcome === 'done') {
          this.counts.upgrades += 1;
          this.#flash.firmware = state.firmware;
          this.#flash.upgraded = state.upgraded;
          this.#tell('upgraded', state.firmware);
        }
        return end;
      },
    });
  }

  async #resync(
    state: UnitState,
    jack: UnitJack,
    power: AbortSignal,
    cause: ResyncCause,
    ordered: string | null,
  ): Promise<ResyncEnd> {
    this.counts.resyncs += 1;
    const end = await runResync(this.#context(state, jack, power), cause, ordered);
    if (end.outcome === 'dropped') this.#flash.hasDropped = true;
    if (end.usedOwnKey) this.#flash.hasUsedOwnKey = true;
    if (end.outcome === 'failed') {
      this.counts.failures += 1;
      this.#tell('failed', end.why);
    } else if (end.outcome !== 'dropped') {
      this.#flash.hasSynced = true;
      this.#tell(end.outcome === 'changed' ? 'applied' : 'unchanged');
    }
    return end;
  }

  #context(state: UnitState, jack: UnitJack, power: AbortSignal): ResyncContext {
    return {
      unit: this,
      ...{ state, jack, power, wire: this.#options.wire },
      tftpTimeoutMs: this.#networkMs(FIRST_RESEND_MS),
      dropsNow: this.faults.has('drops') && !this.#flash.hasDropped,
      onResend: (what) => {
        if (what === 'rrq') this.counts.rrqResends += 1;
        else this.counts.ackResends += 1;
      },
      onAsk: (path) => this.#tell('asked', path),
    };
  }

  /** Its timer, or what it is told meanwhile; a silent unit obeys, too. */
  async #sleepUntilOrder(seconds: number, power: AbortSignal): Promise<UnitOrder | null> {
    this.#wakeUp = new AbortController();
    const either = AbortSignal.any([power, this.#wakeUp.signal]);
    if (this.#order === null) {
      await sleep(this.#scaled(seconds), either).catch((error: unknown) => {
        if (power.aborted) throw error;
      });
    }
    const order = this.#order;
    this.#order = null;
    return order;
  }

  async #openWeb(jack: UnitJack, lease: Lease): Promise<ReturnType<typeof unitWebServer> | null> {
    const { parameters } = this.#flash;
    if (jack.listenWeb === undefined || isSwitchedOff(parameters, 'Enable_Web_Server')) return null;
    const server = unitWebServer({
      ...{ mac: this.mac, serial: this.serial, model: this.model },
      firmware: () => this.#flash.firmware,
      parameters: () => new Map([...this.#flash.parameters, ...this.stubborn]),
      address: () => lease.address,
      onOrder: (order) => {
        this.#order = order;
        this.#wakeUp.abort();
      },
    });
    return (await jack.listenWeb(server)) ? server : null;
  }

  #moment(): Moment {
    // Units here live in UTC: no profile of the bench sets a time zone.
    const secondsOfDay = Math.floor(Date.now() / 1000) % 86_400;
    return { random: this.#random, secondsOfDay, readings: this.#readings };
  }

  /** Renews at half the time, then until 7/8 of it (RFC 2131 section 4.4.5); real time, as the server counts it. */
  async #keepLease(jack: UnitJack, first: Lease, until: AbortSignal): Promise<void> {
    try {
      for (let lease = first; ; ) {
        await sleep(lease.leaseSeconds * 500, until);
        const renewed = await renewLease(this.#leaseClient(jack, until), lease);
        lease = renewed ?? { ...lease, leaseSeconds: lease.leaseSeconds / 2 };
        if (renewed) this.#flash.lease = renewed;
      }
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
  }

  #leaseClient(jack: UnitJack, power: AbortSignal): LeaseClient {
    return {
      jack,
      self: dhcpSelf(this.model, this.mac),
      random: this.#random,
      resendAfterMs: (attempt) =>
        this.#networkMs(FIRST_RESEND_MS * 2 ** Math.min(attempt, 4) + 2000 * this.#random() - 1000),
      power,
      onResend: () => {
        this.counts.dhcpResends += 1;
      },
    };
  }

  #learnBench(lease: Lease): void {
    this.#benchAddresses.add(lease.serverId);
    const named = namedServer(lease.options, this.model);
    if (named?.address) this.#benchAddresses.add(named.address);
  }

  #checkGoal(): void {
    if (this.times.goal !== null || this.missing.length > 0) return;
    this.times.goal = performance.now();
    this.#tell('goal');
  }

  #scaled(seconds: number): number {
    return seconds * 1000 * this.#options.pace.scale;
  }

  #networkMs(ms: number): number {
    const { scale, soonestResendMs } = this.#options.pace;
    return Math.max(ms * scale, soonestResendMs);
  }

  #tell(what: UnitHappening, detail: string | null = null): void {
    if (what === 'failed' || what === 'stuck') this.#lastTrouble = detail;
    if (what === 'applied' || what === 'unchanged') this.#lastTrouble = null;
    this.#options.onHappening?.(what, this, detail);
  }
}

/** How a unit of this model presents itself to a DHCP server. */
export function dhcpSelf(model: UnitModel, mac: Mac): DhcpSelf {
  // Which options real units ask for is not known: mask, router, DNS, domain, and those they can use.
  const asksFor = [1, 3, 6, 15, ...model.serverOptions];
  return { mac, vendorClass: model.vendorClass, hostName: null, asksFor };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
