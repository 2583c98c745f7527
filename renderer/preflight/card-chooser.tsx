import { useEffect, useRef, useState } from 'react';
import { defaultCardAddress, type ListedCard } from '../../main/contract/model.ts';
import { formatMac } from '../../main/contract/values.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Icon } from '../ui/icon.tsx';
import { CardAddress, hasAddressOffer } from './card-address.tsx';

/** Which card goes to the bench switch. Locked cards are listed, with the reason, and cannot be chosen. */
export function CardChooser({ onClose }: { onClose: (isStarted: boolean) => void }) {
  const client = useClient();
  const [cards, setCards] = useState<ListedCard[] | null>(null);
  const [starting, setStarting] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus();
    client.station.cards().then(setCards, (error: unknown) => setProblem(refusalText(error)));
  }, [client]);

  async function start(card: ListedCard): Promise<void> {
    setStarting(card.name);
    setProblem(null);
    try {
      await client.station.start({ interface: card.name });
      onClose(true);
    } catch (error) {
      setProblem(refusalText(error));
      setStarting(null);
    }
  }

  return (
    <section
      className="chooser card"
      role="dialog"
      aria-labelledby="chooser-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose(false);
      }}
    >
      <h2 id="chooser-title" ref={heading} tabIndex={-1}>
        Which card goes to the bench switch?
      </h2>
      {cards === null && problem === null && <p className="muted">Looking at the network cards…</p>}
      {problem !== null && (
        <p role="alert" className="notice fail">
          <Icon name="failed" />
          <span>{problem}</span>
        </p>
      )}
      <ul>
        {[...(cards ?? [])].sort(byUse).map((card) => (
          <li key={card.name}>
            <Icon name={card.lockedBecause === null ? 'card' : 'lock'} />
            <div className="grow">
              <p>
                <b>{card.name}</b> <span className="mono">{addressesOf(card)}</span>
              </p>
              <p className="muted">{card.lockedBecause ?? describe(card)}</p>
              {hasAddressOffer(card) && (
                <CardAddress
                  card={card}
                  given={defaultCardAddress}
                  isDisabled={starting !== null}
                  onCards={setCards}
                  onProblem={setProblem}
                />
              )}
            </div>
            <button
              type="button"
              className="button primary"
              disabled={!isChoosable(card) || starting !== null}
              onClick={() => void start(card)}
            >
              {labelOf(card, starting)} <span className="hidden">{card.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={() => onClose(false)}>
        Not now
      </button>
    </section>
  );
}

function isChoosable({ lockedBecause, addressGiver, isLoopback }: ListedCard): boolean {
  return lockedBecause === null && (isLoopback || addressGiver !== 'nobody');
}

function labelOf(card: ListedCard, starting: string | null): string {
  if (card.lockedBecause !== null) return 'Never used';
  return starting === card.name ? 'Starting…' : 'Start on';
}

function addressesOf(card: ListedCard): string {
  return card.addresses.map(({ address, prefix }) => `${address}/${prefix}`).join(', ');
}

function describe(card: ListedCard): string {
  if (card.isLoopback) return 'This computer only, for trying out';
  const mac = card.mac === null ? '' : `${formatMac(card.mac)} · `;
  if (!card.isUp) return `${mac}no link: is the cable in?`;
  return `${mac}link is up`;
}

/** Cards that can be used first, the computer's own loopback after them, locked ones last. */
function byUse(a: ListedCard, b: ListedCard): number {
  const rank = (card: ListedCard): number =>
    (card.lockedBecause === null ? 0 : 4) + (card.isLoopback ? 2 : 0) + (card.isUp ? 0 : 1);
  return rank(a) - rank(b);
}
