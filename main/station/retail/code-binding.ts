/** One-time codes joined to tracker and binder: a unit that shows one is met, bound and told of. */
import type { Mac } from '../../contract/values.ts';
import type { Announcer } from '../binding/announce.ts';
import type { Binder } from '../binding/bind.ts';
import type { Tracker } from '../provisioning/tracker.ts';
import type { ModelTable } from '../units/models.ts';
import { type PinAnswer, PinDesk, type PinDeskParts } from './pins.ts';

export interface CodeBindingParts
  extends Pick<PinDeskParts, 'store' | 'clock' | 'host'>,
    Pick<Announcer, 'changes' | 'bindingChanged'> {
  tracker: Tracker;
  binder: Binder;
  models(): ModelTable;
}

export class CodeBinding {
  readonly #parts: CodeBindingParts;
  readonly pins: PinDesk;

  constructor(parts: CodeBindingParts) {
    this.#parts = parts;
    const { store, clock, host, tracker, changes } = parts;
    this.pins = new PinDesk({
      ...{ store, clock, host },
      units: () => tracker,
      whyHeld: (mac) => tracker.byMac(mac)?.heldBecause ?? null,
      onBound: (mac) => this.#bound(mac),
      onChange: () => changes.publish([{ type: 'pins' }]),
    });
  }

  /** A unit nobody met before is met by its certificate. */
  async take(code: string, mac: Mac, product: string | null): Promise<PinAnswer> {
    const { tracker, clock, models } = this.#parts;
    if (tracker.byMac(mac) === null) {
      const model = product === null ? null : (models().byName(product)?.model ?? null);
      const seen = { type: 'seen', at: clock.now(), vendorClass: null, isStart: false } as const;
      tracker.apply(mac, { ...seen, model });
    }
    return this.pins.take(code, mac);
  }

  async #bound(mac: Mac): Promise<void> {
    const { binder, changes, bindingChanged } = this.#parts;
    const binding = binder.ofUnit(mac);
    if (binding !== null) changes.publish([{ type: 'binding', binding }]);
    await bindingChanged(mac, 'The bind was taken back');
  }
}
