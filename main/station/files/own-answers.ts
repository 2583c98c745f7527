/** A unit's own files: bootstrap, rehearsal, last, and a new key under the old one. */
import type { Mac } from '../../contract/values.ts';
import type { FileAnswer, FileRequest } from './answer.ts';
import {
  type IspValues,
  lastProfile,
  ownEntries,
  ownProfile,
  rehearsalProfile,
  type UnitKeys,
} from './chain-files.ts';
import { made } from './made-answer.ts';
import { whyRefused } from './refusals.ts';
import type { ResolverParts, UnitBuild } from './resolver-parts.ts';

export async function ownAnswer(
  parts: ResolverParts,
  request: FileRequest,
  owner: Mac,
): Promise<FileAnswer> {
  const refusal = await whyRefused(parts, request, owner);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  const isp = await unitValues(parts, owner);
  if ('kind' in isp) return isp;
  const { build, keys, values } = isp;
  const bootstrap = parts.bootstrapKey(owner);
  const model = parts.modelOf(owner);
  const { compiler, station, isRehearsing } = parts;
  const profile =
    compiler.wayOf(model) === null
      ? ownProfile(station, keys, bootstrap, values, isRehearsing)
      : await compiler.compile(
          { mac: owner, model, bootstrapKey: bootstrap },
          ownEntries(station, keys, values, isRehearsing),
        );
  if (!profile.ok && profile.problem.kind === 'compiler') {
    parts.onCompilerFailure(owner, profile.problem.message);
    return { kind: 'missing', reason: `the compiler made no file: ${profile.problem.message}` };
  }
  if (!parts.isRehearsing) await build.noteMade();
  return made(request, null, 'own', owner, profile, parts);
}

/** The unit's secrets, on disk, and its templates filled with them; or why it gets no file. */
export async function unitValues(
  parts: ResolverParts,
  mac: Mac,
): Promise<{ build: UnitBuild; keys: UnitKeys; values: IspValues } | FileAnswer> {
  const build = parts.buildFor(mac, parts.modelOf(mac));
  const tried = build.ispValues(null);
  if (tried.ok && tried.value.rule === null) {
    return { kind: 'missing', reason: 'no ISP address set' };
  }
  const keys = tried.ok ? await build.issueKeys() : null;
  const isp = keys === null ? tried : build.ispValues(keys);
  if (keys !== null && isp.ok) return { build, keys, values: isp.value };
  if (!isp.ok) parts.onTemplateProblem(mac, isp.problem.message);
  return { kind: 'missing', reason: 'its template does not build' };
}

export async function profileAnswer(
  parts: ResolverParts,
  request: FileRequest,
  keys: UnitKeys,
  name: string,
): Promise<FileAnswer> {
  const isLast = name === `${keys.lastName}.cfg`;
  if (!isLast && !/^(?:spa[A-Za-z0-9-]{0,16}|init)\.cfg$/i.test(name)) {
    return { kind: 'missing', reason: 'no such file' };
  }
  if (!parts.isRehearsing) return { kind: 'missing', reason: 'the rehearsal is switched off' };
  const refusal = await whyRefused(parts, request, keys.mac);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  // Its name stood only in the rehearsal, so that was opened with the key.
  if (isLast) await parts.keyProved(keys.mac);
  const isp = await unitValues(parts, keys.mac);
  if ('kind' in isp) return isp;
  // Templates that changed since the rehearsal are rehearsed before the unit may go; so is a unit that
  // shows other values than wanted, or would take something of the bench along.
  if (!isLast || !isp.build.isAsMade() || !(await parts.mayLeave(keys.mac))) {
    const profile = rehearsalProfile(parts.station, isp.keys, isp.values);
    await isp.build.noteMade();
    return made(request, null, 'rehearsal', keys.mac, profile, parts);
  }
  return made(
    request,
    null,
    'last',
    keys.mac,
    lastProfile(parts.station, isp.keys, isp.values),
    parts,
  );
}

/** New key and directory under the key it has, from where it goes on as from its own file. */
export async function newKeyAnswer(
  parts: ResolverParts,
  request: FileRequest,
  old: UnitKeys,
  name: string,
): Promise<FileAnswer> {
  if (!/^[A-Za-z0-9-]{1,32}\.cfg$/i.test(name)) return { kind: 'missing', reason: 'no such file' };
  if (!parts.isRehearsing) return { kind: 'missing', reason: 'the rehearsal is switched off' };
  const refusal = await whyRefused(parts, request, old.mac);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  const isp = await unitValues(parts, old.mac);
  if ('kind' in isp) return isp;
  const profile = ownProfile(parts.station, isp.keys, old.key, isp.values, true);
  return made(request, null, 'own', old.mac, profile, parts);
}
