/** What a datagram to the DHCP port tells of other servers. Pure, and total. */
import type { Ipv4, Mac } from '../../contract/values.ts';

/** A client answers an OFFER of that server, or that server itself speaks. */
export interface ForeignHint {
  serverId: Ipv4;
  /** The client it is about. */
  client: Mac;
}

const OPTIONS_AT = 240;
const COOKIE = [99, 130, 83, 99];
const [PAD, END, MESSAGE_TYPE, SERVER_ID] = [0, 255, 53, 54];
const REQUEST = 3;
const SERVER_MESSAGES = [2, 5, 6];

/**
 * A REQUEST names a server only after that server's OFFER (RFC 2131 section 4.3.2, SELECTING). Looks at
 * the plain options only and copies nothing: every datagram of a burst passes here.
 *
 * @param own  the station's address; null: the datagram says nothing of another server
 */
export function foreignHint(bytes: Uint8Array, own: Ipv4): ForeignHint | null {
  if (bytes.length < OPTIONS_AT || COOKIE.some((byte, at) => bytes[236 + at] !== byte)) return null;
  let type = 0;
  let serverAt = 0;
  for (let at = OPTIONS_AT; at < bytes.length; ) {
    const code = bytes[at] ?? END;
    if (code === END) break;
    if (code === PAD) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (at + 2 + length > bytes.length) return null;
    if (code === MESSAGE_TYPE && length === 1) type = bytes[at + 2] ?? 0;
    if (code === SERVER_ID && length === 4) serverAt = at + 2;
    at += 2 + length;
  }
  const isFromServer = bytes[0] === 2 && SERVER_MESSAGES.includes(type);
  const isChoice = bytes[0] === 1 && type === REQUEST;
  if (serverAt === 0 || !(isFromServer || isChoice)) return null;
  const serverId = bytes.subarray(serverAt, serverAt + 4).join('.');
  if (serverId === own || serverId === '0.0.0.0') return null;
  return { serverId, client: Buffer.from(bytes.subarray(28, 34)).toString('hex') };
}
