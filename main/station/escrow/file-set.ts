/**
 * The units' later profiles for the ISP's server (SEC-PRV-2): at the path the unit's permanent rule leads to, under
 * the key that rule names, with nothing of the bench in it. Pure.
 */
import type { Mac } from '../../contract/values.ts';
import { namesStation } from '../device/bench-marks.ts';
import { fieldProfile } from '../files/chain-files.ts';
import { pathSegments } from '../files/folder.ts';
import { bad, good, type Read } from '../profile/problem.ts';
import { macroValues } from '../profile/rules/macros-of-unit.ts';
import { evaluateRule } from '../profile/rules/rule.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import type { UnitKey } from '../provisioning/unit-keys.ts';
import type { Model } from '../units/models.ts';

/** Stands for the station while a field set is built: whatever names it must not go out. */
export const benchMark = 'bench.invalid';

export interface FieldUnit {
  mac: Mac;
  model: Model | null;
  serial: string | null;
  firmware: string | null;
  key: UnitKey;
  /** What the unit has at the ISP, each name once. */
  entries: readonly ProfileEntry[];
}

export interface FieldFile {
  host: string;
  /** `/profile/`: everything before the unit's directory. */
  prefix: string;
  /** `profile/D/spa962.cfg` */
  path: string;
  bytes: Uint8Array;
}

/**
 * @param station addresses of the bench that must not stand in it either
 * @returns the file, or in words why there is none; the words hold no value
 */
export function fieldFile(unit: FieldUnit, station: readonly string[]): Read<FieldFile> {
  const { model, entries, key } = unit;
  if (model === null) return bad('no-model', 'Its model is not known, so neither is its file.');
  const rule = entries.findLast(({ name }) => name === 'Profile_Rule')?.value ?? '';
  if (rule === '') return bad('no-rule', 'It has no permanent rule. Set the ISP’s address.');
  const place = placeOf({ ...unit, model }, rule);
  if (!place.ok) return place;
  const named = entries.find(
    ({ value }) => value !== null && namesStation(value, [...station, benchMark]),
  );
  if (named !== undefined) {
    const message = `${named.name} names the bench. Change the template that says so.`;
    return bad('names-bench', message);
  }
  const bytes = fieldProfile(entries, place.value.phrase);
  if (!bytes.ok) return bytes;
  const { host, path } = place.value;
  const at = path.indexOf(key.directory);
  const prefix = `/${path.slice(0, at < 0 ? path.lastIndexOf('/') + 1 : at)}`;
  return good({ host, path, prefix, bytes: bytes.value });
}

function placeOf(
  unit: FieldUnit & { model: Model },
  rule: string,
): Read<{ host: string; path: string; phrase: string }> {
  const { mac, model, serial, firmware, key, entries } = unit;
  const parameters = new Map(entries.map(({ name, value }) => [name, value ?? '']));
  parameters.set('GPP_SA', key.key).set('GPP_B', key.directory);
  const values = macroValues({
    ...{ mac, productName: model.model, psn: model.psn, serial: serial ?? '' },
    ...{ swver: firmware ?? '', hwver: '', ip: '0.0.0.0', parameters },
  });
  const read = evaluateRule(rule, { values });
  if (!read.ok)
    return bad('bad-rule', `Its permanent rule cannot be followed: ${read.problem.message}`);
  if (read.value.outcome !== 'fetch') {
    return bad('bad-rule', 'Its permanent rule leads nowhere as the unit is now.');
  }
  const { url, options } = read.value;
  const phrase = options?.key ?? '';
  if (phrase === '') {
    return bad('no-key', 'Its permanent rule names no --key, so its file would be plain for all.');
  }
  const [whole = ''] = url.path.split('?');
  const segments = pathSegments(whole);
  if (segments === null || segments.length === 0 || whole.endsWith('/')) {
    return bad('bad-path', 'Its permanent rule leads to no file.');
  }
  const path = segments.join('/');
  if (!/^[A-Za-z0-9._~/-]+$/.test(path)) {
    return bad(
      'bad-path',
      'The path of its permanent rule has letters a web server reads otherwise.',
    );
  }
  return good({ host: url.server, path, phrase });
}
