/** Bytes made just now, as an answer; and a line of the log about a request. */
import { createHash } from 'node:crypto';
import type { Mac } from '../../contract/values.ts';
import { severity, visible } from '../log.ts';
import type { Read } from '../profile/problem.ts';
import type { Model } from '../units/models.ts';
import { type FileAnswer, type FileKind, type FileRequest, shownText } from './answer.ts';
import type { ResolverParts } from './resolver-parts.ts';

export function made(
  request: FileRequest,
  model: Model | null,
  kind: FileKind,
  mac: Mac | null,
  profile: Read<Uint8Array>,
  parts: ResolverParts,
  why?: string,
): FileAnswer {
  if (!profile.ok) {
    if (mac !== null) parts.onTemplateProblem(mac, profile.problem.message);
    return { kind: 'missing', reason: `its profile does not build: ${profile.problem.message}` };
  }
  const bytes = profile.value;
  const path = shownText(visible(request.path.split('?')[0] ?? ''));
  return {
    kind: 'bytes',
    about: {
      name: path.startsWith('/') ? path : `/${path}`,
      kind,
      mac,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...(why === undefined ? {} : { why }),
    },
    bytes,
    allowOptions: (model ?? (mac === null ? null : parts.modelOf(mac)))?.tftpOptions ?? true,
  };
}

export function warn(parts: ResolverParts, request: FileRequest, msg: string): void {
  parts.log.write({
    source: request.via,
    severity: severity.warning,
    msg,
    at: request.at,
    address: request.address,
  });
}
