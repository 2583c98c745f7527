/**
 * A unit's upgrade as far as the station has seen it, and the line units wait in: never more than a set
 * number has a turn at once, the others wait in the order they came. Pure.
 */
import type { EpochMs } from '../../contract/values.ts';
import type { UnitRecord } from './record.ts';

export interface UpgradeProgress {
  /**
   * `asking`: it was sent to say its version; `waiting`: for its turn, without a rule; `told`: it has its
   * turn and the rule; `taking`: an image is, or was, on its way; `restarting`: it has the image whole;
   * `failed`: its turn is over, a person decides.
   */
  phase: 'asking' | 'waiting' | 'told' | 'taking' | 'restarting' | 'failed';
  /** The version it said last; null: none yet. */
  from: string | null;
  /** The version it is to end with. */
  to: string;
  /** The image it takes next, or took last. */
  file: string;
  /** Its place in the line. */
  queuedAt: EpochMs;
  /** When the phase began. */
  since: EpochMs;
  /**
   * When the first block of an image went out, until the unit is back with another version: so long it
   * must not be unplugged. Null: it may be.
   */
  unsafeSince: EpochMs | null;
  /** When the image was out whole. */
  wholeAt: EpochMs | null;
}

/** How many may have a turn at once, and for how long. */
export interface UpgradeLimits {
  atOnce: number;
  /** From the first block to the unit's return. */
  upgradeMs: number;
  /** A unit that has not been heard for so long has left the line; it comes back where it stood. */
  nextMs: number;
}

/** Whether it has one of the turns: it was told to upgrade and is heard, or an image is in it. */
export function hasTurn(unit: UnitRecord, now: EpochMs, limits: UpgradeLimits): boolean {
  const { upgrade } = unit;
  if (upgrade === null) return false;
  const { phase, since, unsafeSince } = upgrade;
  if (phase === 'failed') return false;
  if (unsafeSince !== null) return now - unsafeSince < limits.upgradeMs;
  return phase === 'told' && now - since < limits.upgradeMs && isHeard(unit, now, limits);
}

/** Who waits, first come first. Units that went silent are left out. */
export function waitingLine(
  units: readonly UnitRecord[],
  now: EpochMs,
  limits: UpgradeLimits,
): UnitRecord[] {
  return units
    .filter((unit) => unit.upgrade?.phase === 'waiting' && isHeard(unit, now, limits))
    .sort((a, b) => (a.upgrade?.queuedAt ?? 0) - (b.upgrade?.queuedAt ?? 0));
}

/**
 * Whether a unit that is to upgrade may begin now.
 * @param unit  may be in the line already, or come anew
 * @returns how many wait before it when it may not; null: it may
 */
export function beforeIt(
  unit: UnitRecord,
  units: readonly UnitRecord[],
  now: EpochMs,
  limits: UpgradeLimits,
): number | null {
  if (hasTurn(unit, now, limits)) return null;
  const others = units.filter(({ mac }) => mac !== unit.mac);
  const taken = others.filter((each) => hasTurn(each, now, limits)).length;
  const line = waitingLine(others, now, limits);
  const cameAt = unit.upgrade?.phase === 'waiting' ? unit.upgrade.queuedAt : now;
  const ahead = line.filter(({ upgrade }) => (upgrade?.queuedAt ?? 0) <= cameAt).length;
  return ahead < limits.atOnce - taken ? null : ahead;
}

function isHeard(unit: UnitRecord, now: EpochMs, { nextMs }: UpgradeLimits): boolean {
  const heardAt = Math.max(unit.upgrade?.since ?? 0, unit.lastSeenAt);
  return !unit.isOffBoard && now - heardAt < nextMs;
}
