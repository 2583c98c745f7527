/**
 * Whether what a TLS client shows of itself fits together: certificate, lease, path, User-Agent and
 * posted body (guide: Client Certificates; Enabling HTTPS). Pure.
 */
import type { HttpsMode } from '../../contract/certificates.ts';
import { formatMac, type Mac } from '../../contract/values.ts';
import { visible } from '../log.ts';
import { isUnitMac } from '../units/oui.ts';
import { parsePosted } from '../units/posted.ts';
import { parseUserAgent } from '../units/user-agent.ts';
import type { FileRequest } from './answer.ts';

export interface ClientFacts {
  request: FileRequest;
  mode: HttpsMode;
  /** By lease, or by the neighbour table where that is proof; null: nothing on the wire tells. */
  wireMac: Mac | null;
  /** What is known of that unit's serial number. */
  wireSerial: string | null;
}

/** Over HTTPS. @returns null: nothing speaks against it. `holds`: two units are named, so a person has to look. */
export function judgeClient(facts: ClientFacts): { reason: string; holds: boolean } | null {
  const { request, mode, wireMac } = facts;
  const client = request.client ?? { state: 'none' };
  if (client.state === 'none') {
    return mode === 'required' ? no('a client certificate is required') : null;
  }
  if (client.state === 'unverified') {
    return no(`its certificate is not accepted: ${client.reason}`);
  }
  const { subject } = client;
  const said = saidBy(request);
  if (subject.generic) {
    if (wireMac === null) return no('a generic certificate tells no unit; give it a lease');
    return judgeWords(facts);
  }
  const { mac, serial } = subject;
  if (mac === null) return no('its certificate names no MAC');
  const own = `its certificate is of ${formatMac(mac)}`;
  if (wireMac !== null && wireMac !== mac) {
    return held(`${own}, its lease of ${formatMac(wireMac)}`);
  }
  if (said.mac !== null && said.mac !== mac) return held(`${own}, it names ${formatMac(said.mac)}`);
  if (differs(serial, said.serial)) {
    const names = `serial ${visible(said.serial ?? '')}`;
    return held(`its certificate has serial ${visible(serial ?? '')}, it names ${names}`);
  }
  const other = macsInPath(request.path, serial).find((named) => named !== mac);
  return other === undefined ? null : held(`${own}, it asks for a file of ${formatMac(other)}`);
}

/** Whether what it says of itself, without a certificate of its own, fits its lease. */
export function judgeWords(facts: ClientFacts): { reason: string; holds: boolean } | null {
  const { request, wireMac, wireSerial } = facts;
  if (wireMac === null) return null;
  const said = saidBy(request);
  if (differs(wireSerial, said.serial)) {
    return held(
      `it names serial ${visible(said.serial ?? '')}, the unit of its lease has ${visible(wireSerial ?? '')}`,
    );
  }
  return said.mac !== null && said.mac !== wireMac
    ? held(`it names ${formatMac(said.mac)}, its lease is of ${formatMac(wireMac)}`)
    : null;
}

/** Every MAC of the family a path or query names; the whole of `/p/…` whatever its prefix. */
function macsInPath(path: string, serial: string | null): Mac[] {
  const own = /^\/?p\/([0-9a-f]{12})\.cfg/i.exec(path)?.[1];
  const found = [...path.matchAll(/(?<![0-9a-z])(?:spa)?([0-9a-f]{12})(?![0-9a-z])/gi)].flatMap(
    ([, hex = '']) => (isUnitMac(hex) && !isSame(hex, serial) ? hex.toLowerCase() : []),
  );
  return [...(own === undefined ? [] : [own.toLowerCase()]), ...found];
}

/** What it says of itself besides its certificate: the header, and a body over it. */
function saidBy({ userAgent, body }: FileRequest): { mac: Mac | null; serial: string | null } {
  const agent = userAgent === null ? null : parseUserAgent(userAgent);
  const posted = body === undefined ? null : parsePosted(body);
  return {
    mac: posted?.mac ?? (agent?.ok ? (agent.value.mac ?? null) : null),
    serial: posted?.serial ?? (agent?.ok ? agent.value.serial : null),
  };
}

function differs(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && !isSame(one, other);
}

function isSame(one: string, other: string | null): boolean {
  return one.toUpperCase() === other?.toUpperCase();
}

function no(reason: string): { reason: string; holds: boolean } {
  return { reason, holds: false };
}

function held(reason: string): { reason: string; holds: boolean } {
  return { reason, holds: true };
}
