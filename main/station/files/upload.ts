/**
 * What units may send: their reports, and nothing else. TFTP and HTTP ask; a name is taken only from the
 * unit it was handed out to, and goes into the quarantine, never to where files are served from.
 */
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { ModelTable } from '../units/models.ts';
import type { FileRequest } from './answer.ts';
import type { UnitKeys } from './chain-files.ts';
import { pathSegments } from './folder.ts';
import { clientRefusal } from './refusals.ts';
import type { Requester, ResolverParts } from './resolver-parts.ts';

export interface UploadRequest extends FileRequest {
  /** `put`: TFTP's WRQ too. A POST may be a way to ask for a file (guide: --post). */
  method: 'put' | 'post';
}

export type UploadAnswer =
  /** `keep` resolves when the bytes are on the disk; it rejects when they are not. */
  | { kind: 'take'; mac: Mac; maxBytes: number; keep(bytes: Uint8Array): Promise<void> }
  /** `holds`: as of a {@link FileAnswer}. */
  | { kind: 'refused'; reason: string; holds?: boolean }
  /** A POST that is no upload. */
  | { kind: 'none' };

export type AnswerUpload = (request: UploadRequest) => Promise<UploadAnswer>;

export interface UploadParts extends Pick<ResolverParts, 'https' | 'serialOf'> {
  models: ModelTable;
  /** Whether reports are asked for. */
  takesReports: boolean;
  contains(address: Ipv4): boolean;
  identify(request: FileRequest): Promise<Requester | null>;
  issuedKeys(directory: string): UnitKeys | null;
  /** A write over a file that is served: no unit of ours does that. */
  onForgery(mac: Mac, path: string): void;
  /** Durable when it resolves. */
  keepReport(mac: Mac, bytes: Uint8Array): Promise<void>;
}

/** As large as the largest configuration the field has seen, eight times over (device facts 6.3). */
const MAX_REPORT_BYTES = 1024 * 1024;

export function createUploadAnswer(parts: UploadParts): AnswerUpload {
  return async (request) => {
    const refused = (reason: string, holds = false): UploadAnswer => ({
      ...{ kind: 'refused', reason, holds },
    });
    if (!parts.contains(request.address)) return refused('not an address of the bench');
    const [path = ''] = request.path.split('?');
    const segments = pathSegments(path) ?? [];
    const [first = '', directory = '', name = ''] = segments;
    if (request.method === 'post' && first !== 'report') return { kind: 'none' };
    const unfit = request.via === 'tftp' ? null : await clientRefusal(parts, request);
    if (unfit !== null) return refused(unfit.reason, unfit.holds);
    const requester = await parts.identify(request);
    if (requester?.how === 'forged') return refused('another unit uses this address', true);
    const isKnown = requester !== null && requester.how !== 'claimed';
    if (isMade(parts.models, segments)) {
      if (isKnown) parts.onForgery(requester.mac, path);
      return refused('an upload over a profile');
    }
    if (first !== 'report' || segments.length !== 3 || !parts.takesReports) {
      return refused('uploads are taken of reports only, where units were told to send them');
    }
    const keys = parts.issuedKeys(directory);
    if (keys === null || name !== `${keys.mac}.xml`) return refused('no such name was given out');
    if (!isKnown) return refused('no lease tells which unit sends');
    if (requester.mac !== keys.mac) return refused("another unit's report", true);
    const { mac } = keys;
    const keep = (bytes: Uint8Array) => parts.keepReport(mac, bytes);
    return { kind: 'take', mac, maxBytes: MAX_REPORT_BYTES, keep };
  };
}

/** A name the station makes files for, in any spelling that could be meant. */
function isMade(models: ModelTable, segments: readonly string[]): boolean {
  const [first = ''] = segments;
  if (segments.length === 1 && models.byFile(first) !== null) return true;
  return /^(?:p|profile|firmware|cisco|cisco-init)$/i.test(first);
}
