/**
 * Path asked for + who asks → bytes; the one answer TFTP, HTTP and HTTPS share.
 *
 * Made names come first and never reach the disk: the model table's files, `/p/…` and `/profile/…`.
 * A unit's own files go only to that unit: by its lease, or, where another DHCP server rules the
 * bench, by the neighbour table, or by its certificate. Without such identity it is held and gets no bootstrap passphrase.
 */
import { visible } from '../log.ts';
import { type AnswerFile, type FileAnswer, type FileRequest, shownText } from './answer.ts';
import { certificateAnswer } from './certificate-answer.ts';
import { certificatePath } from './certificate-files.ts';
import { commonAnswer } from './common-answer.ts';
import { diskAnswer } from './disk-answer.ts';
import { firmwareAnswer, imageAnswer } from './firmware-answers.ts';
import { pathSegments } from './folder.ts';
import { warn } from './made-answer.ts';
import { newKeyAnswer, ownAnswer, profileAnswer } from './own-answers.ts';
import { refuseClient, refuseForgery } from './refusals.ts';
import type { ResolverParts } from './resolver-parts.ts';

export function createFileResolver(parts: ResolverParts): AnswerFile {
  return async (request) => {
    try {
      const answer = await resolve(parts, request);
      const isServed = answer.kind === 'bytes' || answer.kind === 'disk';
      // A miss or a refusal belongs into the unit's history, on a bench without our leases too.
      if (!isServed && parts.leaseHolder(request) === null) await parts.identify(request);
      return answer;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const path = shownText(visible(request.path));
      warn(parts, request, `could not answer for ${path}: ${why}`);
      return { kind: 'missing', reason: 'the station could not make this file' };
    }
  };
}

async function resolve(parts: ResolverParts, request: FileRequest): Promise<FileAnswer> {
  if (!parts.contains(request.address)) {
    return { kind: 'refused', reason: 'not an address of the bench' };
  }
  // By lease at once, so that a refusal or a miss reaches the unit's history too.
  parts.leaseHolder(request);
  const refusal = request.via === 'tftp' ? null : await refuseClient(parts, request);
  if (refusal !== null) return refusal;
  const [path = ''] = request.path.split('?');
  const segments = pathSegments(path);
  if (segments === null) return { kind: 'refused', reason: 'not a name in this folder' };
  const [first = '', second = '', third = ''] = segments;
  const isOnDisk =
    !['p', 'profile', 'firmware', 'cisco-init'].includes(first) && segments.length > 1;
  const forgery = isOnDisk ? null : await refuseForgery(parts, request);
  if (forgery !== null) return forgery;

  if (segments.length === 1) {
    const found = parts.models.byFile(first);
    if (found !== null) {
      if (!found.isExact) {
        warn(
          parts,
          request,
          `asked for ${visible(first)}; served ${found.model.file}, which differs in case`,
        );
      }
      return commonAnswer(parts, request, found.model);
    }
  }
  if (first === 'p') {
    const owner = segments.length === 2 ? /^([0-9a-f]{12})\.cfg$/i.exec(second)?.[1] : undefined;
    return owner === undefined
      ? { kind: 'missing', reason: 'no such file' }
      : ownAnswer(parts, request, owner.toLowerCase());
  }
  if (first === 'profile') {
    const keys = segments.length === 3 ? parts.issuedKeys(second) : null;
    if (keys !== null) return profileAnswer(parts, request, keys, third);
    const old = segments.length === 3 ? parts.oldKeys(second) : null;
    return old === null
      ? { kind: 'missing', reason: 'no such directory' }
      : newKeyAnswer(parts, request, old, third);
  }
  if (first === 'firmware') {
    if (segments.length === 5 && second === 'unit') {
      return firmwareAnswer(parts, request, third.toLowerCase(), segments[4] ?? '');
    }
    const found = segments.length === 2 ? await parts.firmware.image(second) : null;
    if (found !== null) return imageAnswer(parts, request, found);
  }
  const special = request.via === 'https' ? certificatePath(segments) : null;
  if (special !== null) return certificateAnswer(parts, request, special);
  return diskAnswer(parts, request, segments);
}
