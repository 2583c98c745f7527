import { useEffect, useRef, useState } from 'react';
import type { AddressPlan, ListedCard } from '../../main/contract/model.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import type { OwnAddress } from './card-rows.ts';
import { RunCommand } from './run-command.tsx';

interface CardAddressProps {
  card: ListedCard;
  /** What a card without an address is given. */
  given: OwnAddress;
  isDisabled: boolean;
  /** The cards as they are after a command ran. */
  onCards: (cards: ListedCard[]) => void;
  /** Null: an earlier one is over. */
  onProblem: (problem: string | null) => void;
}

/** Whether there is something to offer: an address for a card without, or taking back the one we set. */
export function hasAddressOffer(card: ListedCard): boolean {
  return !card.isLoopback && card.lockedBecause === null && card.addressGiver !== 'other';
}

/** Gives a card its address, or takes it back; the command is shown before it runs. */
export function CardAddress({ card, given, isDisabled, onCards, onProblem }: CardAddressProps) {
  const client = useClient();
  const [plan, setPlan] = useState<AddressPlan | null>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const offer = useRef<HTMLButtonElement>(null);
  const wasShown = useRef(false);
  const isOurs = card.addressGiver === 'station';

  useEffect(() => {
    if (plan === null && wasShown.current) offer.current?.focus();
    wasShown.current = plan !== null;
  }, [plan]);

  async function attempt(work: () => Promise<void>): Promise<void> {
    setIsWaiting(true);
    onProblem(null);
    try {
      await work();
    } catch (error) {
      onProblem(refusalText(error));
    } finally {
      setIsWaiting(false);
    }
  }

  const show = () =>
    attempt(async () => setPlan(await client.station.addressPlan({ interface: card.name })));
  const runPlan = () =>
    attempt(async () => {
      const question = { interface: card.name };
      const cards = isOurs
        ? await client.station.undoAddress(question)
        : await client.station.setAddress(question);
      setPlan(null);
      onCards(cards);
    });

  if (plan === null) {
    return (
      <p className="card-address">
        <span className="muted">
          {isOurs ? 'This station set its address.' : 'It has no address.'}
        </span>
        <button
          ref={offer}
          type="button"
          className={`button small ${isOurs ? '' : 'primary'}`}
          disabled={isDisabled || isWaiting}
          onClick={() => void show()}
        >
          {isOurs ? 'Take the address back' : `Give it ${given.address}/${given.prefix}…`}{' '}
          <span className="hidden">{card.name}</span>
        </button>
      </p>
    );
  }
  return (
    <div className="card-address plan">
      <RunCommand
        command={isOurs ? plan.undo : plan.set}
        isWaiting={isWaiting}
        what={card.name}
        onRun={() => void runPlan()}
        onDecline={() => {
          setPlan(null);
          onProblem(null);
        }}
      />
    </div>
  );
}
