/** The contract's questions, answered by a station: a file per group, one short function per question. */
import type { StationFacade } from '../router.ts';
import type { Station } from '../station.ts';
import { accountQuestions } from './accounts.ts';
import { backupQuestions } from './backups.ts';
import { bindingQuestions } from './bindings.ts';
import { certificateQuestions } from './certificates.ts';
import { exportQuestions } from './exports.ts';
import { firmwareQuestions } from './firmware.ts';
import { keyQuestions } from './keys.ts';
import { logQuestions } from './log.ts';
import { pinQuestions } from './pins.ts';
import { preflightQuestions } from './preflight.ts';
import { profileQuestions } from './profiles.ts';
import { scanQuestions } from './scans.ts';
import { settingsQuestions } from './settings.ts';
import { stationQuestions } from './station.ts';
import { unitQuestions } from './units.ts';
import { vaultQuestions } from './vault.ts';

/** Everything but the practice bench, which a host adds (`main/practice`): it is a station of its own. */
export type BenchFacade = Omit<StationFacade, 'practice'>;

export function createFacade(station: Station): BenchFacade {
  return {
    changes: station.changes,
    station: stationQuestions(station),
    preflight: preflightQuestions(station),
    settings: settingsQuestions(station),
    backups: backupQuestions(station),
    units: unitQuestions(station),
    profiles: profileQuestions(station),
    firmware: firmwareQuestions(station),
    certificates: certificateQuestions(station),
    pins: pinQuestions(station),
    log: logQuestions(station),
    accounts: accountQuestions(station),
    scans: scanQuestions(station),
    bindings: bindingQuestions(station),
    exports: exportQuestions(station),
    keys: keyQuestions(station),
    vault: vaultQuestions(station),
  };
}
