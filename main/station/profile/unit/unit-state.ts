import type { Ipv4, Mac } from '../../../contract/values.ts';
import type { Read } from '../problem.ts';
import { macroValues } from '../rules/macros-of-unit.ts';
import { readBool } from '../values/plain-values.ts';
import type { OpenedFile, OpenWith } from './open-file.ts';
import type { Readings } from './readings.ts';

/** What a unit's firmware is made of, as far as provisioning goes. */
export interface ModelFacts {
  /** `$PN`. */
  name: string;
  /** `$PSN`. */
  series: string;
  /** `$HWVER`. */
  hardware: string;
  /** Profile_Rule as it leaves the factory. */
  factoryRule: string;
  /** Whether the DHCP option may hold a whole URL with macros (Cisco-branded firmware). */
  takesUrlFromDhcp: boolean;
  /** Asks for just this name and takes no profile: a phone that believes its server is a call manager. */
  asksOnly?: string;
}

/** Scheme, server and file of the request made last: `$SCHEME`, `$SERV`, `$SERVIP`, `$PORT`, `$PATH`. */
export interface RequestMacros {
  scheme: string;
  server: string;
  /** '' before it is looked up. */
  address: string;
  port: number;
  path: string;
}

/** One unit as it is now. Resyncs and upgrades change it in place, as a unit changes its flash. */
export interface UnitState {
  readonly model: ModelFacts;
  readonly mac: Mac;
  readonly serial: string;
  readonly ip: Ipv4;
  /** What DHCP named: a host, or a URL for models that take one. */
  readonly dhcpServer: { text: string; isUrl: boolean } | null;
  readonly readings: Readings;
  /** What the parameters were in the factory. */
  readonly factory: ReadonlyMap<string, string>;
  /** Macros by name that are this and nothing else, over those the unit would work out. */
  readonly macros: Readonly<Record<string, string>>;
  /** Names that are parameters; absent: every name is one. */
  readonly known?: ReadonlySet<string>;
  /** A unit with a fault looks at this instead of its factory rule. */
  readonly ruleInstead?: string;
  /** A unit with a fault opens files in its own way. */
  readonly open?: (
    bytes: Uint8Array,
    how: OpenWith & { isFactoryRule: boolean },
  ) => Read<OpenedFile>;
  /** By XML name. */
  readonly parameters: Map<string, string>;
  /** `$SWVER`. */
  firmware: string;
  /** Seconds since the last attempts, or since the boot when there was none: `$PRVTMR`, `$UPGTMR`. */
  secondsSince: { resync: number; upgrade: number };
  lastRequest: RequestMacros | null;
  /** The firmware image taken last: the rule it came by, and the rule's effective URL. */
  upgraded: { rule: string; url: string } | null;
  /** `$UPGERR`. */
  upgradeError: string;
}

/**
 * The macros of a unit (guide: Macro Expansion Variables). What is not known of a unit on the bench is
 * that of a fresh one: registered or never registered (`$REGTMR1` 0), not customised (`$ISCUST` 0).
 * @param more such as `PRVST` and `ERR`; what the unit's own `macros` say counts for more, but for `ERR`
 */
export function macrosOf(unit: UnitState, more: Record<string, string> = {}): Map<string, string> {
  const { parameters, lastRequest, readings, secondsSince } = unit;
  const err = more.ERR;
  return macroValues(
    {
      mac: unit.mac,
      productName: unit.model.name,
      psn: unit.model.series,
      serial: unit.serial,
      swver: unit.firmware,
      hwver: unit.model.hardware,
      ip: unit.ip,
      parameters,
      more: {
        PRVTMR: String(Math.floor(secondsSince.resync)),
        UPGTMR: String(Math.floor(secondsSince.upgrade)),
        UPGERR: unit.upgradeError,
        REGTMR1: '0',
        REGTMR2: '0',
        ISCUST: '0',
        ...more,
        ...unit.macros,
        ...(lastRequest && requestMacros(lastRequest, readings)),
        ...(err !== undefined && { ERR: err }),
      },
    },
    readings,
  );
}

function requestMacros(request: RequestMacros, { schemeCase }: Readings): Record<string, string> {
  const { scheme, server, address, port, path } = request;
  return {
    SCHEME: schemeCase === 'upper' ? scheme.toUpperCase() : scheme,
    SERV: server,
    SERVIP: address,
    PORT: String(port),
    PATH: path,
  };
}

/** Whether a parameter of the type Bool says yes; units take `1`, too. */
export function isOn(parameters: ReadonlyMap<string, string>, name: string): boolean {
  return readBool(parameters.get(name) ?? '') === true;
}

/** Whether it says no outright; empty and unreadable ones do not. */
export function isSwitchedOff(parameters: ReadonlyMap<string, string>, name: string): boolean {
  return readBool(parameters.get(name) ?? '') === false;
}
