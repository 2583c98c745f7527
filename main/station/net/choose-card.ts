import { StationError } from '../../contract/errors.ts';
import { type Card, defaultCardAddress } from '../../contract/model.ts';
import type { Ipv4 } from '../../contract/values.ts';
import { addressCommands, asCommandLine } from './address-commands.ts';
import { isLoopbackAddress, isSelfAssigned } from './subnet.ts';

export interface WantedCard {
  interface?: string | undefined;
  address?: Ipv4 | undefined;
}

export interface ChosenCard {
  card: Card;
  address: Ipv4;
  prefix: number;
  /** NO_LINK as a sentence: the station may start and waits for the cable. */
  problem: string | null;
}

/**
 * The card to serve on, by name, by one of its addresses, or by both. Any address of 127.0.0.0/8
 * is loopback's. Pure. The lock of a card comes before everything else and cannot be passed.
 *
 * @throws StationError NO_CARD (none named, or no such card), CARD_LOCKED, NO_ADDRESS (none, or only
 *   one the card gave itself; the message has the command that sets one).
 */
export function chooseCard(
  wanted: WantedCard,
  cards: readonly Card[],
  platform: NodeJS.Platform = process.platform,
): ChosenCard {
  const card = findCard(wanted, cards);
  if (card.lockedBecause !== null && !card.isLoopback) {
    throw new StationError(
      'CARD_LOCKED',
      `${card.name} is locked: ${card.lockedBecause} Choose a card that only the bench is plugged into.`,
    );
  }
  const found = findAddress(card, wanted.address);
  if (!found) throw new StationError('NO_ADDRESS', noAddress(card, wanted, platform));
  const problem = card.isUp
    ? null
    : `${card.name} has no link: plug the bench switch in, or switch it on.`;
  return { card, ...found, problem };
}

function findCard(wanted: WantedCard, cards: readonly Card[]): Card {
  const known = cards.map((card) => card.name).join(', ') || 'none';
  if (wanted.interface !== undefined) {
    const named = cards.find((card) => card.name === wanted.interface);
    if (named) return named;
    throw new StationError(
      'NO_CARD',
      `There is no network card ${wanted.interface}. This computer has: ${known}.`,
    );
  }
  const { address } = wanted;
  if (address === undefined) {
    throw new StationError(
      'NO_CARD',
      `Choose the bench network card. This computer has: ${known}.`,
    );
  }
  const owner = cards.find((card) => findAddress(card, address) !== null);
  if (owner) return owner;
  // A self-assigned address belongs to a card as well, but is none to serve on.
  const almost = cards.find((card) => card.addresses.some((own) => own.address === address));
  if (almost) return almost;
  throw new StationError(
    'NO_ADDRESS',
    `No network card of this computer has the address ${address}. Give it to the bench card, or choose the card by its name.`,
  );
}

function findAddress(
  card: Card,
  wanted: Ipv4 | undefined,
): { address: Ipv4; prefix: number } | null {
  if (card.isLoopback && wanted !== undefined && isLoopbackAddress(wanted)) {
    return card.addresses.length > 0 ? { address: wanted, prefix: 8 } : null;
  }
  const usable = card.addresses.filter(
    (own) => !isSelfAssigned(own.address) && (wanted === undefined || own.address === wanted),
  );
  return usable[0] ?? null;
}

function noAddress(card: Card, wanted: WantedCard, platform: NodeJS.Platform): string {
  const { address, prefix } = defaultCardAddress;
  const missing =
    wanted.address === undefined || isSelfAssigned(wanted.address)
      ? 'no usable IPv4 address'
      : `not the address ${wanted.address}`;
  const { set } = addressCommands(
    card,
    platform,
    wanted.address === undefined || isSelfAssigned(wanted.address) ? address : wanted.address,
    prefix,
  );
  return `${card.name} has ${missing}. Set one with \`${asCommandLine(set, platform)}\`.`;
}
