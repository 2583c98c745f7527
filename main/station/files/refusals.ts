/** Who gets nothing: forged senders, clients whose words do not fit the wire, units that ask for the file of another. */
import { formatMac, type Mac } from '../../contract/values.ts';
import { visible } from '../log.ts';
import { type FileAnswer, type FileRequest, shownText } from './answer.ts';
import { judgeClient, judgeWords } from './client-check.ts';
import { warn } from './made-answer.ts';
import type { ResolverParts } from './resolver-parts.ts';

/** An address is worth what its frames say: its unit's key goes to no other card. */
export async function refuseForgery(
  parts: ResolverParts,
  request: FileRequest,
): Promise<FileAnswer | null> {
  const requester = await parts.identify(request);
  if (requester?.how !== 'forged' || requester.sender === undefined) return null;
  const reason = `${formatMac(requester.sender)} uses the address of ${formatMac(requester.mac)}`;
  warn(parts, request, `refused ${shownText(visible(request.path))}: ${reason}`);
  return { kind: 'refused', reason, holds: true };
}

/** What a client shows and says of itself must fit what the wire says. */
export async function refuseClient(
  parts: ResolverParts,
  request: FileRequest,
): Promise<FileAnswer | null> {
  const judged = await clientRefusal(parts, request);
  if (judged === null) return null;
  const { reason, holds } = judged;
  if (holds) warn(parts, request, `refused ${shownText(visible(request.path))}: ${reason}`);
  return { kind: 'refused', reason, holds };
}

/** As {@link judgeClient}, for downloads and uploads alike. */
export async function clientRefusal(
  parts: Pick<ResolverParts, 'identify' | 'serialOf' | 'https'>,
  request: FileRequest,
): Promise<ReturnType<typeof judgeClient>> {
  const requester = await parts.identify(request);
  const isOnWire = requester?.how === 'lease' || requester?.how === 'neighbour';
  const wireMac = isOnWire ? requester.mac : null;
  const wireSerial = wireMac === null ? null : parts.serialOf(wireMac);
  const facts = { request, mode: parts.https, wireMac, wireSerial };
  return request.via === 'https' ? judgeClient(facts) : judgeWords(facts);
}

/** A unit's own files: only to that unit, and not while it is bound. */
export async function whyRefused(
  parts: ResolverParts,
  request: FileRequest,
  owner: Mac,
): Promise<{ reason: string; holds?: boolean } | null> {
  const requester = await parts.identify(request);
  if (requester === null || requester.how === 'claimed') {
    return { reason: 'no lease tells which unit asks, so it gets no key' };
  }
  // No unit of ours does that: a person has to look at it.
  if (requester.mac !== owner) return { reason: "another unit's file", holds: true };
  if (!requester.isWanted) return { reason: 'this maker is not on the allowed list' };
  const leftAlone = parts.whyLeftAlone(owner);
  if (leftAlone !== null) return { reason: leftAlone };
  return parts.whyHeldBack(owner) === null
    ? null
    : {
        reason: 'It is bound or held: it gets no profile until it is released or provisioned again',
      };
}
