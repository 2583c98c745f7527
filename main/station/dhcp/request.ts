/** What a client's message asks, out of its packet. Pure. */
import type { Ipv4, Mac } from '../../contract/values.ts';
import { optionCode } from './options.ts';
import type { DhcpPacket } from './packet.ts';
import { addressOption, hex, textOption, uint32Option } from './values.ts';

/** Option 53 of messages clients send (RFC 2132 section 9.6). */
const clientMessages = {
  1: 'DISCOVER',
  3: 'REQUEST',
  4: 'DECLINE',
  7: 'RELEASE',
  8: 'INFORM',
} as const;
export type ClientMessage = (typeof clientMessages)[keyof typeof clientMessages];

export interface ClientRequest {
  message: ClientMessage;
  mac: Mac;
  /** Option 61 in lower-case hex; null when missing or of no use. */
  clientId: string | null;
  /** The address the client already uses, or null. */
  ciaddr: Ipv4 | null;
  /** Option 50. */
  requested: Ipv4 | null;
  /** Option 51: how long it wants the lease; null: it leaves that to us. */
  leaseSeconds: number | null;
  /** Option 54. */
  serverId: Ipv4 | null;
  vendorClass: string | null;
  hostName: string | null;
}

/** Why a well-formed packet is no request to this server. */
export type NotARequest =
  | 'from-a-server'
  | 'bootp'
  | 'not-for-servers'
  | 'bad-client-mac'
  | 'own-mac'
  | 'bad-value';

export type ReadRequest = { ok: true; value: ClientRequest } | { ok: false; reason: NotARequest };

/** Longer identifiers are nobody's; such a client goes by its MAC. */
const LONGEST_CLIENT_ID_BYTES = 255;

const ADDRESSES = [optionCode.requestedAddress, optionCode.serverId];

/** @param ownMac the bench card's, refused as a client's; null when not known */
export function readRequest(packet: DhcpPacket, ownMac: Mac | null): ReadRequest {
  if (packet.op !== 1) return { ok: false, reason: 'from-a-server' };
  const mac = packet.chaddr;
  // The lowest bit of the first byte marks a group address (broadcast too): no card sends from one.
  const isGroup = (Number.parseInt(mac.slice(0, 2), 16) & 1) !== 0;
  if (isGroup || mac === '000000000000') return { ok: false, reason: 'bad-client-mac' };
  if (mac === ownMac) return { ok: false, reason: 'own-mac' };
  const type = packet.options.get(optionCode.messageType);
  if (type?.length !== 1) return { ok: false, reason: 'bootp' };
  const message = (clientMessages as Partial<Record<number, ClientMessage>>)[type[0] ?? 0];
  if (message === undefined) return { ok: false, reason: 'not-for-servers' };
  for (const code of ADDRESSES) {
    const value = packet.options.get(code);
    // Taken as missing, it would turn one client state into another (RFC 2131 table 4).
    if (value !== undefined && value.length !== 4) return { ok: false, reason: 'bad-value' };
  }
  const clientId = packet.options.get(optionCode.clientId);
  const hasClientId =
    clientId !== undefined && clientId.length >= 2 && clientId.length <= LONGEST_CLIENT_ID_BYTES;
  return {
    ok: true,
    value: {
      message,
      mac,
      clientId: hasClientId ? hex(clientId) : null,
      ciaddr: packet.ciaddr === '0.0.0.0' ? null : packet.ciaddr,
      requested: addressOption(packet.options, optionCode.requestedAddress),
      leaseSeconds: uint32Option(packet.options, optionCode.leaseTime),
      serverId: addressOption(packet.options, optionCode.serverId),
      vendorClass: textOption(packet.options, optionCode.vendorClass),
      hostName: textOption(packet.options, optionCode.hostName),
    },
  };
}
