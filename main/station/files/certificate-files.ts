/**
 * Files only a unit with a certificate of its own gets, over HTTPS alone: what its certificate says, as a
 * profile (guide: HTTPS Client Filtering and Dynamic Content), and its whole profile in one step (guide:
 * Retail Provisioning).
 */
import type { Mac } from '../../contract/values.ts';
import { visible } from '../log.ts';
import { bad, type Read } from '../profile/problem.ts';
import { writeXmlProfile } from '../profile/text/xml-write.ts';
import type { ClientCertificate, FileRequest } from './answer.ts';
import { finalValues, type IspValues, type UnitKeys } from './chain-files.ts';

/** What a path of these asks for; null: none of them. */
export type CertificatePath =
  /** `/reflect`, `/reflect/D`: into that GPP, D unless said. */
  | { kind: 'reflected'; gpp: string }
  /** `/cisco-init/CODE`. */
  | { kind: 'pin'; code: string }
  /** `/cisco`: the same address for every unit. */
  | { kind: 'permanent' };

export function certificatePath(segments: readonly string[]): CertificatePath | null {
  const [first = '', second] = segments;
  if (first === 'cisco-init' && segments.length === 2) return { kind: 'pin', code: second ?? '' };
  if (first === 'cisco' && segments.length === 1) return { kind: 'permanent' };
  if (first !== 'reflect' || segments.length > 2) return null;
  const gpp = /^[A-Pa-p]$/.exec(second ?? 'D')?.[0];
  return gpp === undefined ? null : { kind: 'reflected', gpp: gpp.toUpperCase() };
}

/** The MAC of an individual certificate; null: none, a generic one, or not by HTTPS. */
export function ownCertificateMac({ via, client }: FileRequest): Mac | null {
  return via === 'https' && client?.state === 'verified' ? client.subject.mac : null;
}

/** What the certificate says, in the guide's words; a generic one says so. */
export function reflectedProfile(client: ClientCertificate, gpp: string): Read<Uint8Array> {
  if (client.state !== 'verified') return bad('no-certificate', 'No certificate was shown.');
  const { product, serial, mac, generic } = client.subject;
  const value = generic
    ? 'OU=cisco.com, L=ciscogeneric, S=ciscogeneric'
    : `OU=${visible(product ?? '')}, L=${visible(serial ?? '')}, S=${mac ?? ''}`;
  return asBytes(writeXmlProfile([{ name: `GPP_${gpp}`, value }]));
}

/**
 * Everything a unit needs at the ISP, in one plain file: TLS and the unit's own certificate protect it on
 * its way.
 */
export function retailProfile(keys: UnitKeys, isp: IspValues): Read<Uint8Array> {
  return asBytes(writeXmlProfile(finalValues(keys, isp)));
}

function asBytes(text: Read<string>): Read<Uint8Array> {
  return text.ok ? { ok: true, value: Buffer.from(text.value, 'latin1') } : text;
}
