/** What the tables and the bench know of a pair, and making it one. */
import type { Account } from '../../contract/accounts.ts';
import type { Binding } from '../../contract/bindings.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Tables } from '../store/store.ts';
import type { BenchUnit, Pair } from './rules.ts';

/** The units of the bench, as the tracker knows them. */
export interface UnitDirectory {
  byMac(mac: Mac): BenchUnit | null;
  /** `serial` in capitals. */
  bySerial(serial: string): BenchUnit | null;
}

/** How pairs are made; a person may change it while the station runs. */
export interface BindingSettings {
  /** A scan of a unit that is not verified yet keeps the pair and binds when it is. */
  bindWhenReady: boolean;
  /** How long a good half is held. */
  halfPairMs: number;
}

export const usualBindingSettings: BindingSettings = { bindWhenReady: false, halfPairMs: 60_000 };

/** Everything the rules want to know. */
export function pairOf(tables: Tables, units: UnitDirectory, mac: Mac, account: Account): Pair {
  return {
    unit: units.byMac(mac),
    live: tables.bindings.live(mac),
    account,
    devices: devicesOf(tables, account.account).filter((device) => device !== mac),
  };
}

/** Units bound to the account, then those that will be when they are verified. */
export function devicesOf(tables: Tables, account: string): Mac[] {
  const kept = tables.seats.keptPairs().filter((pair) => pair.account === account);
  return [...tables.bindings.liveOfAccount(account), ...kept].map(({ mac }) => mac);
}

/** Binds a pair the rules allow. */
export function bindPair(
  tables: Tables,
  unit: BenchUnit,
  about: { account: string; seat: string; at: EpochMs },
): Binding {
  const { mac, serial, model, firmware, stage } = unit;
  const { account, seat, at: boundAt } = about;
  tables.seats.dropPair(mac);
  return tables.bindings.add({ account, mac, serial, model, firmware, stage, boundAt, seat });
}
