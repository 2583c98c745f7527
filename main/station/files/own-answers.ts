/** A unit's own files: bootstrap, rehearsal, last, and a new key under the old one. */
import type { Mac } from '../../contract/values.ts';
import type { Read } from '../profile/problem.ts';
import type { Model } from '../units/models.ts';
import type { FileAnswer, FileRequest } from './answer.ts';
import {
  type IspValues,
  lastEntries,
  lastProfile,
  ownEntries,
  ownProfile,
  rehearsalEntries,
  rehearsalProfile,
  type UnitKeys,
} from './chain-files.ts';
import { made } from './made-answer.ts';
import { whyRefused } from './refusals.ts';
import type { CompiledFile, ResolverParts, UnitBuild } from './resolver-parts.ts';
import { formatOf, inFormat, whyNotMade } from './unit-format.ts';

export async function ownAnswer(
  parts: ResolverParts,
  request: FileRequest,
  owner: Mac,
): Promise<FileAnswer> {
  const refusal = await whyRefused(parts, request, owner);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  const isp = await unitValues(parts, owner);
  if ('kind' in isp) return isp;
  // Without a rehearsal this is its last file.
  if (!parts.isRehearsing && !(await parts.mayLeave(owner, 'own'))) return notLeaving;
  const unit = { mac: owner, model: parts.modelOf(owner) };
  const profile = await ownFile(parts, request, unit, isp);
  if (whyNotMade(profile) === null && !parts.isRehearsing) await isp.build.noteMade();
  return given(parts, request, 'own', owner, profile);
}

/** Compiling takes a while: begun when it takes its common file, done when it comes back. What fails is told then. */
export function buildAhead(
  parts: ResolverParts,
  request: FileRequest,
  unit: { mac: Mac; model: Model | null },
): void {
  const build = parts.buildFor(unit.mac, unit.model);
  const ahead = async () => {
    const keys = await build.prepareKeys();
    const isp = build.ispValues(keys);
    const quiet = { ...parts, onCompilerFailure: () => undefined, onTooOld: () => undefined };
    if (isp.ok) await ownFile(quiet, request, unit, { keys, values: isp.value });
  };
  void ahead().catch(() => undefined);
}

function ownFile(
  parts: ResolverParts,
  request: FileRequest,
  unit: { mac: Mac; model: Model | null },
  { keys, values }: { keys: UnitKeys; values: IspValues },
): Promise<Read<Uint8Array>> {
  const { compiler, station, isRehearsing } = parts;
  const bootstrap = parts.bootstrapKey(unit.mac);
  const way = compiler.wayOf(unit.model);
  const format = formatOf(parts, request, unit.mac, unit.model);
  const isCompiled = way !== null && format.kind !== 'none';
  return inFormat(parts, isCompiled ? { kind: 'compiled' } : format, unit, {
    kind: 'own',
    key: way?.hasKey === false ? null : bootstrap,
    entries: () => ownEntries(station, keys, values, isRehearsing),
    open: () => ownProfile(station, keys, bootstrap, values, isRehearsing),
  });
}

/** What stands on the unit already is no template's fault. */
export function given(
  parts: ResolverParts,
  request: FileRequest,
  kind: CompiledFile,
  mac: Mac,
  profile: Read<Uint8Array>,
): FileAnswer {
  const why = whyNotMade(profile);
  return why === null
    ? made(request, null, kind, mac, profile, parts)
    : { kind: 'missing', reason: `its file was not made: ${why}` };
}

/** Why stands on the unit already. */
export const notLeaving: FileAnswer = {
  kind: 'missing',
  reason: 'its file is held back: what it would leave with is not in order',
};

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
  const { station } = parts;
  const { build, keys: own, values } = isp;
  const { mac } = own;
  const model = parts.modelOf(mac);
  const unit = { mac, model };
  const format = formatOf(parts, request, mac, model);
  if (!isLast || !build.isAsMade() || !(await parts.mayLeave(mac, 'last'))) {
    const profile = await inFormat(parts, format, unit, {
      ...({ kind: 'rehearsal', key: own.key } as const),
      entries: () => rehearsalEntries(station, own, values),
      open: () => rehearsalProfile(station, own, values),
    });
    if (whyNotMade(profile) === null) await build.noteMade();
    return given(parts, request, 'rehearsal', mac, profile);
  }
  const profile = await inFormat(parts, format, unit, {
    ...({ kind: 'last', key: own.key } as const),
    entries: () => lastEntries(station, values),
    open: () => lastProfile(station, own, values),
  });
  return given(parts, request, 'last', mac, profile);
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
  const { keys, values } = isp;
  const { mac } = old;
  const model = parts.modelOf(mac);
  const profile = await inFormat(
    parts,
    formatOf(parts, request, mac, model),
    { mac, model },
    {
      ...({ kind: 'own', key: old.key } as const),
      entries: () => ownEntries(parts.station, keys, values, true),
      open: () => ownProfile(parts.station, keys, old.key, values, true),
    },
  );
  return given(parts, request, 'own', mac, profile);
}
