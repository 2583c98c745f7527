/**
 * Gives a bench card its address when a person asks for it, and takes it back: never by itself, never
 * on a card of a live network, and only an address this station set.
 */
import { StationError } from '../contract/errors.ts';
import type { AddressPlan, Card, ListedCard } from '../contract/model.ts';
import { elevatedRefusal } from './elevated-refusal.ts';
import { type Log, severity } from './log.ts';
import { addressCommands, asCommandLine } from './net/address-commands.ts';
import type { Elevated } from './net/elevate.ts';
import { areOverlapping, isSelfAssigned, netmaskOf } from './net/subnet.ts';
import type { Store } from './store/store.ts';

type CardAddress = Card['addresses'][number];

export interface CardAddressesParts {
  store: Pick<Store, 'read' | 'write'>;
  log: Log;
  listCards(): Promise<Card[]>;
  /** Asks the person at this computer, then runs the commands. Never throws. */
  runElevated(commands: string[][]): Promise<Elevated>;
  /** What a card is given that has no address. */
  usual(): CardAddress;
  /** Another text after each restart that took the addresses away. */
  bootId(): Promise<string>;
  /** Whether the station serves on that card. */
  isInUse(card: string): boolean;
  /** This system's when absent. */
  platform?: NodeJS.Platform;
}

export class CardAddresses {
  readonly #parts: CardAddressesParts;
  readonly #platform: NodeJS.Platform;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: CardAddressesParts) {
    this.#parts = parts;
    this.#platform = parts.platform ?? process.platform;
  }

  /** The cards of this computer, as `listCards` orders them. */
  async list(): Promise<ListedCard[]> {
    const [cards, boot] = await this.#look();
    return cards.map((card) => {
      const giver = usableAddress(card) === null ? 'nobody' : 'other';
      return { ...card, addressGiver: this.#ownAddress(card, boot) === null ? giver : 'station' };
    });
  }

  /** @throws StationError as {@link set}, or, of a card whose address is ours, as {@link undo} */
  async plan(name: string): Promise<AddressPlan> {
    const [cards, boot] = await this.#look();
    const card = this.#touchableCard(name, cards);
    const own = this.#ownAddress(card, boot);
    const { usual } = this.#parts;
    if (own === null) refuseWithoutRoom(card, cards, usual());
    const { address, prefix } = own ?? usual();
    const { set, undo } = addressCommands(card, this.#platform, address, prefix);
    return {
      address,
      prefix,
      set: asCommandLine(set, this.#platform),
      undo: asCommandLine(undo, this.#platform),
    };
  }

  /**
   * Gives the card the usual address, once the person agreed.
   *
   * @throws StationError NO_CARD, LOOPBACK_CARD, CARD_LOCKED, CARD_IN_USE, HAS_ADDRESS,
   *   SUBNET_TAKEN before anything runs; DECLINED, NO_DIALOG, ADDRESS_FAILED after the attempt
   */
  set(name: string): Promise<ListedCard[]> {
    return this.#inTurn(async () => {
      const [cards, boot] = await this.#look();
      const card = this.#touchableCard(name, cards);
      const usual = this.#parts.usual();
      refuseWithoutRoom(card, cards, usual);
      const { address, prefix } = usual;
      const { set } = addressCommands(card, this.#platform, address, prefix);
      // Remembered first: an address that a crash leaves behind can still be taken back.
      await this.#remember(card, markOf(card, usual, boot));
      const result = await this.#parts.runElevated(set);
      const listed = await this.list();
      const isThere = this.#isOurs(listed, name);
      if (!isThere && result.outcome !== 'done') await this.#remember(card, '');
      this.#report(`to give ${name} the address ${address}/${prefix}`, set, result);
      if (!isThere) {
        throw new StationError(
          'ADDRESS_FAILED',
          `The command ran, but ${name} does not show its address yet. Look again in a moment.`,
        );
      }
      return listed;
    });
  }

  /**
   * Takes the address back that this station set, once the person agreed.
   *
   * @throws StationError NO_CARD, LOOPBACK_CARD, CARD_LOCKED, CARD_IN_USE, NOT_OURS before anything
   *   runs; DECLINED, NO_DIALOG, ADDRESS_FAILED after the attempt
   */
  undo(name: string): Promise<ListedCard[]> {
    return this.#inTurn(async () => {
      const [cards, boot] = await this.#look();
      const card = this.#touchableCard(name, cards);
      const own = this.#ownAddress(card, boot);
      if (own === null) {
        throw new StationError(
          'NOT_OURS',
          `This station did not give ${name} an address, so it takes none away.`,
        );
      }
      const { address, prefix } = own;
      const { undo } = addressCommands(card, this.#platform, address, prefix);
      const result = await this.#parts.runElevated(undo);
      const listed = await this.list();
      const isThere = this.#isOurs(listed, name);
      if (!isThere) await this.#remember(card, '');
      this.#report(`to take the address ${address}/${prefix} from ${name}`, undo, result);
      if (isThere) {
        throw new StationError(
          'ADDRESS_FAILED',
          `The command ran, but ${name} still shows its address. Look again in a moment.`,
        );
      }
      return listed;
    });
  }

  #look(): Promise<[cards: Card[], boot: string]> {
    return Promise.all([this.#parts.listCards(), this.#parts.bootId()]);
  }

  #touchableCard(name: string, cards: readonly Card[]): Card {
    const card = cards.find((each) => each.name === name);
    if (card === undefined) {
      throw new StationError(
        'NO_CARD',
        `There is no network card ${name}. Look at the list again.`,
      );
    }
    if (card.isLoopback) {
      throw new StationError(
        'LOOPBACK_CARD',
        `${name} is this computer itself and stays as it is.`,
      );
    }
    if (card.lockedBecause !== null) {
      throw new StationError('CARD_LOCKED', `${name} is locked: ${card.lockedBecause}`);
    }
    if (this.#parts.isInUse(name)) {
      throw new StationError(
        'CARD_IN_USE',
        `The station is serving on ${name}. Press Stop first; its address changes only then.`,
      );
    }
    return card;
  }

  /** The address of the card that this station set; null: there is none. */
  #ownAddress(card: Card, boot: string): CardAddress | null {
    const mark = this.#parts.store.read(({ meta }) => meta.get(markKey(card)));
    return card.addresses.find((own) => markOf(card, own, boot) === mark) ?? null;
  }

  #isOurs(cards: readonly ListedCard[], name: string): boolean {
    return cards.some((card) => card.name === name && card.addressGiver === 'station');
  }

  #remember(card: Card, mark: string): Promise<void> {
    return this.#parts.store.write(({ meta }) => meta.set(markKey(card), mark));
  }

  /** Writes the attempt into the log. @throws StationError unless it is done */
  #report(aim: string, commands: string[][], result: Elevated): void {
    const line = asCommandLine(commands, this.#platform);
    const refusal = elevatedRefusal(aim, result, 'ADDRESS_FAILED');
    this.#parts.log.write({
      source: 'station',
      severity: refusal === null ? severity.notice : severity.warning,
      msg: refusal === null ? `Ran, ${aim}: ${line}` : refusal.message,
    });
    if (refusal !== null) throw refusal;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** The address must be the card's first one, and in no other card's subnet. */
function refuseWithoutRoom(card: Card, cards: readonly Card[], usual: CardAddress): void {
  const has = usableAddress(card);
  if (has !== null) {
    throw new StationError(
      'HAS_ADDRESS',
      `${card.name} has the address ${has.address} already; the station can start on it.`,
    );
  }
  for (const other of cards) {
    const near = other.addresses.find((each) => areOverlapping(each, usual));
    if (near === undefined) continue;
    const { address, prefix } = usual;
    const mask = netmaskOf(prefix);
    throw new StationError(
      'SUBNET_TAKEN',
      `${address} with mask ${mask} overlaps the network of ${other.name} (${near.address}/${near.prefix}). Give ${card.name} an address of another network by hand.`,
    );
  }
}

function usableAddress(card: Card): CardAddress | null {
  return card.addresses.find(({ address }) => !isSelfAssigned(address)) ?? null;
}

function markKey(card: Card): string {
  return `card.address.${card.name}`;
}

/** Another card of that name, or the same address set by somebody after a restart, is not ours. */
function markOf(card: Card, { address, prefix }: CardAddress, boot: string): string {
  return [card.mac ?? '', `${address}/${prefix}`, boot].join(' ');
}
