import { StationError } from '../../contract/errors.ts';
import type { Unit } from '../../contract/model.ts';
import { formatMac, type Mac } from '../../contract/values.ts';
import type { Station } from '../station.ts';

/** The unit as every UI shows it. @throws StationError NO_SUCH_UNIT */
export function knownUnit(station: Station, mac: Mac): Unit {
  const unit = station.unit(mac);
  if (unit === null) {
    throw new StationError('NO_SUCH_UNIT', `This station has never seen ${formatMac(mac)}.`);
  }
  return unit;
}
