import type { Ipv4 } from '../../contract/values.ts';
import type { DhcpPacket } from './packet.ts';
import type { Reply } from './reply.ts';

const EVERYBODY = '255.255.255.255';

export interface Endpoint {
  address: Ipv4;
  port: number;
}

/**
 * Where a reply goes (RFC 2131 section 4.1): to the relay; to the client's own address when it has
 * one; else to everybody, since nothing reaches an address its client does not have yet. An OFFER, a NAK,
 * and an ACK for another address than the client names never go to the address it names.
 *
 * Clients listen on our port + 1, relays on our port (68 and 67). Loopback has no broadcast and many
 * clients on one address: there every reply goes back where the message came from.
 */
export function destinationOf(
  reply: Reply,
  request: Pick<DhcpPacket, 'ciaddr' | 'giaddr'>,
  from: Endpoint,
  serverPort: number,
  isLoopback: boolean,
): Endpoint {
  if (isLoopback) return from;
  if (request.giaddr !== '0.0.0.0') return { address: request.giaddr, port: serverPort };
  const usable = reply.kind === 'ack' ? reply.address : request.ciaddr;
  const isUnicast =
    (reply.kind === 'ack' || reply.kind === 'inform-ack') &&
    request.ciaddr !== '0.0.0.0' &&
    request.ciaddr === usable;
  return { address: isUnicast ? request.ciaddr : EVERYBODY, port: serverPort + 1 };
}

/**
 * What becomes of a reply while others wait for relays and clients that are not there (made up, or
 * unplugged), so that those who are get theirs: to everybody, where its client hears it too; a relay's
 * client asks again.
 */
export function detourOf(
  to: Endpoint,
  { giaddr }: Pick<DhcpPacket, 'giaddr'>,
  isLoopback: boolean,
): { orElse?: Ipv4 | null } {
  if (isLoopback || to.address === EVERYBODY) return {};
  return { orElse: giaddr === '0.0.0.0' ? EVERYBODY : null };
}
