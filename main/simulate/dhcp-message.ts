/**
 * The client's side of DHCP (RFC 2131, RFC 2132): what a simulated unit sends and reads.
 * Kept apart from the station's own codec on purpose, so that one cannot hide the other's mistakes.
 *
 *   op 1 | htype 1 | hlen 1 | hops 1 | xid 4 | secs 2 | flags 2 | ciaddr 4 | yiaddr 4
 *   siaddr 4 | giaddr 4 | chaddr 16 | sname 64 | file 128 | cookie 4 | options …
 */
import { type Ipv4, ipv4FromNumber, ipv4ToNumber, type Mac } from '../contract/values.ts';

export const dhcpType = { discover: 1, offer: 2, request: 3, ack: 5, nak: 6 } as const;

const OPTIONS_AT = 240;
const COOKIE = 0x63825363;
/** RFC 951: a BOOTP message has at least 300 bytes; some relays and servers drop shorter ones. */
const SHORTEST = 300;
const BROADCAST_FLAG = 0x8000;

const option = {
  mask: 1,
  hostName: 12,
  requestedAddress: 50,
  leaseSeconds: 51,
  type: 53,
  serverId: 54,
  parameterList: 55,
  vendorClass: 60,
  end: 255,
} as const;

/** What a unit says of itself in every message. */
export interface DhcpSelf {
  mac: Mac;
  /** Option 60, or null for a unit that sends none (PAP2T). */
  vendorClass: string | null;
  hostName: string | null;
  /** Option 55. */
  asksFor: readonly number[];
}

export interface DhcpClientMessage {
  type: 'discover' | 'request';
  xid: number;
  /** Seconds since the unit began (RFC 2131 table 1). */
  secs: number;
  /** Options 50 and 54: after an OFFER both, in INIT-REBOOT only the address, in RENEWING none. */
  requested: Ipv4 | null;
  serverId: Ipv4 | null;
  /** `ciaddr`: only a unit that holds the address fills it (RENEWING). */
  clientAddress: Ipv4 | null;
}

/** The bytes of one message. A unit without an address asks for the answer by broadcast (RFC 2131 section 4.1). */
export function encodeDhcp(self: DhcpSelf, message: DhcpClientMessage): Buffer {
  const options: Buffer[] = [tlv(option.type, [dhcpType[message.type]])];
  if (message.requested)
    options.push(tlv(option.requestedAddress, addressBytes(message.requested)));
  if (message.serverId) options.push(tlv(option.serverId, addressBytes(message.serverId)));
  if (self.hostName) options.push(tlv(option.hostName, Buffer.from(self.hostName, 'latin1')));
  if (self.vendorClass)
    options.push(tlv(option.vendorClass, Buffer.from(self.vendorClass, 'latin1')));
  options.push(tlv(option.parameterList, self.asksFor), Buffer.from([option.end]));

  const head = Buffer.alloc(OPTIONS_AT);
  head.set([1, 1, 6, 0]);
  head.writeUInt32BE(message.xid >>> 0, 4);
  head.writeUInt16BE(Math.min(message.secs, 0xffff), 8);
  if (message.clientAddress) head.set(addressBytes(message.clientAddress), 12);
  else head.writeUInt16BE(BROADCAST_FLAG, 10);
  head.set(Buffer.from(self.mac, 'hex'), 28);
  head.writeUInt32BE(COOKIE, 236);
  const bytes = Buffer.concat([head, ...options]);
  return bytes.length >= SHORTEST ? bytes : Buffer.concat([bytes], SHORTEST);
}

/** A server's message, as far as a unit looks at it. */
export interface DhcpReply {
  type: number;
  xid: number;
  mac: Mac;
  /** `yiaddr`. */
  address: Ipv4;
  /** `siaddr`. */
  nextServer: Ipv4;
  serverId: Ipv4 | null;
  mask: Ipv4 | null;
  leaseSeconds: number | null;
  /** Every option by number; repeated ones joined (RFC 3396). */
  options: ReadonlyMap<number, Buffer>;
}

/** @returns the message, or null for anything that is not a whole BOOTREPLY with a DHCP type. Never throws. */
export function decodeDhcpReply(bytes: Uint8Array): DhcpReply | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < OPTIONS_AT || view[0] !== 2 || view[1] !== 1 || view[2] !== 6) return null;
  if (view.readUInt32BE(236) !== COOKIE) return null;
  const options = readOptions(view);
  const type = options?.get(option.type);
  if (!options || type?.length !== 1) return null;
  const lease = options.get(option.leaseSeconds);
  return {
    type: type.readUInt8(0),
    xid: view.readUInt32BE(4),
    mac: view.toString('hex', 28, 34),
    address: ipv4FromNumber(view.readUInt32BE(16)),
    nextServer: ipv4FromNumber(view.readUInt32BE(20)),
    serverId: addressOption(options.get(option.serverId)),
    mask: addressOption(options.get(option.mask)),
    leaseSeconds: lease?.length === 4 ? lease.readUInt32BE(0) : null,
    options,
  };
}

/** Text of an option as a unit reads it: Latin-1, trailing NULs cut. */
export function optionText(value: Uint8Array): string {
  return Buffer.from(value).toString('latin1').replace(/\0+$/, '');
}

/** First address of an option that holds addresses (such as 150), or null. */
export function addressOption(value: Buffer | undefined): Ipv4 | null {
  return value && value.length >= 4 ? ipv4FromNumber(value.readUInt32BE(0)) : null;
}

/** A missing end mark is forgiven; an option that runs past the datagram is not. */
function readOptions(view: Buffer): Map<number, Buffer> | null {
  const options = new Map<number, Buffer>();
  for (let at = OPTIONS_AT; at < view.length; ) {
    const code = view.readUInt8(at);
    if (code === option.end) return options;
    if (code === 0) {
      at += 1;
      continue;
    }
    if (at + 1 >= view.length) return null;
    const next = at + 2 + view.readUInt8(at + 1);
    if (next > view.length) return null;
    const value = view.subarray(at + 2, next);
    const before = options.get(code);
    options.set(code, before ? Buffer.concat([before, value]) : value);
    at = next;
  }
  return options;
}

function tlv(code: number, value: ArrayLike<number>): Buffer {
  return Buffer.from([code, value.length, ...Array.from(value)]);
}

function addressBytes(address: Ipv4): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(ipv4ToNumber(address) ?? 0);
  return bytes;
}
