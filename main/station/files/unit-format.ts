/**
 * The format of a unit's files: open, or the vendor's own, which firmware from before XML needs for all of them
 * (guide: Proprietary Profile Format, before 2.0.6).
 */
import type { Mac } from '../../contract/values.ts';
import { bad, type Read } from '../profile/problem.ts';
import { compareVersions, parseVersion } from '../profile/rules/version.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { versionInPath } from '../provisioning/describe.ts';
import type { Model } from '../units/models.ts';
import { parsePosted } from '../units/posted.ts';
import { parseUserAgent } from '../units/user-agent.ts';
import type { FileRequest } from './answer.ts';
import type { CompiledFile, ResolverParts } from './resolver-parts.ts';

const XML_SINCE = '2.0.6';

/** `none`: it reads only the vendor's format, and there is no compiler to make it. */
export type UnitFormat = { kind: 'open' | 'compiled' } | { kind: 'none'; version: string };

/** Of all its files but its own first one, which its model may have compiled besides. */
export function formatOf(
  parts: Pick<ResolverParts, 'compiler' | 'firmwareOf'>,
  request: FileRequest,
  mac: Mac,
  model: Model | null,
): UnitFormat {
  const version = versionOf(request) ?? parts.firmwareOf(mac);
  if (version !== null && isBeforeXml(version, model)) {
    return parts.compiler.isSet ? { kind: 'compiled' } : { kind: 'none', version };
  }
  return { kind: parts.compiler.wayOf(model)?.isForAll === true ? 'compiled' : 'open' };
}

/** Of a version nobody can read nothing is claimed. */
export function isBeforeXml(version: string, model: Pick<Model, 'xmlSince'> | null): boolean {
  const [has, since] = [parseVersion(version), parseVersion(model?.xmlSince ?? XML_SINCE)];
  return has !== null && since !== null && compareVersions(has, since) < 0;
}

/** The firmware a unit says it has with this very request, by path or User-Agent. */
export function versionOf(request: FileRequest): string | null {
  const agent = request.userAgent === null ? null : parseUserAgent(request.userAgent);
  const posted = request.body === undefined ? null : parsePosted(request.body).version;
  const said = (agent?.ok ? agent.value.version : null) ?? versionInPath(request.path);
  return said ?? posted ?? null;
}

export function tooOldWords(version: string): string {
  return `Its firmware ${version} cannot read open profiles. Set up the vendor's compiler, or upgrade the unit`;
}

/** A file of the unit's in its format. What keeps it from being made is said on the unit, too: see {@link whyNotMade}. */
export async function inFormat(
  parts: ResolverParts,
  format: UnitFormat,
  unit: { mac: Mac; model: Model | null },
  file: {
    kind: CompiledFile;
    /** Null: encrypted by the targeting alone. */
    key: string | null;
    entries: () => ProfileEntry[];
    open: () => Read<Uint8Array>;
  },
): Promise<Read<Uint8Array>> {
  if (format.kind === 'open') return file.open();
  if (format.kind === 'none') {
    const text = tooOldWords(format.version);
    parts.onTooOld(unit.mac, text);
    return bad('too-old', text);
  }
  const done = await parts.compiler.compile({ ...unit, file: file.kind }, file.key, file.entries());
  if (!done.ok && done.problem.kind === 'compiler') {
    parts.onCompilerFailure(unit.mac, done.problem.message);
  }
  return done;
}

/** As it stands on the unit already; null: it is made, or its template is at fault. */
export function whyNotMade(profile: Read<Uint8Array>): string | null {
  const isTold = !profile.ok && ['compiler', 'too-old'].includes(profile.problem.kind);
  return isTold ? profile.problem.message : null;
}
