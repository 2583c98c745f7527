/** Which key a unit holds, while its key is being changed too. */
import type { Mac } from '../../contract/values.ts';
import type { UnitKey } from '../provisioning/unit-keys.ts';
import type { Tables } from '../store/store.ts';

export interface HeldKey {
  /** Given to the unit. */
  key: UnitKey;
  /** The one it may still use: it was given the other, and has not shown yet that it uses it. */
  previous: UnitKey | null;
}

/** Null: it was given none. @throws StationError STORE_LOCKED */
export function heldKeyOf({ keys, keyHistory }: Tables, mac: Mac): HeldKey | null {
  const key = keys.of(mac);
  if (key === null) return null;
  const previous = keyHistory.awaiting(mac);
  // A new key that did not go out yet is nobody's.
  if (key.issuedAt === null) return previous === null ? null : { key: previous, previous: null };
  return { key, previous };
}

/** Of every unit, oldest key first. @throws StationError STORE_LOCKED */
export function heldKeys(tables: Tables): HeldKey[] {
  return tables.keys.all().flatMap(({ mac }) => heldKeyOf(tables, mac) ?? []);
}

/** Whether it is the unit's present key: not one that a new one waits to replace. */
export function isPresent({ keys }: Tables, { mac, directory }: UnitKey): boolean {
  return keys.infoOf(mac)?.directory === directory;
}
