/** What the templates say to one unit, filled: the ISP's part of the chain's files. */
import type { Ipv4, Mac } from '../../contract/values.ts';
import { formatMac } from '../../contract/values.ts';
import type { IspValues, StationAddress, UnitKeys } from '../files/chain-files.ts';
import { commonRuleStart, isOfChain } from '../profile/layers/chain-names.ts';
import { fillEntries, type PreparedLayers } from '../profile/layers/fill.ts';
import { bad, good, type Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import type { FieldValues } from '../profile/text/fields.ts';
import type { Model } from '../units/models.ts';

/** What fields are filled with. */
export interface FieldSources {
  mac: Mac;
  model: Model | null;
  serial: string | null;
  stationAddress: Ipv4;
  /** How its rules name the station; absent where only a check is wanted. */
  station?: StationAddress;
  batch: string | null;
  /** Columns of the account the unit is bound to, secrets among them; null while it is not bound. */
  account: AccountColumns | null;
  /** null: a check only, with a sample in their place. */
  keys: UnitKeys | null;
  /** Passwords made for the unit, by name. */
  secrets: ReadonlyMap<string, string>;
  /** Samples stand in for passwords that are not made yet: nothing of it may reach a unit. */
  isCheck: boolean;
  /** For what people see: what is written in the place of each secret field, after its filters. */
  conceal?: (text: string) => string;
}

/** A column that no account has is undefined; one that is empty for this account is ''. */
export interface AccountColumns {
  get(column: string): string | undefined;
}

/** Columns of an account that every screen shows. */
const openColumns: ReadonlySet<string> = new Set([
  ...['account', 'name', 'work_order', 'model', 'user_id', 'display_name'],
]);

/** Whether nobody may see what a field holds. */
export function isSecretField(name: string): boolean {
  if (name === 'key' || name === 'bootstrap.key' || name.startsWith('secret:')) return true;
  return name.startsWith('account.') && !openColumns.has(name.slice('account.'.length));
}

/** The templates of one unit, merged, per file. */
export interface UnitTemplates {
  own: PreparedLayers;
  full: PreparedLayers;
  /** Made of the ISP's address; a template's own `Profile_Rule` replaces it. */
  rule: string | null;
}

/**
 * The merged templates for one unit. A value that names an account's field is left out while the unit
 * is not bound: the ISP's server delivers it later. Any other unknown field is a problem, and so is a
 * value that cannot be written into a profile.
 */
export function ispValuesFor(templates: UnitTemplates, sources: FieldSources): Read<IspValues> {
  const pick = ({ bound, unbound }: PreparedLayers) => (sources.account === null ? unbound : bound);
  const values = fieldValues(sources);
  const own = fillEntries(pick(templates.own).all, values);
  if (!own.ok) return own;
  const full = pick(templates.full);
  const { fixed } = full;
  if (!fixed.ok) return fixed;
  const entries = fillEntries(full.varying, values);
  if (!entries.ok) return entries;
  const ofOwn = own.value.filter(({ name }) => !isOfChain(name));
  const isRule = ({ name }: ProfileEntry) => name === 'Profile_Rule';
  const said = entries.value.find(isRule) ?? fixed.value.chain.find(isRule);
  const rule = said?.value ?? templates.rule;
  return good({
    rule: rule === '' ? null : rule,
    fixed: fixed.value,
    entries: entries.value,
    own: ofOwn,
  });
}

/** The common file's parameters for one requester; `bootstrapKey` is all it holds of that unit. */
export function commonEntriesFor(
  prepared: PreparedLayers,
  sources: Omit<FieldSources, 'account' | 'keys' | 'secrets' | 'isCheck'>,
  bootstrapKey: string,
): Read<ProfileEntry[]> {
  const rule = prepared.unbound.all.find(({ name }) => name === 'Profile_Rule')?.value ?? '';
  if (!rule.startsWith(commonRuleStart)) {
    return bad(
      'bad-common-rule',
      `The common file's Profile_Rule must begin with ${commonRuleStart}`,
    );
  }
  const { model, station, stationAddress, batch } = sources;
  const values = new Map([
    ...stationFields(stationAddress, station),
    ...modelFields(model),
    ['batch', batch ?? ''],
    ['bootstrap.key', bootstrapKey],
  ]);
  return fillEntries(prepared.unbound.all, values);
}

function fieldValues(sources: FieldSources): FieldValues {
  const { account, keys, secrets, isCheck, conceal } = sources;
  const more = new Map([
    ['key', keys?.key ?? sampleKey],
    ['directory', keys?.directory ?? 'directory'],
  ]);
  const values = unitFieldValues({ ...sources, more });
  return {
    get(name) {
      if (name.startsWith('account.')) return account?.get(name.slice('account.'.length));
      if (!name.startsWith('secret:')) return values.get(name);
      const value = secrets.get(name.slice('secret:'.length));
      return value ?? (isCheck ? sampleSecret : undefined);
    },
    ...(conceal && {
      shown: (name, text) => (isSecretField(name) && text !== '' ? conceal(text) : text),
    }),
  };
}

/** Fields that name the unit and the station; `more` by their names, over these. */
export function unitFieldValues(
  sources: Pick<
    FieldSources,
    'mac' | 'model' | 'serial' | 'stationAddress' | 'station' | 'batch'
  > & { more: ReadonlyMap<string, string> },
): Map<string, string> {
  const { mac, model, serial, stationAddress, station, batch, more } = sources;
  return new Map<string, string>([
    ['unit.mac', mac],
    ['unit.mac_upper', formatMac(mac, 'plain-upper')],
    ['unit.mac_colon', formatMac(mac, 'colon')],
    ['unit.serial', serial ?? ''],
    ...modelFields(model),
    ...stationFields(stationAddress, station),
    ['batch', batch ?? ''],
    ...more,
  ]);
}

/** Stand in while nothing is made for a unit yet; they are never written into a file. */
const sampleKey = '0'.repeat(64);
const sampleSecret = 'xxxxxxxxxxxxxxxx';

function modelFields(model: Model | null): [string, string][] {
  return [
    ['unit.model', model?.model ?? ''],
    ['unit.psn', model?.psn ?? ''],
  ];
}

function stationFields(address: Ipv4, station: StationAddress | undefined): [string, string][] {
  return [
    ['station.address', address],
    ['station.base', station ? `${station.scheme}://${station.files}` : `tftp://${address}`],
    ['station.syslog', station ? (station.syslog ?? '') : address],
  ];
}
