/**
 * The units of the practice bench: plugged in one after the other, at a pace a newcomer can watch, and
 * then living on as real ones do until somebody unplugs them. Loopback only.
 */
import type { PracticeShelf } from '../contract/settings.ts';
import type { Mac } from '../contract/values.ts';
import { planFleet } from '../simulate/fleet-plan.ts';
import { loopbackWire } from '../simulate/loopback-wire.ts';
import { SOONEST_RESEND_MS, sleep } from '../simulate/pace.ts';
import { SimulatedUnit } from '../simulate/unit.ts';
import type { StationPorts } from '../simulate/wire.ts';

/** Phones and adapters, mixed as on a real shelf. */
const MODELS = ['SPA962', 'SPA942', 'PAP2T', 'SPA2102', 'SPA504G', 'SPA112'];
/** They live this much faster than real ones: their waits of up to 40 s become up to 8 s. */
const SCALE = 0.2;
/** From the first plugged in to the last, however many they are; a hand is not faster either. */
const PLUGGING_MS = 18_000;
const SLOWEST_PLUG_MS = 700;

export interface PracticeUnits {
  /** Begins to plug them in; comes back at once. */
  plugIn(): void;
  boxes(): PracticeShelf['boxes'];
  /** A person resets it to its factory state, as "Provision again" asks for. */
  factoryReset(mac: Mac): Promise<void>;
  unplug(mac: Mac): Promise<void>;
  plugBack(mac: Mac): void;
  /** Comes back when every socket and timer of every unit is gone. */
  close(): Promise<void>;
}

/** @param speed  1: for people; tests live faster */
export function createPracticeUnits(options: {
  host: string;
  ports: StationPorts;
  units: number;
  speed?: number;
}): PracticeUnits {
  const { host, ports, units: count, speed = 1 } = options;
  const wire = loopbackWire({ host, ports });
  const pace = { scale: SCALE / speed, soonestResendMs: SOONEST_RESEND_MS };
  const plan = planFleet({ units: count, models: MODELS, seed: 1 });
  const units = new Map(
    plan.units.map((planned) => [
      planned.mac,
      new SimulatedUnit({ ...planned, wire, reading: 'at-once', pace }),
    ]),
  );
  const over = new AbortController();
  /** Out of their box and on the bench; the others are not to be plugged back before their turn. */
  const laidOut = new Set<Mac>();
  const plugAll = async (): Promise<void> => {
    const pauseMs = Math.min(SLOWEST_PLUG_MS, PLUGGING_MS / count) / speed;
    for (const [mac, unit] of units) {
      laidOut.add(mac);
      unit.powerOn();
      await sleep(pauseMs, over.signal);
    }
  };
  return {
    plugIn: () => {
      // Ends early when the practice does.
      void plugAll().catch(() => undefined);
    },
    boxes: () => plan.units.map(({ mac, model, serial }) => ({ mac, model: model.name, serial })),
    factoryReset: async (mac) => units.get(mac)?.factoryReset(),
    unplug: async (mac) => units.get(mac)?.powerOff(),
    plugBack: (mac) => {
      if (laidOut.has(mac) && !over.signal.aborted) units.get(mac)?.powerOn();
    },
    close: async () => {
      over.abort();
      await Promise.all([...units.values()].map((unit) => unit.powerOff()));
      await wire.close();
    },
  };
}
