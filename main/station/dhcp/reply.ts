/** The packet that goes back: fields and options of OFFER, ACK and NAK (RFC 2131 table 3). Pure. */
import { type Ipv4, ipv4ToNumber } from '../../contract/values.ts';
import type { DhcpConfig } from './config.ts';
import { type DhcpOptions, optionCode } from './options.ts';
import { type DhcpPacket, encodeWithin } from './packet.ts';
import { addressBytes, textBytes, uint32Bytes } from './values.ts';

/** `inform-ack`: an ACK without an address and without times (RFC 2131 section 4.3.5). */
export type Reply =
  | { kind: 'offer' | 'ack'; address: Ipv4; leaseSeconds: number }
  | { kind: 'inform-ack' }
  | { kind: 'nak'; why: string };

/** The station as the reply names it. */
export interface Server {
  address: Ipv4;
  prefix: number;
}

/** In every OFFER and ACK; first, unless the client wants them elsewhere. */
const EVERYWHERE = [
  optionCode.serverId,
  optionCode.leaseTime,
  optionCode.renewalTime,
  optionCode.rebindingTime,
];

const messageType = { offer: 2, ack: 5, 'inform-ack': 5, nak: 6 } as const;

const IP_AND_UDP_BYTES = 28;
/** What every client takes (RFC 2131 section 2), and what crosses Ethernet in one piece. */
const [SMALLEST_LIMIT, LARGEST_LIMIT] = [576, 1500];

/** Left out one after the other when a reply is too long for its client; the rest always goes. */
const LEAST_FIRST = [
  optionCode.message,
  optionCode.provisioning160,
  optionCode.provisioning159,
  optionCode.tftpServers,
  optionCode.vendorSpecific,
  optionCode.bootFile,
  optionCode.timeServer,
  optionCode.hostName,
  optionCode.domainName,
  optionCode.broadcastAddress,
  optionCode.dnsServer,
  optionCode.router,
  optionCode.clientId,
  optionCode.tftpServer,
  optionCode.relayAgent,
];

/** The datagram of a reply: as long as the client says it takes, and no longer. */
export function encodeReply(reply: DhcpPacket, asked: DhcpOptions): Uint8Array {
  return encodeWithin(reply, largestFor(asked), LEAST_FIRST);
}

/**
 * @param isWanted boot options (66, 67, 150, 159, 160, siaddr) go to wanted clients only
 */
export function buildReply(
  request: DhcpPacket,
  reply: Reply,
  isWanted: boolean,
  config: DhcpConfig,
  server: Server,
): DhcpPacket {
  const isNak = reply.kind === 'nak';
  const { network, boot, bootWhenAsked, serverId } = preparedFor(config, server);
  const options = new Map<number, Uint8Array>();
  options.set(optionCode.messageType, Uint8Array.of(messageType[reply.kind]));
  options.set(optionCode.serverId, serverId);
  const add = (value: Uint8Array, code: number): void => void options.set(code, value);
  if (reply.kind === 'nak') options.set(optionCode.message, textBytes(reply.why));
  else {
    if (reply.kind !== 'inform-ack') timesOf(reply.leaseSeconds).forEach(add);
    network.forEach(add);
    if (config.hostName) {
      options.set(
        optionCode.hostName,
        textBytes(config.hostName.replaceAll('$MA', request.chaddr)),
      );
    }
    if (isWanted) {
      boot.forEach(add);
      const list = request.options.get(optionCode.parameterList);
      bootWhenAsked.forEach((value, code) => {
        if (list?.includes(code)) add(value, code);
      });
    }
  }
  return {
    op: 2,
    hops: 0,
    xid: request.xid,
    secs: 0,
    // The relay is to broadcast a NAK: the client's address is wrong (RFC 2131 section 4.3.2).
    wantsBroadcast: request.wantsBroadcast || (isNak && request.giaddr !== '0.0.0.0'),
    ciaddr: reply.kind === 'ack' || reply.kind === 'inform-ack' ? request.ciaddr : '0.0.0.0',
    yiaddr: reply.kind === 'offer' || reply.kind === 'ack' ? reply.address : '0.0.0.0',
    siaddr: isWanted && !isNak ? nextServer(config.bootServer, server.address) : '0.0.0.0',
    giaddr: request.giaddr,
    chaddr: request.chaddr,
    options: inAskedOrder(options, request.options),
  };
}

/**
 * The message type, what every reply has, then what the client asked for in its order (RFC 2132 section
 * 9.8), then the rest. Client identifier (RFC 6842) and relay information (RFC 3046) go back as they came,
 * the latter last.
 */
function inAskedOrder(options: Map<number, Uint8Array>, asked: DhcpOptions): DhcpOptions {
  const list = asked.get(optionCode.parameterList) ?? NOTHING;
  const ordered = new Map<number, Uint8Array>();
  const take = (code: number): void => {
    const value = options.get(code);
    if (value !== undefined && !ordered.has(code)) ordered.set(code, value);
  };
  take(optionCode.messageType);
  for (const code of EVERYWHERE) if (!list.includes(code)) take(code);
  for (const code of list) {
    // Never the router first, whatever the client's order (RFC 2132 section 3.3).
    if (code === optionCode.router) take(optionCode.subnetMask);
    take(code);
  }
  options.forEach((_, code) => void take(code));
  for (const code of [optionCode.clientId, optionCode.relayAgent]) {
    const value = asked.get(code);
    if (value) ordered.set(code, value);
  }
  return ordered;
}

/** T1 and T2 (RFC 2131 section 4.4.5); a lease too short for whole seconds of them goes without. */
function timesOf(leaseSeconds: number): DhcpOptions {
  if (lastTimes.leaseSeconds === leaseSeconds) return lastTimes.options;
  const options = new Map([[optionCode.leaseTime as number, uint32Bytes(leaseSeconds)]]);
  const renewal = Math.floor(leaseSeconds / 2);
  const rebinding = Math.floor((leaseSeconds * 7) / 8);
  if (renewal >= 1 && rebinding > renewal) {
    options.set(optionCode.renewalTime, uint32Bytes(renewal));
    options.set(optionCode.rebindingTime, uint32Bytes(rebinding));
  }
  lastTimes = { leaseSeconds, options };
  return options;
}

/** Nearly every lease is as long as the one before. */
let lastTimes: { leaseSeconds: number; options: DhcpOptions } = {
  leaseSeconds: -1,
  options: new Map(),
};

const NOTHING = new Uint8Array();

/** What is the same in every reply of one run; made once. */
interface Prepared {
  serverId: Uint8Array;
  network: DhcpOptions;
  /** For wanted clients, asked for or not. */
  boot: DhcpOptions;
  /** For those of them that ask (option 55). */
  bootWhenAsked: DhcpOptions;
}

const prepared = new WeakMap<DhcpConfig, { of: Server; options: Prepared }>();

function preparedFor(config: DhcpConfig, server: Server): Prepared {
  const known = prepared.get(config);
  if (known?.of === server) return known.options;
  const options = {
    serverId: addressBytes(server.address),
    network: networkOptions(config, server),
    ...bootOptions(config, server.address),
  };
  prepared.set(config, { of: server, options });
  return options;
}

function networkOptions(config: DhcpConfig, server: Server): DhcpOptions {
  const options = new Map<number, Uint8Array>();
  const hostBits = 2 ** (32 - server.prefix) - 1;
  const own = ipv4ToNumber(server.address) ?? 0;
  options.set(optionCode.subnetMask, uint32Bytes(0xffff_ffff - hostBits));
  options.set(optionCode.broadcastAddress, uint32Bytes((own | hostBits) >>> 0));
  const lists = [
    [optionCode.router, config.routers],
    [optionCode.dnsServer, config.dnsServers],
    [optionCode.timeServer, config.timeServers],
  ] as const;
  for (const [code, addresses] of lists) {
    if (addresses.length > 0) options.set(code, addressBytes(...addresses));
  }
  if (config.domain) options.set(optionCode.domainName, textBytes(config.domain));
  if (config.vendorOptions) {
    options.set(optionCode.vendorSpecific, Buffer.from(config.vendorOptions, 'hex'));
  }
  return options;
}

function bootOptions(
  config: DhcpConfig,
  own: Ipv4,
): { boot: DhcpOptions; bootWhenAsked: DhcpOptions } {
  const bootServer = config.bootServer ?? own;
  const boot = new Map<number, Uint8Array>();
  const bootWhenAsked = new Map<number, Uint8Array>();
  // Always, asked for or not: whether units ask for 66 is documented nowhere.
  boot.set(optionCode.tftpServer, textBytes(bootServer));
  if (config.bootFile) boot.set(optionCode.bootFile, textBytes(config.bootFile));
  (config.bootServers150 ? boot : bootWhenAsked).set(
    optionCode.tftpServers,
    addressBytes(...(config.bootServers150 ?? [own])),
  );
  const texts = [
    [optionCode.provisioning159, config.bootServer159],
    [optionCode.provisioning160, config.bootServer160],
  ] as const;
  for (const [code, text] of texts) {
    (text ? boot : bootWhenAsked).set(code, textBytes(text ?? bootServer));
  }
  return { boot, bootWhenAsked };
}

/** siaddr says the same as option 66 where it can: the address in it, or ourselves for a name. */
function nextServer(bootServer: string | null, own: Ipv4): Ipv4 {
  const host = bootServer?.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/s, '') ?? own;
  return ipv4ToNumber(host) === null ? own : host;
}

/** Bytes of a message this client takes: option 57 counts the IP and UDP headers too. */
function largestFor(asked: DhcpOptions): number {
  const said = asked.get(optionCode.maxMessageSize);
  const [high = 0, low = 0] = said?.length === 2 ? said : [];
  const limit = Math.min(Math.max(high * 256 + low, SMALLEST_LIMIT), LARGEST_LIMIT);
  return limit - IP_AND_UDP_BYTES;
}
