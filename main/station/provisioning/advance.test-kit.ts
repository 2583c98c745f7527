/** What the tests of a unit's way share: its story, told event by event. */
import type { ServedFile } from '../../contract/model.ts';
import { advance } from './advance.ts';
import { type ChainStep, newUnitRecord, type UnitRecord } from './record.ts';
import { defaultLimits, type Limits, type UnitEvent } from './unit-event.ts';

const MAC = '000e08aabbcc';
export const T0 = 1_000_000;

/** A unit's story, told event by event; each line moves the clock on by the given milliseconds. */
export class Story {
  at = T0;
  unit: UnitRecord = newUnitRecord(MAC, T0);
  readonly evidence: string[] = [];
  limits: Limits;

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
  }

  tell(event: UnitEvent): this {
    const { record, evidence } = advance(this.unit, event, this.limits);
    this.unit = record;
    this.evidence.push(...evidence.map((each) => each.kind));
    return this;
  }

  after(ms: number): this {
    this.at += ms;
    return this.tell({ type: 'tick', at: this.at });
  }

  lease(): this {
    return this.tell({ type: 'leased', at: this.at, address: '192.168.76.20', isBoot: true });
  }

  ask(step: ChainStep | 'holding' | 'disk', why: string | null = null): this {
    this.at += 10;
    return this.tell({
      type: 'asked',
      at: this.at,
      step,
      name: `/${step}.cfg`,
      address: '192.168.76.20',
      isClaimed: false,
      why,
      self: { model: 'SPA962', serial: null, firmware: null },
    });
  }

  serve(step: ChainStep): this {
    this.at += 10;
    const file: ServedFile = {
      name: `/${step}.cfg`,
      at: this.at,
      bytes: 100,
      sha256: '',
      complete: true,
    };
    const took = { via: 'tftp', ms: 41 } as const;
    return this.tell({ type: 'served', at: this.at, step, file, took });
  }

  take(...steps: ChainStep[]): this {
    for (const step of steps) this.ask(step).serve(step);
    return this;
  }

  report(phase: 'success' | 'failure', step: ChainStep | null): this {
    this.at += 10;
    const text = phase === 'failure' ? 'Resync failed: corrupt file' : 'Successful resync';
    return this.tell({ type: 'reported', at: this.at, operation: 'resync', phase, step, text });
  }

  alive(): this {
    return this.tell({ type: 'alive', at: this.at, how: 'ARP' });
  }
}

export const whole = (limits: Partial<Limits> = {}) =>
  new Story(limits).lease().take('common', 'own', 'rehearsal', 'last');
