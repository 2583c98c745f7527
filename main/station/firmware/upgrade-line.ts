/**
 * Which unit takes which image now: the plan of its model, joined to what the unit said and to the line it
 * waits in. A unit is told nothing before its turn, and its turn is on the disk before it is told.
 */
import { type EpochMs, formatMac, type Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { StationAddress } from '../files/chain-files.ts';
import { newUnitRecord, type UnitRecord } from '../provisioning/record.ts';
import type { Tracker } from '../provisioning/tracker.ts';
import {
  beforeIt,
  hasTurn,
  type UpgradeLimits,
  waitingLine,
} from '../provisioning/upgrade-progress.ts';
import type { FirmwareDesk } from './firmware-desk.ts';
import { standingOf, type UpgradePlan, upgradeRuleText } from './plan.ts';

/** What a unit gets in its common file's place. */
export interface FirmwareStep {
  /** Empty: it takes nothing yet. */
  rule: string;
  /** What it waits for, as a sentence; null: nothing. */
  why: string | null;
}

export interface UnitOfStep {
  mac: Mac;
  model: string;
  /** As it said it with this request; null: it did not. */
  version: string | null;
}

export interface UpgradeLineParts {
  clock: Clock;
  desk: FirmwareDesk;
  tracker(): Tracker;
  limits(): UpgradeLimits;
}

export class UpgradeLine {
  readonly #parts: UpgradeLineParts;

  constructor(parts: UpgradeLineParts) {
    this.#parts = parts;
  }

  /** What comes before the unit's common file; null: nothing. Durable when it resolves. */
  async stepFor(
    { mac, model, version }: UnitOfStep,
    station: StationAddress,
  ): Promise<FirmwareStep | null> {
    const { desk, tracker, clock } = this.#parts;
    const plan = desk.planOf(model);
    const at = clock.now();
    const known = tracker().byMac(mac);
    if (plan === null) {
      if (known !== null && known.upgrade !== null) {
        const why = `${model} is no longer upgraded`;
        tracker().apply(mac, { type: 'upgrade-over', at, version, why });
      }
      return null;
    }
    const { file, version: to } = plan.target;
    if (version === null) {
      tracker().apply(mac, { type: 'upgrade-step', at, version, to, file, before: null });
      return { rule: '', why: null };
    }
    const standing = standingOf(version, plan);
    if (standing.kind === 'done') {
      const why = `Has firmware ${version}, as wanted`;
      tracker().apply(mac, { type: 'upgrade-over', at, version, why });
      return null;
    }
    if (standing.kind === 'unreadable') {
      const text = `Its firmware "${version}" cannot be compared with ${to}. Upgrade it by hand, or switch the rule of ${model} off`;
      tracker().apply(mac, { type: 'upgrade-impossible', at, version, to, file, text });
      return { rule: '', why: text };
    }
    const before = this.#before(known ?? newUnitRecord(mac, at), at);
    const next = standing.next.file;
    tracker().apply(mac, { type: 'upgrade-step', at, version, to, file: next, before });
    await tracker().settled();
    return this.#stepOf(mac, plan, station);
  }

  /**
   * Whether an image may go to that unit now; it has its turn then, durably.
   * @param mac  null: no unit of ours asks
   * @returns why not, as a sentence
   */
  async whyNotNow(
    mac: Mac | null,
    image: { file: string; version: string },
  ): Promise<string | null> {
    const { clock, tracker } = this.#parts;
    const at = clock.now();
    const unit = mac === null ? null : tracker().byMac(mac);
    if (unit === null) return 'images go to units this bench knows';
    if (hasTurn(unit, at, this.#parts.limits())) return null;
    if (unit.upgrade?.phase === 'failed') return 'its upgrade failed; a person decides';
    const before = this.#before(unit, at);
    if (before !== null) return `${formatMac(unit.mac)} waits for its turn (${before} before it)`;
    const { file, version: to } = image;
    const version = unit.firmware ?? '';
    tracker().apply(unit.mac, { type: 'upgrade-step', at, version, to, file, before: null });
    await tracker().settled();
    return null;
  }

  /** How many wait before that unit; null: it does not wait. */
  before(mac: Mac): number | null {
    const { clock, tracker } = this.#parts;
    const unit = tracker().byMac(mac);
    return unit?.upgrade?.phase === 'waiting' ? this.#before(unit, clock.now()) : null;
  }

  /** Units that take that image now, or wait for it. */
  takers(file: string): Mac[] {
    const { clock, tracker, limits } = this.#parts;
    const now = clock.now();
    const units = tracker().all();
    const waiting = waitingLine(units, now, limits());
    const busy = units.filter((unit) => waiting.includes(unit) || hasTurn(unit, now, limits()));
    return busy.filter(({ upgrade }) => upgrade?.file === file).map(({ mac }) => mac);
  }

  #before(unit: UnitRecord, at: EpochMs): number | null {
    return beforeIt(unit, this.#parts.tracker().all(), at, this.#parts.limits());
  }

  /** By what the tracker made of it: a unit whose upgrade failed is told nothing. */
  #stepOf(mac: Mac, plan: UpgradePlan, station: StationAddress): FirmwareStep {
    const { tracker } = this.#parts;
    const unit = tracker().byMac(mac);
    const phase = unit?.upgrade?.phase ?? 'failed';
    const why = unit?.reason?.text ?? null;
    if (phase === 'waiting' || phase === 'failed') return { rule: '', why };
    const rule = upgradeRuleText(`${station.scheme}://${station.files}`, plan);
    return rule.ok ? { rule: rule.value, why: null } : { rule: '', why: rule.problem.message };
  }
}
