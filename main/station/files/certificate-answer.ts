/** What HTTPS answers to a client certificate: its reflection, a unit's whole profile, the same once for a code. */
import type { Mac } from '../../contract/values.ts';
import type { FileAnswer, FileRequest } from './answer.ts';
import {
  type CertificatePath,
  ownCertificateMac,
  reflectedProfile,
  retailProfile,
} from './certificate-files.ts';
import { finalValues } from './chain-files.ts';
import { made } from './made-answer.ts';
import { given, notLeaving, unitValues } from './own-answers.ts';
import { whyRefused } from './refusals.ts';
import type { ResolverParts } from './resolver-parts.ts';
import { formatOf, inFormat, tooOldWords, whyNotMade } from './unit-format.ts';

/** By HTTPS and with a certificate only; the same address means another file for each unit. */
export async function certificateAnswer(
  parts: ResolverParts,
  request: FileRequest,
  asked: CertificatePath,
): Promise<FileAnswer> {
  const { client } = request;
  if (client?.state !== 'verified') {
    return { kind: 'refused', reason: 'this is answered to a client certificate only' };
  }
  if (asked.kind === 'reflected') {
    const mac = (await parts.identify(request))?.mac ?? null;
    const profile = reflectedProfile(client, asked.gpp);
    return made(request, null, 'reflected', mac, profile, parts);
  }
  const mac = ownCertificateMac(request);
  if (mac === null) return { kind: 'refused', reason: 'its certificate names no unit' };
  if (asked.kind === 'permanent') {
    const refusal = await whyRefused(parts, request, mac);
    return refusal === null ? retailAnswer(parts, request, mac) : { kind: 'refused', ...refusal };
  }
  const leftAlone = parts.whyLeftAlone(mac);
  if (leftAlone !== null) return { kind: 'refused', reason: leftAlone };
  if ((await parts.identify(request))?.isWanted !== true) {
    return { kind: 'refused', reason: 'this maker is not on the allowed list' };
  }
  if (request.isHead === true) return { kind: 'refused', reason: 'a code is for GET' };
  // A profile that does not build must not cost the code.
  const tried = parts.buildFor(mac, parts.modelOf(mac)).ispValues(null);
  if (!tried.ok || tried.value.rule === null) {
    if (!tried.ok) parts.onTemplateProblem(mac, tried.problem.message);
    return {
      kind: 'missing',
      reason: tried.ok ? 'no ISP address set' : 'its template does not build',
    };
  }
  const format = formatOf(parts, request, mac, parts.modelOf(mac));
  if (format.kind === 'none') return tooOld(parts, mac, format.version);
  const taken = await parts.takePin(asked.code, mac, client.subject.product);
  return taken.ok ? retailAnswer(parts, request, mac) : { kind: 'refused', reason: taken.reason };
}

async function retailAnswer(
  parts: ResolverParts,
  request: FileRequest,
  mac: Mac,
): Promise<FileAnswer> {
  const isp = await unitValues(parts, mac);
  if ('kind' in isp) return isp;
  if (!(await parts.mayLeave(mac, 'retail'))) return notLeaving;
  const { keys, values } = isp;
  const model = parts.modelOf(mac);
  const format = formatOf(parts, request, mac, model);
  if (format.kind === 'none') return tooOld(parts, mac, format.version);
  const file = {
    ...({ kind: 'retail', key: null } as const),
    entries: () => finalValues(keys, values),
    open: () => retailProfile(keys, values),
  };
  const profile = await inFormat(parts, format, { mac, model }, file);
  if (whyNotMade(profile) === null) await isp.build.noteMade();
  return given(parts, request, 'retail', mac, profile);
}

function tooOld(parts: ResolverParts, mac: Mac, version: string): FileAnswer {
  const text = tooOldWords(version);
  parts.onTooOld(mac, text);
  return { kind: 'missing', reason: text };
}
