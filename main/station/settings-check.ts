/** What of a change of the settings only the computer's cards can tell. Pure. */
import { type BenchNetworkField, benchNetworkProblems } from '../contract/bench-network.ts';
import { StationError } from '../contract/errors.ts';
import type { ListedCard } from '../contract/model.ts';
import type { SettingsPatch } from '../contract/settings.ts';
import type { Ipv4 } from '../contract/values.ts';
import { defaultPool } from './dhcp/config.ts';
import { isLoopbackAddress, isSelfAssigned } from './net/subnet.ts';
import type { Settings } from './settings.ts';

/** The keys for which {@link refuseWrongNetwork} needs the cards. */
export const networkKeys = ['interface', 'address', 'prefix', 'pool', 'lease'] as const;

interface Place {
  address: Ipv4;
  prefix: number;
}

/**
 * @param next  the settings as they would be after the change
 * @throws StationError BAD_SETTINGS: a card that is locked or not there, or a network that does not work
 */
export function refuseWrongNetwork(
  patch: SettingsPatch,
  next: Settings,
  cards: readonly ListedCard[],
): void {
  if (patch.interface !== undefined && patch.interface !== null) {
    refuseCard(patch.interface, cards);
  }
  const chosen = next.interface ?? cards.find((card) => card.addressGiver === 'station')?.name;
  const problemsOf = (place: Place, pool = next.pool ?? defaultPool(place.address, place.prefix)) =>
    benchNetworkProblems(
      { ...place, pool, leaseSeconds: next.lease },
      cards,
      chosen === undefined ? null : chosen,
    );
  const refuse = (field: BenchNetworkField, text: string | undefined) => {
    if (text === undefined) return;
    throw new StationError(
      'BAD_SETTINGS',
      `${field === 'leaseSeconds' ? 'lease' : field}: ${text}`,
    );
  };
  const own = problemsOf(next.cardAddress);
  if (patch.lease !== undefined) refuse('leaseSeconds', own.leaseSeconds);
  if (patch.prefix !== undefined) refuse('prefix', own.prefix);
  if (patch.address !== undefined || patch.prefix !== undefined) refuse('address', own.address);
  if (patch.pool === undefined || patch.pool === null) return;
  // Which network it is for shows only when a card is started on; it must fit one there is.
  const fits = poolPlaces(next, cards, chosen).map((place) => problemsOf(place).pool);
  if (isLoopbackAddress(patch.pool.first) && isLoopbackAddress(patch.pool.last)) return;
  if (!fits.includes(undefined)) refuse('pool', fits[0]);
}

function refuseCard(name: string, cards: readonly ListedCard[]): void {
  const card = cards.find((each) => each.name === name);
  const problem =
    card === undefined
      ? `there is no network card ${name}`
      : card.lockedBecause !== null && `${name} is locked: ${card.lockedBecause}`;
  if (problem !== false) throw new StationError('BAD_SETTINGS', `interface: ${problem}`);
}

/** Where units may get addresses: the chosen card's own network, the one it would be given, another free card's. */
function poolPlaces(
  next: Settings,
  cards: readonly ListedCard[],
  chosen: string | undefined,
): Place[] {
  const free = cards.filter((card) => card.lockedBecause === null && !card.isLoopback);
  const usable = (card: ListedCard) =>
    card.addresses.filter(({ address }) => !isSelfAssigned(address));
  const ofChosen = free.filter(({ name }) => name === chosen).flatMap(usable);
  const ofOthers = chosen === undefined ? free.flatMap(usable) : [];
  return [...(ofChosen.length > 0 ? ofChosen : [next.cardAddress]), ...ofOthers];
}
