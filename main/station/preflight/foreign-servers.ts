/** Other DHCP servers on the bench wire: looked for, named, and remembered for some minutes. */
import type { Card } from '../../contract/model.ts';
import { type EpochMs, formatMac, type Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { timeOfDay } from '../day-and-time.ts';
import {
  type ForeignServer,
  type ProbeResult,
  probeForeignServers,
  type ServerKind,
} from '../dhcp/probe.ts';
import { STATION_CLASS } from '../dhcp/wanted.ts';
import { type Log, visible } from '../log.ts';
import { macOf, macOnWire } from '../net/neighbours.ts';
import type { OpenNetwork } from '../net/open-network.ts';
import { probeAlive } from '../net/probe.ts';
import { makerOf } from '../units/oui.ts';
import { again, type Finding, finding } from './finding.ts';

/**
 * How long other servers may take for an OFFER: RFC 2131 section 2.2 lets them first ping the address,
 * and dnsmasq waits 3 s for that echo.
 */
const FOREIGN_OFFER_MS = 4500;
const DISCOVERS = 3;
/** A server on the same wire answers at once. */
const NAME_MS = 1500;
/** Older than that, a look says too little of the wire as it is now. */
const KEPT_MS = 5 * 60_000;
const LONGEST_VENDOR = 40;

export interface ForeignLook {
  network: OpenNetwork;
  clock: Clock;
  log: Log;
  /** Whether that MAC is a unit's, by what the bench has seen or by its prefix. */
  isUnit(mac: Mac): boolean;
  signal?: AbortSignal;
  /** Told at the first OFFER; the names come later. */
  onOffer?: () => void;
}

/** Three DISCOVERs; whoever answers is named with its MAC, where the neighbour table can have it. */
export async function findForeignServers(parts: ForeignLook): Promise<ProbeResult> {
  const { network, isUnit } = parts;
  const probe = await probeForeignServers({ ...parts, ms: FOREIGN_OFFER_MS, count: DISCOVERS });
  if (probe.kind === 'could-not-listen') return probe;
  const servers = await Promise.all(
    probe.servers.map(async (server) => {
      const mac = await macOfServer(server, network);
      return { ...server, mac, kind: kindOf({ ...server, mac }, isUnit) };
    }),
  );
  return { kind: 'heard', servers };
}

/**
 * A broadcast offer leaves no neighbour entry: the server is asked for a sign of life. One outside the
 * bench network, such as a router with its own, is asked by a datagram that can only leave by the card.
 */
async function macOfServer(server: ForeignServer, network: OpenNetwork): Promise<Mac | null> {
  const known = server.mac ?? (await macOf(server.address, network));
  if (known !== null) return known;
  if (!network.contains(server.address)) return macOnWire(server.address, network, NAME_MS);
  const sign = await probeAlive(network, server.address, { timeLimitMs: NAME_MS });
  return sign?.mac ?? null;
}

function kindOf({ vendor, mac }: ForeignServer, isUnit: (mac: Mac) => boolean): ServerKind {
  if (vendor === STATION_CLASS) return 'station';
  return mac !== null && isUnit(mac) ? 'unit' : 'other';
}

/** What a station that serves did about another server. */
export const servingStopped = 'Serving was stopped, so that no unit gets its address from both.';

/**
 * What it is and what to do about it, as two sentences.
 * @param verb  what the station did on account of it: "Nothing was started."
 */
export function foreignWords(server: ForeignServer, card: string, verb: string): string {
  const who = serverWords(server);
  switch (server.kind) {
    case 'unit':
      return `A unit answers as a DHCP server on ${card}: ${who}. It is a router that is plugged in by its LAN port. ${verb} Plug its WAN port (Internet) into the bench switch instead.`;
    case 'station':
      return `Another SPA Bench serves on ${card}: ${who}. ${verb} Stop one of the two, or give each a switch of its own.`;
    default:
      return `Another DHCP server answers on ${card}: ${who}. ${verb} Unplug it, or choose the card that only the bench is plugged into.`;
  }
}

/** `192.168.76.2 (00:0E:08:AA:BB:CC, Sipura)`. */
export function serverWords({ serverId, mac, vendor }: ForeignServer): string {
  const said = vendor === null ? null : visible(vendor).slice(0, LONGEST_VENDOR);
  const maker = (mac === null ? null : makerOf(mac)) ?? said;
  const known = [mac === null ? null : formatMac(mac), maker].filter((word) => word !== null);
  return known.length === 0 ? serverId : `${serverId} (${known.join(', ')})`;
}

/** What the last look on each card found. */
export class ForeignMemory {
  readonly #looks = new Map<string, { at: EpochMs; result: ProbeResult }>();

  note(card: Card, at: EpochMs, result: ProbeResult): void {
    this.#looks.set(keyOf(card), { at, result });
  }

  /** Null: nobody looked lately. While the station serves on the card, its own look counts on. */
  of(card: Card, now: EpochMs, isServing: boolean): { at: EpochMs; result: ProbeResult } | null {
    const look = this.#looks.get(keyOf(card));
    if (look === undefined) return null;
    return isServing || Math.abs(now - look.at) < KEPT_MS ? look : null;
  }
}

/** A card of another name or another adapter is another wire. */
function keyOf({ name, mac }: Card): string {
  return `${name} ${mac}`;
}

export interface ForeignFacts {
  card: Card | null;
  /** Whether this station is to give addresses at all. */
  servesDhcp: boolean;
  /** False with `--no-checks`. */
  looksAtStart: boolean;
  isServing: boolean;
  look: { at: EpochMs; result: ProbeResult } | null;
}

/** Pure. */
export function foreignFinding(facts: ForeignFacts): Finding {
  const { card, look } = facts;
  const found = finding.bind(null, 'foreign-dhcp');
  if (card === null) return found('open', 'No card yet', 'Choose the bench card first.');
  if (card.isLoopback) return found('ok', 'Loopback', 'Nobody else is on this wire.');
  if (!facts.servesDhcp) {
    return found('ok', 'DHCP is off', 'Another server gives the addresses on this bench.');
  }
  if (look !== null) return lookFinding(look);
  if (!facts.looksAtStart) {
    const detail = 'Checks are switched off: two DHCP servers on one wire strand units.';
    return found('warn', 'Not checked', detail, facts.isServing ? null : { label: 'Check now' });
  }
  const detail = `Three questions go out on ${card.name} when you press Start, or now.`;
  return found('open', 'Checked at Start', detail, { label: 'Check now' });
}

const otherHint = [
  'Another server',
  'Unplug it, or choose the card that only the bench is plugged into.',
] as const;
const stationHint = [
  'Another station',
  'Stop one of the two stations, or give each a switch of its own.',
] as const;
const unitHint = [
  'A unit’s LAN port',
  'Plug the WAN port (Internet) of that unit into the bench switch, not its LAN port.',
] as const;

function lookFinding({ at, result }: { at: EpochMs; result: ProbeResult }): Finding {
  const found = finding.bind(null, 'foreign-dhcp');
  if (result.kind === 'could-not-listen') {
    return found('warn', 'Not known', result.reason, again('Stop the DHCP client of this card.'));
  }
  if (result.servers.length === 0) {
    const detail = `Asked at ${timeOfDay(at)}: nobody else answered on this card.`;
    return found('ok', 'None found', detail);
  }
  const who = result.servers.map(serverWords).join(', ');
  const kinds = new Set(result.servers.map(({ kind }) => kind));
  const [word, hint] = kinds.has('other')
    ? otherHint
    : kinds.has('station')
      ? stationHint
      : kinds.has('unit')
        ? unitHint
        : otherHint;
  const detail = `${who} answered at ${timeOfDay(at)}. Units would get addresses from both.`;
  return found('fail', word, detail, again(hint));
}
