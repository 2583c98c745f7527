/** The path that says a unit's firmware, and the images. */
import type { Mac } from '../../contract/values.ts';
import type { FileAnswer, FileRequest } from './answer.ts';
import { commonAnswer } from './common-answer.ts';
import type { FirmwareFiles, ResolverParts } from './resolver-parts.ts';

/** A unit says its version by the path it asks for, and gets its common file once that is as wanted. */
export async function firmwareAnswer(
  parts: ResolverParts,
  request: FileRequest,
  owner: Mac,
  customised: string,
): Promise<FileAnswer> {
  const model = parts.modelOf(owner);
  const requester = await parts.identify(request);
  if (requester === null || requester.mac !== owner || model === null) {
    return { kind: 'refused', reason: "another unit's file" };
  }
  if (requester.how !== 'claimed' && customised === '1.cfg') parts.firmware.customised(owner);
  return commonAnswer(parts, request, model);
}

export async function imageAnswer(
  parts: ResolverParts,
  request: FileRequest,
  { image, filePath }: NonNullable<Awaited<ReturnType<FirmwareFiles['image']>>>,
): Promise<FileAnswer> {
  const requester = await parts.identify(request);
  const isKnown = requester?.isWanted === true && requester.how !== 'claimed';
  const mac = isKnown ? requester.mac : null;
  const heldBack = mac === null ? null : (parts.whyLeftAlone(mac) ?? parts.whyHeldBack(mac));
  const why = heldBack ?? (await parts.firmware.whyNotNow(mac, image));
  if (why !== null) return { kind: 'refused', reason: why };
  const { file, bytes: sizeBytes, sha256 } = image;
  return {
    kind: 'disk',
    about: { name: `/firmware/${file}`, kind: 'image', mac, sizeBytes, sha256 },
    filePath,
    allowOptions: (mac === null ? null : parts.modelOf(mac))?.tftpOptions ?? true,
  };
}
