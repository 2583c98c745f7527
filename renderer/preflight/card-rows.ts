/** What the list of network cards shows and which of them can be chosen (UI design, section 6.1). Pure. */
import type { ListedCard } from '../../main/contract/model.ts';
import type { SettingsAnswer } from '../../main/contract/settings.ts';
import { type Ipv4, ipv4ToNumber } from '../../main/contract/values.ts';

/** `never`: part of a live network; `unsuitable`: wireless; `other`: the command line names another. */
export type CardStanding = 'free' | 'never' | 'unsuitable' | 'other';

export interface CardRow {
  card: ListedCard;
  kind: 'usb' | 'wired' | 'wireless' | 'virtual' | 'loopback';
  /** A name people know. */
  title: string;
  /** The system's own, beside the title; null when the title is that already. */
  systemName: string | null;
  standing: CardStanding;
  /** The line below the title. */
  about: string;
}

export interface OwnAddress {
  address: Ipv4;
  prefix: number;
}

const titles = {
  usb: 'USB network adapter',
  wired: 'Network card',
  wireless: 'Wi-Fi',
  virtual: 'Virtual network card',
  loopback: 'This computer only',
} as const;

/**
 * The cards as rows, usable ones first. Loopback is left out, unless the command line chose it.
 * @param given  the address a card without one would get
 */
export function cardRows(
  cards: readonly ListedCard[],
  settings: SettingsAnswer,
  given: OwnAddress,
): CardRow[] {
  const told = cards.find((card) => isTold(card, settings)) ?? null;
  return cards
    .filter((card) => !card.isLoopback || card === told)
    .map((card) => rowOf(card, told, settings, given))
    .sort((a, b) => rank(a) - rank(b));
}

/**
 * The card that is chosen: what a person picked, else the one served on last, else the only one a
 * station could use. A row that is not free is never chosen, whoever names it (UX-15).
 */
export function chosenRow(
  rows: readonly CardRow[],
  picked: string | null,
  stored: string | null,
): CardRow | null {
  const free = rows.filter(({ standing }) => standing === 'free');
  const named = (name: string | null) => free.find(({ card }) => card.name === name);
  const wired = free.filter(({ kind }) => kind !== 'virtual');
  return named(picked) ?? named(stored) ?? (wired.length === 1 ? (wired[0] ?? null) : null);
}

/** The address the station would serve at: the card's own, or what a card without one is given. */
export function servedAddress(card: ListedCard | null, given: OwnAddress): OwnAddress {
  if (card === null || card.addressGiver === 'nobody') return given;
  return card.addresses.find(({ address }) => !isSelfAssigned(address)) ?? given;
}

function rowOf(
  card: ListedCard,
  told: ListedCard | null,
  settings: SettingsAnswer,
  given: OwnAddress,
): CardRow {
  const kind = kindOf(card);
  const isSystemName = /^[a-z][a-z0-9._-]*$/.test(card.name);
  const row = {
    card,
    kind,
    title: isSystemName ? titles[kind] : card.name,
    systemName: isSystemName ? card.name : null,
  };
  const addresses = card.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
  if (kind === 'wireless') {
    const why = [card.lockedBecause, 'Wireless cards cannot serve the bench.'];
    return { ...row, standing: 'unsuitable', about: line([...addresses, ...why]) };
  }
  if (card.lockedBecause !== null && !card.isLoopback) {
    return { ...row, standing: 'never', about: line([...addresses, card.lockedBecause]) };
  }
  const about = line([...linkWords(card), addressWords(card, addresses, given)]);
  const isOther =
    told === null
      ? settings.fixed.includes('interface') && settings.values.interface !== null
      : card !== told;
  return { ...row, standing: isOther ? 'other' : 'free', about };
}

/**
 * Whether the command line chose this card: by its name, by its address, or by an address of
 * loopback, which the settings do not repeat.
 */
export function isTold(card: ListedCard, { fixed, values }: SettingsAnswer): boolean {
  if (!fixed.includes('interface')) return false;
  if (values.interface !== null) return card.name === values.interface;
  if (!fixed.includes('address')) return card.isLoopback;
  return card.addresses.some(({ address }) => address === values.address);
}

function kindOf({ name, isLoopback }: ListedCard): CardRow['kind'] {
  if (isLoopback) return 'loopback';
  if (/^(wl|wwan|ath|wi-?fi|wlan|wireless)/i.test(name)) return 'wireless';
  if (/^(docker|veth|virbr|vmnet|vboxnet|br-|tun|tap|utun|vEthernet)/i.test(name)) return 'virtual';
  return /^enx[0-9a-f]{12}$|^en.*u\d|usb/i.test(name) ? 'usb' : 'wired';
}

function linkWords({ isLoopback, isUp }: ListedCard): string[] {
  if (isLoopback) return ['For trying out'];
  return [isUp ? 'Cable in' : 'No link: is the cable in, and the switch on?'];
}

function addressWords(
  card: ListedCard,
  addresses: readonly string[],
  given: OwnAddress,
): string | null {
  if (card.isLoopback) return null;
  if (card.addressGiver !== 'nobody') return addresses.join(', ');
  return `no address yet — the station will use ${given.address}/${given.prefix}`;
}

function line(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .map((part, at) => (at === 0 || part.startsWith('Wireless') ? capital(part) : part))
    .join(' · ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Free ones with a cable first, then the rest of the free ones, Wi-Fi last. */
function rank({ standing, kind, card }: CardRow): number {
  const order: CardStanding[] = ['free', 'other', 'never', 'unsuitable'];
  return order.indexOf(standing) * 4 + (kind === 'virtual' ? 2 : 0) + (card.isUp ? 0 : 1);
}

/** 169.254.0.0/16: a card gives itself such an address; it is none to serve at. */
function isSelfAssigned(address: Ipv4): boolean {
  return (ipv4ToNumber(address) ?? 0) >>> 16 === 0xa9fe;
}
