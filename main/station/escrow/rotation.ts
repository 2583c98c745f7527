/**
 * A unit's key changed: a new key and directory, delivered in a file under the old key; the old one is kept
 * until the unit shows that it opened a file under the new one. What the store does; who may, says `desk.ts`.
 */
import { StationError } from '../../contract/errors.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import { newUnitKey, type UnitKey } from '../provisioning/unit-keys.ts';
import type { Tables } from '../store/store.ts';

/** @throws StationError NO_KEY, KEY_IN_CHANGE */
export function beginRotation(tables: Tables, mac: Mac, at: EpochMs): UnitKey {
  const { keys, keyHistory } = tables;
  const old = keys.of(mac);
  if (old === null || old.issuedAt === null) {
    if (keyHistory.awaitingSince(mac) !== null) throw inChange();
    throw new StationError('NO_KEY', 'It was given no key yet, so there is none to change.');
  }
  if (keyHistory.awaitingSince(mac) !== null) throw inChange();
  const why = 'A new key was made';
  keyHistory.add(old, { endedAt: at, state: 'awaiting-proof', why });
  const made = newUnitKey(mac, at);
  keys.save(made);
  return made;
}

/** @throws StationError NO_ROTATION, KEY_GIVEN when the unit was given the new key already */
export function undoRotation({ keys, keyHistory }: Tables, mac: Mac): UnitKey {
  const old = keyHistory.awaiting(mac);
  if (old === null) throw new StationError('NO_ROTATION', 'Its key is not being changed.');
  if (keys.infoOf(mac)?.issuedAt != null) {
    throw new StationError(
      'KEY_GIVEN',
      'It was given the new key already, so the change cannot be undone. Change its key again if you must.',
    );
  }
  keyHistory.takeBack(mac);
  keys.save(old);
  return old;
}

function inChange(): StationError {
  return new StationError(
    'KEY_IN_CHANGE',
    'Its key is being changed already: wait until it shows that it uses the new one, or undo the change.',
  );
}
