/** When a simulated unit looks at its Upgrade_Rule again, as `profile/unit/unit-life.ts` does without wires. */

import { isOff } from '../station/profile/rules/rule-expansion.ts';
import type { UpgradeEnd } from '../station/profile/unit/actions.ts';
import { type Moment, upgradeRetryWake } from '../station/profile/unit/timers.ts';
import { isOn, type UnitState } from '../station/profile/unit/unit-state.ts';

export type Upgraded = 'done' | 'failed' | 'none';

export interface UpgradeLookParts {
  state: UnitState;
  moment(): Moment;
  /** Seconds of the unit's own time. */
  now(): number;
  /** One look, carried out on the wire. */
  run(attempt: 'first' | 'retry'): Promise<UpgradeEnd>;
}

export class UpgradeLook {
  readonly #parts: UpgradeLookParts;
  /** After a failure: the rule it was, and when it may be tried again; null: never. */
  #failed: { rule: string; retryAt: number | null; attempts: number } | null = null;

  constructor(parts: UpgradeLookParts) {
    this.#parts = parts;
  }

  /** Looks at the rule, unless it failed lately. */
  async look(): Promise<Upgraded> {
    const { state, moment, now, run } = this.#parts;
    const rule = this.#rule();
    const failed = this.#lastFailure();
    if (isOff(rule)) return 'none';
    if (failed && (failed.retryAt === null || failed.retryAt > now())) return 'none';
    const { outcome } = await run(failed ? 'retry' : 'first');
    this.#failed = null;
    if (outcome !== 'failed') return outcome;
    const attempts = failed?.attempts ?? 0;
    const wake = upgradeRetryWake(state.parameters, attempts, moment());
    const retryAt = wake === null ? null : now() + wake.seconds;
    this.#failed = { rule, retryAt, attempts: attempts + 1 };
    return 'failed';
  }

  /** Seconds until a failed upgrade is tried again; null: it is not. */
  get secondsToRetry(): number | null {
    const retryAt = this.#lastFailure()?.retryAt ?? null;
    return retryAt === null ? null : Math.max(0, retryAt - this.#parts.now());
  }

  /** A resync follows every upgrade attempt (guide: Resync_After_Upgrade_Attempt). */
  get resyncsAfterFailure(): boolean {
    const { parameters } = this.#parts.state;
    return isOn(parameters, 'Resync_After_Upgrade_Attempt') && isOn(parameters, 'Provision_Enable');
  }

  #rule(): string {
    return this.#parts.state.parameters.get('Upgrade_Rule') ?? '';
  }

  /** Forgotten as soon as the rule is another. */
  #lastFailure() {
    if (this.#failed?.rule !== this.#rule()) this.#failed = null;
    return this.#failed;
  }
}
