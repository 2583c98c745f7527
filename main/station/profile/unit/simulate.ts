/**
 * What a unit will do, played through without time and wires: it
 * boots, waits, resyncs and upgrades by its own rules and timers, with the same coroutines the
 * simulated units on a real wire use. Same input, same events. Transfers take no time.
 */
import type { EpochMs, Ipv4, Mac } from '../../../contract/values.ts';
import type { SimulationEnd, SimulationLimits, UnitEvent } from './events.ts';
import { factoryParameters } from './factory.ts';
import type { FileSource } from './file-source.ts';
import { type Readings, readingsOf } from './readings.ts';
import { UnitLife } from './unit-life.ts';
import type { ModelFacts, UnitState } from './unit-state.ts';

/** The unit at the moment it is turned on. */
export interface UnitToSimulate {
  model: ModelFacts;
  mac: Mac;
  serial: string;
  /** `$SWVER`. */
  firmware: string;
  ip: Ipv4;
  /** The server DHCP names; a URL only for models that take one. Null: none. */
  option66: string | null;
  /** Laid over those of the factory. */
  parameters?: ReadonlyMap<string, string>;
  /** Of the factory, laid over the ones that steer a unit; for readings that go back to them. */
  factory?: ReadonlyMap<string, string>;
  /** Macros that are this and nothing else: `REGTMR1`, `PRVST`, `EXTIP`, `CCERT`, also `A` … `P`. */
  macros?: Readonly<Record<string, string>>;
  /** Names that are parameters; absent: every name is one. */
  known?: ReadonlySet<string>;
  /** A resync has succeeded before. */
  hasSynced?: boolean;
}

export interface SimulationInput {
  unit: UnitToSimulate;
  files: FileSource;
  clock: {
    startAt: EpochMs;
    /** From 0 up to 1; the same numbers, the same events. */
    random: () => number;
    /** The unit's clock ahead of UTC, for Resync_At; 0 when absent. */
    zoneMinutes?: number;
  };
  options?: {
    readings?: Partial<Readings>;
    limits?: Partial<SimulationLimits>;
    /** Addresses of host names, for `$SERVIP`; a name that is not there stands for itself. */
    hosts?: ReadonlyMap<string, Ipv4>;
  };
}

export interface Simulation {
  events: UnitEvent[];
  end: SimulationEnd;
  /** The unit as it is then. Its parameters hold the secrets: not for a screen or a log. */
  unit: UnitState;
}

const standardLimits: SimulationLimits = { events: 500, seconds: 7 * 86_400, resyncs: 20 };

/** Turns the unit on and lets it live until nothing new can come, or a limit is reached. */
export function simulateUnit({ unit, files, clock, options = {} }: SimulationInput): Simulation {
  const state = stateOf(unit, readingsOf(options.readings));
  const limits = { ...standardLimits, ...options.limits };
  const hosts = options.hosts ?? new Map<string, Ipv4>();
  const life = new UnitLife(state, { files, clock, limits, hosts });
  const end = life.live(unit.hasSynced ?? false);
  return { events: life.events, end, unit: state };
}

/**
 * The state of a unit that is turned on. What the caller says of registers, user IDs and the firmware
 * becomes the unit's own value, so that profiles and upgrades can change it; the other macros stay.
 */
export function stateOf(unit: UnitToSimulate, readings: Readings): UnitState {
  const { model, mac, serial, ip, option66, known } = unit;
  const factory = new Map([...factoryParameters(model, readings), ...(unit.factory ?? [])]);
  const parameters = new Map([...factory, ...(unit.parameters ?? [])]);
  const { SWVER: firmware = unit.firmware, ...others } = unit.macros ?? {};
  const macros: Record<string, string> = {};
  for (const [name, value] of Object.entries(others)) {
    const parameter = parameterBehind(name);
    if (parameter === null) macros[name] = value;
    else parameters.set(parameter, value);
  }
  const text = (option66 ?? '').replace(/\0+$/, '').trim();
  const isUrl = /^[a-z]+:\/\//i.test(text);
  const isUsable = text !== '' && (!isUrl || model.takesUrlFromDhcp);
  return {
    ...{ model, mac, serial, ip, readings, factory, macros, parameters, firmware },
    ...(known && { known }),
    dhcpServer: isUsable ? { text, isUrl } : null,
    secondsSince: { resync: 0, upgrade: 0 },
    lastRequest: null,
    upgraded: null,
    upgradeError: '',
  };
}

function parameterBehind(macro: string): string | null {
  const register = /^(?:GPP_)?(S[A-D]|[A-P])$/.exec(macro)?.[1];
  if (register !== undefined) return `GPP_${register}`;
  const line = /^UID([12])$/.exec(macro)?.[1];
  return line === undefined ? null : `User_ID_${line}_`;
}
