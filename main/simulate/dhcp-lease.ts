/** How a unit gets and keeps its address: RFC 2131 sections 3.1, 3.2 and 4.4, the client's side. */
import type { Ipv4 } from '../contract/values.ts';
import {
  type DhcpReply,
  type DhcpSelf,
  decodeDhcpReply,
  dhcpType,
  encodeDhcp,
} from './dhcp-message.ts';
import { PowerLost, type Random, sleep, whilePowered } from './pace.ts';
import type { DhcpSocket, UnitJack } from './wire.ts';

export interface Lease {
  address: Ipv4;
  mask: Ipv4;
  serverId: Ipv4;
  leaseSeconds: number;
  /** All options of the ACK. */
  options: ReadonlyMap<number, Buffer>;
}

export interface LeaseClient {
  jack: UnitJack;
  self: DhcpSelf;
  random: Random;
  /** Wait before the n-th resend, 0 first: RFC 2131 section 4.1 says 4, 8, 16, 32, 64 s, each ±1 s. */
  resendAfterMs: (attempt: number) => number;
  power: AbortSignal;
  onResend: (what: 'discover' | 'request') => void;
}

/** Resends of one message before the unit begins again with DISCOVER. */
const MAX_REQUESTS = 4;

/**
 * Asks until an address is had: DISCOVER, OFFER, REQUEST, ACK; with `remembered`, first the shorter
 * INIT-REBOOT. The address is on the jack when this comes back.
 * @throws PowerLost
 */
export async function obtainLease(client: LeaseClient, remembered: Lease | null): Promise<Lease> {
  const talk = await openTalk(client);
  try {
    if (remembered) {
      const again = await talk.request({ requested: remembered.address, serverId: null });
      const lease = leaseFrom(again, remembered.serverId);
      if (lease) return settle(client, lease);
    }
    for (;;) {
      const offer = await talk.discover();
      const answer = await talk.request({ requested: offer.address, serverId: offer.serverId });
      const lease = leaseFrom(answer, offer.serverId);
      if (lease) return settle(client, lease);
      // A NAK, or no answer: begin again, but not in a tight loop.
      await sleep(client.resendAfterMs(0), client.power);
    }
  } finally {
    talk.close();
  }
}

/**
 * RENEWING: one unicast REQUEST for the address held, repeated once.
 * @returns the new lease, or null when no answer or a NAK came
 */
export async function renewLease(client: LeaseClient, held: Lease): Promise<Lease | null> {
  const talk = await openTalk(client);
  try {
    return leaseFrom(await talk.renew(held), held.serverId);
  } finally {
    talk.close();
  }
}

function settle(client: LeaseClient, lease: Lease): Lease {
  client.jack.setAddress(lease);
  return lease;
}

function leaseFrom(ack: DhcpReply | null, serverId: Ipv4 | null): Lease | null {
  const server = ack?.serverId ?? serverId;
  if (ack?.type !== dhcpType.ack || !server || ack.leaseSeconds === null) return null;
  return {
    address: ack.address,
    mask: ack.mask ?? '255.255.255.0',
    serverId: server,
    leaseSeconds: ack.leaseSeconds,
    options: ack.options,
  };
}

/** One conversation: a transaction number, a socket, and the answer waited for. */
async function openTalk(client: LeaseClient) {
  const xid = Math.floor(client.random() * 0x1_0000_0000);
  const startedAt = performance.now();
  let onReply: (reply: DhcpReply) => void = () => undefined;
  const socket: DhcpSocket = await whilePowered(
    client.jack.openDhcp((bytes) => {
      const reply = decodeDhcpReply(bytes);
      if (reply?.xid === xid && reply.mac === client.self.mac) onReply(reply);
    }),
    client.power,
  );
  const secs = () => Math.floor((performance.now() - startedAt) / 1000);

  /** Sends until `isAnswer`, at most `tries` times. @returns null when no answer came. */
  const ask = (
    what: 'discover' | 'request',
    send: () => void,
    isAnswer: (reply: DhcpReply) => boolean,
    tries: number,
  ) =>
    new Promise<DhcpReply | null>((done, fail) => {
      let timer: NodeJS.Timeout;
      const end = (settle: () => void) => {
        clearTimeout(timer);
        onReply = () => undefined;
        client.power.removeEventListener('abort', lost);
        settle();
      };
      const lost = () => end(() => fail(new PowerLost()));
      const attempt = (n: number) => {
        if (n > 0) client.onResend(what);
        send();
        timer = setTimeout(
          () => (n + 1 < tries ? attempt(n + 1) : end(() => done(null))),
          client.resendAfterMs(n),
        );
      };
      onReply = (reply) => {
        if (isAnswer(reply)) end(() => done(reply));
      };
      if (client.power.aborted) return lost();
      client.power.addEventListener('abort', lost, { once: true });
      attempt(0);
    });
  const isVerdict = (reply: DhcpReply) =>
    reply.type === dhcpType.ack || reply.type === dhcpType.nak;
  const message = { xid, clientAddress: null };

  return {
    async discover(): Promise<DhcpReply> {
      const none = { requested: null, serverId: null };
      const send = () =>
        socket.broadcast(
          encodeDhcp(client.self, { ...message, ...none, type: 'discover', secs: secs() }),
        );
      const isOffer = (reply: DhcpReply) =>
        reply.type === dhcpType.offer && reply.serverId !== null;
      const offer = await ask('discover', send, isOffer, Number.POSITIVE_INFINITY);
      if (offer === null) throw new PowerLost();
      return offer;
    },
    request: (what: { requested: Ipv4; serverId: Ipv4 | null }) =>
      ask(
        'request',
        () =>
          socket.broadcast(
            encodeDhcp(client.self, { ...message, ...what, type: 'request', secs: secs() }),
          ),
        isVerdict,
        MAX_REQUESTS,
      ),
    renew(held: Lease) {
      const bytes = encodeDhcp(client.self, {
        type: 'request',
        xid,
        secs: 0,
        requested: null,
        serverId: null,
        clientAddress: held.address,
      });
      return ask('request', () => socket.sendTo(bytes, held.serverId), isVerdict, 2);
    },
    close: () => socket.close(),
  };
}
