import { formatMac, type Ipv4, type Mac } from '../../../contract/values.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';

/** What a unit knows about itself when it expands a rule. */
export interface UnitFacts {
  mac: Mac;
  /** `SPA962`. */
  productName: string;
  /** `962`. */
  psn: string;
  serial: string;
  /** `2.0.6(b)`. */
  swver: string;
  /** `1.88.1`. */
  hwver: string;
  ip: Ipv4;
  /** Parameter values by XML name, for GPP_A … GPP_P, GPP_SA … GPP_SD and the user IDs. */
  parameters?: ReadonlyMap<string, string>;
  /** More macros by name, over the ones made here: PRVST, ERR, SCHEME, SERVIP, PORT, PATH … */
  more?: Readonly<Record<string, string>>;
}

/** Every macro of the guide's table (Macro Expansion Variables) apart from GPP_A … GPP_SD. */
const NAMES =
  `MA MAU MAC PN PSN SN CCERT IP EXTIP SWVER HWVER PRVST UPGST UPGERR PRVTMR UPGTMR REGTMR1
  REGTMR2 UPGCOND SCHEME METH SERV SERVIP PORT PATH ERR UID1 UID2 ISCUST`.split(/\s+/);
const REGISTERS = [...'ABCDEFGHIJKLMNOP', 'SA', 'SB', 'SC', 'SD'];

/** Every name a unit knows, in the order of the guide's table, registers last. */
export const macroNames: readonly string[] = [...NAMES, ...REGISTERS];

/** Whether a unit knows the macro; `GPP_A` and `GPP_SA` are other names of `A` and `SA`. */
export function isMacroName(name: string): boolean {
  return macroNames.includes(name) || /^GPP_(?:[A-P]|S[A-D])$/.test(name);
}

/**
 * The values of all macros for one unit. Known names without a value are empty, so they vanish when
 * expanded; only unknown names stay. `$UPGCOND` is always true, `$METH` is what `$SCHEME` is.
 */
export function macroValues(
  unit: UnitFacts,
  readings: Readings = standardReadings,
): Map<string, string> {
  const values = new Map(macroNames.map((name) => [name, '']));
  for (const name of REGISTERS) values.set(name, unit.parameters?.get(`GPP_${name}`) ?? '');
  const own: Record<string, string> = {
    MA: unit.mac,
    MAU: formatMac(unit.mac, 'plain-upper'),
    MAC: formatMac(unit.mac, 'colon'),
    PN: productName(unit.productName, readings),
    PSN: unit.psn,
    SN: unit.serial,
    IP: unit.ip,
    SWVER: unit.swver,
    HWVER: unit.hwver,
    CCERT: 'Not Installed',
    UPGCOND: 'true',
    UID1: unit.parameters?.get('User_ID_1_') ?? '',
    UID2: unit.parameters?.get('User_ID_2_') ?? '',
    ...unit.more,
  };
  for (const [name, value] of Object.entries(own)) values.set(name, value);
  if (unit.more?.METH === undefined) values.set('METH', values.get('SCHEME') ?? '');
  return values;
}

function productName(name: string, readings: Readings): string {
  return readings.productName === 'plain' ? name : name.replace(/^([A-Z]+)(?=\d)/, '$1-');
}
