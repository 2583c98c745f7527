/**
 * Who is wanted on the bench: SPA units get a lease, an office PC does not. Pure.
 *
 * The vendor class (option 60) decides; only without a telling one does the MAC prefix, which is a
 * hint and never proof. Patterns are anchored: matching a part of the text let strangers in elsewhere.
 */
import type { Mac } from '../../contract/values.ts';

/** `unknown`: neither vendor class nor MAC prefix says anything; treated as foreign unless reserved. */
export type ClientKind = 'wanted' | 'foreign' | 'unknown';

export interface ClientGuess {
  kind: ClientKind;
  /** Product name as printed, such as `SPA962`, `SPA504G`, `PAP2T`; null when nothing tells it. */
  model: string | null;
}

/** Vendor class of a station's own look around for DHCP servers (`probe.ts`). */
export const PROBE_CLASS = 'SPA Bench probe';

/** Vendor class of a station's question to its own server, which answers it and tells nobody. */
export const SELF_TEST_CLASS = 'SPA Bench self-test';

/** Vendor class in a station's answer to such a look, so that it is known for what it is. */
export const STATION_CLASS = 'SPA Bench station';

/** `LINKSYS SPA-962`, `LINKSYS SPA8000`, `Cisco SPA525g`, `CISCO SPA112`, `CISCO ATA191-MPP`. */
const UNIT_CLASS =
  /^(?:linksys|sipura|cisco) (spa|pap|ata|rtp|wrp|wip)-?(\d{1,4}[a-z]{0,2}\d?)(?:-mpp)?$/i;

/** An SPA5xx that takes itself for a Cisco SCCP phone. */
const SCCP_CLASS = /^cisco systems, inc\. ip phone (spa)-?(\d{3}[a-z]?\d?)$/i;

/** Clients known to be something else, whatever network card they use. */
const FOREIGN_CLASS =
  /^(?:msft(?: |_|$)|android-dhcp|pxeclient|httpclient|dhcpcd|aapl|apple|chromeos|ciscopnp|cisco ap |cisco systems, inc\. ip phone (?!spa)|hewlett-packard)/i;

/** MAC prefixes met on SPA-family units in the field. The list grows for ever; settings add to it. */
const UNIT_PREFIXES: ReadonlySet<string> = new Set(
  (
    '000e08 00045a 000625 000c41 000f66 001217 001310 0014bf 0016b6 001839 0018f8 001a70 001c10 ' +
    '001d7e 001ee5 002129 00226b 002369 00259c 20aa4b 586d8f 687f74 d0c789 bc671c c47295 701f53 ' +
    '547c69 002699 503de5 00da55 00e16d 10bd18 1cdf0f 30e4db 58bfea 649ef3 5475d0 c46413 c89c1d ' +
    'd0d0fd e05fb9 a44c11 68efbd 002155 0021a0 8843e1 0002fd 88755a'
  ).split(' '),
);

/** PAP2T units send no vendor class and are known by these alone. */
const PAP2T_PREFIXES: ReadonlySet<string> = new Set(['0018f8', '001c10', '001ee5']);

/**
 * @param vendorClass  option 60 as text, or null; NULs at its end do not count
 * @param morePrefixes MAC prefixes of the settings: lower-case hex digits, any length
 */
export function guessClient(
  mac: Mac,
  vendorClass: string | null,
  morePrefixes: readonly string[] = [],
): ClientGuess {
  const name = vendorClass?.replace(/[\0 ]+$/, '') ?? '';
  const model = modelOfVendorClass(name);
  if (model !== null) return { kind: 'wanted', model };
  if (FOREIGN_CLASS.test(name)) return { kind: 'foreign', model: null };
  const prefix = mac.slice(0, 6);
  if (UNIT_PREFIXES.has(prefix) || morePrefixes.some((more) => more && mac.startsWith(more))) {
    return { kind: 'wanted', model: name === '' && PAP2T_PREFIXES.has(prefix) ? 'PAP2T' : null };
  }
  return { kind: 'unknown', model: null };
}

/** The product name in a unit's option 60, or null when it is not one of a unit's forms. */
export function modelOfVendorClass(vendorClass: string): string | null {
  const match = UNIT_CLASS.exec(vendorClass) ?? SCCP_CLASS.exec(vendorClass);
  return match ? `${match[1]}${match[2]}`.toUpperCase() : null;
}
