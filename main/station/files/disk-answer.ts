/** The folder of `--files`, as it is. */
import { visible } from '../log.ts';
import type { FileAnswer, FileRequest } from './answer.ts';
import { warn } from './made-answer.ts';
import type { ResolverParts } from './resolver-parts.ts';

export async function diskAnswer(
  parts: ResolverParts,
  request: FileRequest,
  segments: string[],
): Promise<FileAnswer> {
  const { folder } = parts;
  const found = folder === null ? null : await folder.find(segments);
  if (folder === null || found === null) return { kind: 'missing', reason: 'no such file' };
  const name = `/${segments.join('/')}`;
  if (!found.isExact)
    warn(parts, request, `asked for ${visible(name)}; served the file that differs in case`);
  const mac = parts.leaseHolder(request)?.mac ?? null;
  const about = { name: visible(name), kind: 'disk' as const, mac };
  const allowOptions = (mac === null ? null : parts.modelOf(mac))?.tftpOptions ?? true;
  const small = await folder.small(found);
  if (small !== null) {
    const { bytes, sha256 } = small;
    const sizeBytes = bytes.length;
    const { modifiedMs } = found;
    const whole = { ...about, sizeBytes, sha256 };
    return { kind: 'bytes', about: whole, bytes, allowOptions, modifiedMs };
  }
  const { filePath, place, sizeBytes } = found;
  return {
    kind: 'disk',
    about: { ...about, sizeBytes, sha256: '' },
    filePath,
    place,
    allowOptions,
  };
}
