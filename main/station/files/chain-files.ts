/**
 * The four files of the chain, made for one unit at request time (guide: Provisioning States;
 * SEC-PRV-1, SEC-PRV-2). One file cannot be rehearsal and goodbye at once: the rehearsal keeps the
 * bench's syslog and timers, the last file leaves no trace of the bench.
 *
 * Pure but for the salt of each encryption.
 */
import type { Ipv4 } from '../../contract/values.ts';
import { isOfChain } from '../profile/layers/chain-names.ts';
import type { FixedPart } from '../profile/layers/fill.ts';
import { asOneFile } from '../profile/layers/merge.ts';
import type { PackedHead } from '../profile/packed/gzip.ts';
import { packProfile } from '../profile/packed/pack.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { writeXmlLines, writeXmlProfile, xmlEnd, xmlStart } from '../profile/text/xml-write.ts';
import type { UnitKey } from '../provisioning/unit-keys.ts';
import { factoryRule, type Model } from '../units/models.ts';

/** Where the station can be reached, as its rules say it (`address[:port]`, always written out). */
export interface StationAddress {
  scheme: 'tftp' | 'http';
  /** Of the file service, port only when it is not the scheme's own. */
  files: string;
  /** Of the syslog service; null while it is off. */
  syslog: string | null;
  /** The rehearsal tells units to send their report here. */
  reports?: boolean;
}

/** The secrets of one unit; on disk before the first byte of its own file goes out. */
export type UnitKeys = Pick<UnitKey, 'mac' | 'key' | 'directory' | 'lastName'>;

/** What the templates want in the unit besides the chain's own values, filled for this unit. */
export interface IspValues {
  /** The permanent rule; null while no ISP address is set. */
  rule: string | null;
  /** For everything under the unit's key, each name once: what is the same for all of its group … */
  fixed: FixedPart;
  /** … and what differs from unit to unit. */
  entries: readonly ProfileEntry[];
  /** For the unit's own first file, which is otherwise the chain's alone. */
  own: readonly ProfileEntry[];
  /** The station's own `Upgrade_Rule` may be in the unit: its last file takes it away. */
  hadUpgradeRule?: boolean;
}

/** Timers and switches of the bench: short waits, no random delay, never 0 for a retry (contradictory). */
const benchTimers: ProfileEntry[] = [
  { name: 'Provision_Enable', value: 'Yes' },
  { name: 'Resync_On_Reset', value: 'Yes' },
  { name: 'Resync_Random_Delay', value: '0' },
  { name: 'Resync_Periodic', value: '5' },
  { name: 'Resync_Error_Retry_Delay', value: '10' },
];
const fieldTimers: ProfileEntry[] = [
  { name: 'Provision_Enable', value: 'Yes' },
  { name: 'Resync_On_Reset', value: 'Yes' },
  { name: 'Resync_Random_Delay', value: '2' },
  { name: 'Resync_Periodic', value: '3600' },
  { name: 'Resync_Error_Retry_Delay', value: '3600' },
];
/** What takes the station's own upgrade out of a unit again, with the factory's wait (guide: 3600 s). */
export const noUpgrade: readonly ProfileEntry[] = [
  { name: 'Upgrade_Rule', value: '' },
  { name: 'Upgrade_Error_Retry_Delay', value: '3600' },
];

const spareRules = ['Profile_Rule_B', 'Profile_Rule_C', 'Profile_Rule_D'];

/**
 * The common profile as it is unless a template says otherwise: the bootstrap passphrase stands
 * in the rule itself, so it goes with the next rule.
 */
export const defaultCommonTemplate = `<flat-profile>
<Provision_Enable>Yes</Provision_Enable>
<Resync_On_Reset>Yes</Resync_On_Reset>
<Resync_Random_Delay>0</Resync_Random_Delay>
<Resync_Periodic>5</Resync_Periodic>
<Resync_Error_Retry_Delay>10</Resync_Error_Retry_Delay>
<Profile_Rule>[--key {{bootstrap.key}}] {{station.base}}/p/$MA.cfg</Profile_Rule>
<Profile_Rule_B></Profile_Rule_B>
<Profile_Rule_C></Profile_Rule_C>
<Profile_Rule_D></Profile_Rule_D>
<Syslog_Server>{{station.syslog}}</Syslog_Server>
</flat-profile>
`;

/** The common profile for one requester; plain, for a factory-fresh unit holds no key. */
export function commonProfile(entries: readonly ProfileEntry[]): Read<Uint8Array> {
  return plain(entries);
}

/** The holding profile: the factory's own rule, asked again every 30 s, nothing else. */
export function holdingProfile(model: Model): Read<Uint8Array> {
  return plain([
    { name: 'Provision_Enable', value: 'Yes' },
    { name: 'Resync_On_Reset', value: 'Yes' },
    { name: 'Resync_Periodic', value: '30' },
    { name: 'Resync_Error_Retry_Delay', value: '30' },
    {
      name: 'Profile_Rule',
      value: factoryRule(model),
    },
  ]);
}

/**
 * In the common file's place while the unit's firmware comes first. Where it fetches next it says its MAC,
 * its version and whether its maker customised it, by macros in the path: a unit says none of that over
 * TFTP otherwise.
 * @param rule  `Upgrade_Rule`; empty: it has no turn yet, and takes nothing
 */
export function firmwareEntries(station: StationAddress, rule: string): ProfileEntry[] {
  return [
    ...benchTimers.filter(({ name }) => name !== 'Resync_Periodic'),
    { name: 'Resync_Periodic', value: '10' },
    { name: 'Profile_Rule', value: `${base(station)}/firmware/unit/$MA/$SWVER/$ISCUST.cfg` },
    ...spareRules.map((name) => ({ name, value: '' })),
    { name: 'Resync_After_Upgrade_Attempt', value: 'Yes' },
    { name: 'Upgrade_Enable', value: 'Yes' },
    { name: 'Upgrade_Error_Retry_Delay', value: '30' },
    { name: 'Upgrade_Rule', value: rule },
    ...benchSyslog(station),
  ];
}

/** SEC-PRV-1: key and directory; without rehearsal also the last file's values. Each name once. */
export function ownEntries(
  station: StationAddress,
  keys: UnitKeys,
  isp: IspValues,
  isRehearsing: boolean,
): ProfileEntry[] {
  const secrets = secretsOf(keys);
  return isRehearsing
    ? [
        ...secrets,
        ...benchTimers,
        ...isp.own,
        { name: 'Profile_Rule', value: `[--key $SA] ${base(station)}/profile/$B/spa$PSN.cfg` },
        ...benchSyslog(station),
      ]
    : asOneFile([
        ...[...secrets, ...isp.own, ...goodbye(isp, station)],
        ...[...isp.fixed.entries, ...rehearsable(isp)],
      ]);
}

/** The same in the open format, under the bootstrap passphrase. */
export function ownProfile(
  station: StationAddress,
  keys: UnitKeys,
  bootstrapKey: string,
  isp: IspValues,
  isRehearsing: boolean,
): Read<Uint8Array> {
  return packed(ownEntries(station, keys, isp, isRehearsing), { gzip: false, key: bootstrapKey });
}

/** SEC-PRV-2, rehearsed on the bench: everything but the goodbye, under the unit's own key. */
export function rehearsalProfile(
  station: StationAddress,
  keys: UnitKeys,
  isp: IspValues,
): Read<Uint8Array> {
  const entries = [...rehearsable(isp), ...rehearsalChain(station, keys)];
  return packed(entries, { gzip: true, key: keys.key, head: isp.fixed.head });
}

/** The same, each name once. */
export function rehearsalEntries(
  station: StationAddress,
  keys: UnitKeys,
  isp: IspValues,
): ProfileEntry[] {
  const own = [...isp.fixed.entries, ...rehearsable(isp)];
  return asOneFile([...own, ...rehearsalChain(station, keys)]);
}

function rehearsalChain(station: StationAddress, keys: UnitKeys): ProfileEntry[] {
  return [
    ...benchTimers,
    { name: 'Profile_Rule', value: lastRule(station, keys) },
    ...benchSyslog(station),
    ...reportRule(station),
  ];
}

/** The last file: the ISP's permanent rule, field timers, the locks, and the bench's syslog cleared. */
export function lastProfile(
  station: StationAddress,
  keys: UnitKeys,
  isp: IspValues,
): Read<Uint8Array> {
  return packed(lastEntries(station, isp), { gzip: true, key: keys.key });
}

/** The same, each name once. */
export function lastEntries(station: StationAddress, isp: IspValues): ProfileEntry[] {
  return goodbye(isp, station);
}

/**
 * What the unit has at the end, from its own file to the last one, each name once.
 * @param station null: one that asks for no reports
 */
export function finalValues(
  keys: UnitKeys,
  isp: IspValues,
  station: StationAddress | null = null,
): ProfileEntry[] {
  const all = [
    ...secretsOf(keys),
    ...isp.own,
    ...isp.fixed.entries,
    ...rehearsable(isp),
    ...goodbye(isp, station),
  ];
  return asOneFile(all);
}

/**
 * What the unit has once it applied its rehearsal, each name once.
 * @param common parameters of the common file: what later files do not say stays
 */
export function rehearsedValues(
  station: StationAddress,
  keys: UnitKeys,
  isp: IspValues,
  common: readonly ProfileEntry[],
): ProfileEntry[] {
  return asOneFile([
    ...common,
    ...secretsOf(keys),
    ...isp.own,
    ...isp.fixed.entries,
    ...rehearsable(isp),
    ...rehearsalChain(station, keys),
  ]);
}

/** What the unit has for good of what stands under its key (SEC-PRV-2), each name once. */
export function fieldValues(isp: IspValues): ProfileEntry[] {
  return asOneFile([...isp.fixed.entries, ...rehearsable(isp), ...goodbye(isp, null)]);
}

/** A later profile for the ISP's server, under the key the permanent rule names. */
export function fieldProfile(entries: readonly ProfileEntry[], key: string): Read<Uint8Array> {
  return packed([...entries], { gzip: true, key });
}

/** The unit's URL at the ISP: one that names `$B` stays as it is, any other is the base of its directory. */
export function permanentUrl(ispUrl: string): string {
  const url = ispUrl.trim();
  return /\$(?:B|\(B\))(?![A-Za-z0-9_])/.test(url)
    ? url
    : `${url.replace(/\/+$/, '')}/$B/spa$PSN.cfg`;
}

function rehearsable(isp: IspValues): ProfileEntry[] {
  return isp.entries.filter((entry) => !isOfChain(entry.name));
}

function goodbye(isp: IspValues, station: StationAddress | null): ProfileEntry[] {
  const steering = [...isp.fixed.chain, ...isp.entries.filter(({ name }) => isOfChain(name))];
  const own = new Map(steering.map((entry) => [entry.name, entry]));
  const standard: ProfileEntry[] = [
    ...fieldTimers,
    { name: 'Profile_Rule', value: isp.rule ?? '' },
    ...spareRules.map((name) => ({ name, value: '' })),
    // Opening and closing tag: sets the empty string. `<Syslog_Server/>` would keep the bench in it.
    { name: 'Syslog_Server', value: '' },
    ...(station?.reports === true ? [{ name: 'Report_Rule', value: '' }] : []),
    ...(isp.hadUpgradeRule === true ? noUpgrade : []),
  ];
  const locks = [...own.values()].filter((e) => !standard.some((s) => s.name === e.name));
  // Without a value a template says nothing but the access: what the bench has set must not stay.
  const said = standard.map((entry) => {
    const { value = null, access } = own.get(entry.name) ?? {};
    return { ...entry, ...(value !== null && { value }), ...(access !== undefined && { access }) };
  });
  return [...said, ...locks];
}

function benchSyslog(station: StationAddress): ProfileEntry[] {
  return station.syslog === null ? [] : [{ name: 'Syslog_Server', value: station.syslog }];
}

/** The unit's own directory and name, under its key; see `proof/report-name.ts`. */
function reportRule(station: StationAddress): ProfileEntry[] {
  if (station.reports !== true) return [];
  return [{ name: 'Report_Rule', value: `[--key $SA] ${base(station)}/report/$B/$MA.xml` }];
}

function lastRule(station: StationAddress, { lastName }: UnitKeys): string {
  return `[--key $SA] ${base(station)}/profile/$B/${lastName}.cfg`;
}

function secretsOf({ key, directory }: UnitKeys): ProfileEntry[] {
  return [
    { name: 'GPP_SA', value: key },
    { name: 'GPP_B', value: directory },
  ];
}

function base(station: StationAddress): string {
  return `${station.scheme}://${station.files}`;
}

function plain(entries: readonly ProfileEntry[]): Read<Uint8Array> {
  const text = writeXmlProfile(entries);
  return text.ok ? { ok: true, value: Buffer.from(text.value, 'latin1') } : text;
}

function packed(
  entries: ProfileEntry[],
  how: { gzip: boolean; key: string; head?: PackedHead },
): Read<Uint8Array> {
  const lines = writeXmlLines(entries);
  if (!lines.ok) return lines;
  const start = how.head === undefined ? xmlStart : '';
  return { ok: true, value: packProfile(`${start}${lines.value}${xmlEnd}`, how) };
}

/** Host and port the way rules write it: the port only when it is not the service's own. */
export function hostPort(address: Ipv4, port: number, usual: number): string {
  return port === usual ? address : `${address}:${port}`;
}
