import type { Ipv4 } from '../../contract/values.ts';
import type { DhcpPacket } from './packet.ts';
import type { Reply } from './reply.ts';

export interface Endpoint {
  address: Ipv4;
  port: number;
}

/**
 * Where a reply goes (RFC 2131 section 4.1): to the relay; to the client's own address when it has
 * one; else to everybody, since nothing reaches an address its client does not have yet. A NAK never
 * goes to the client's address, which is the wrong one.
 *
 * Clients listen on our port + 1, relays on our port (68 and 67). Loopback has no broadcast and many
 * clients on one address: there every reply goes back where the message came from.
 */
export function destinationOf(
  kind: Reply['kind'],
  request: Pick<DhcpPacket, 'ciaddr' | 'giaddr'>,
  from: Endpoint,
  serverPort: number,
  isLoopback: boolean,
): Endpoint {
  if (isLoopback) return from;
  if (request.giaddr !== '0.0.0.0') return { address: request.giaddr, port: serverPort };
  const isUnicast = kind !== 'nak' && request.ciaddr !== '0.0.0.0';
  return { address: isUnicast ? request.ciaddr : '255.255.255.255', port: serverPort + 1 };
}
