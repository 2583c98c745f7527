import { useEffect, useRef, useState } from 'react';
import type { Card } from '../../main/contract/model.ts';
import { formatMac } from '../../main/contract/values.ts';
import { useClient } from '../context.ts';
import { refusalText } from '../refusal.ts';
import { Icon } from './icon.tsx';

/** Which card goes to the bench switch. Locked cards are listed, with the reason, and cannot be chosen. */
export function CardChooser({ onClose }: { onClose: (isStarted: boolean) => void }) {
  const client = useClient();
  const [cards, setCards] = useState<Card[] | null>(null);
  const [starting, setStarting] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus();
    client.station.cards().then(
      (found) => setCards([...found].sort(byUse)),
      (error: unknown) => setProblem(refusalText(error)),
    );
  }, [client]);

  async function start(card: Card): Promise<void> {
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
        {cards?.map((card) => (
          <li key={card.name}>
            <Icon name={card.lockedBecause === null ? 'card' : 'lock'} />
            <div className="grow">
              <p>
                <b>{card.name}</b> <span className="mono">{addressesOf(card)}</span>
              </p>
              <p className="muted">{card.lockedBecause ?? describe(card)}</p>
            </div>
            <button
              type="button"
              className="button primary"
              disabled={card.lockedBecause !== null || starting !== null}
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

function labelOf(card: Card, starting: string | null): string {
  if (card.lockedBecause !== null) return 'Never used';
  return starting === card.name ? 'Starting…' : 'Start on';
}

function addressesOf(card: Card): string {
  return card.addresses.map(({ address, prefix }) => `${address}/${prefix}`).join(', ');
}

function describe(card: Card): string {
  if (card.isLoopback) return 'This computer only, for trying out';
  const mac = card.mac === null ? '' : `${formatMac(card.mac)} · `;
  if (!card.isUp) return `${mac}no link: is the cable in?`;
  return card.addresses.length === 0 ? `${mac}has no address yet` : `${mac}link is up`;
}

/** Cards that can be used first, the computer's own loopback after them, locked ones last. */
function byUse(a: Card, b: Card): number {
  const rank = (card: Card): number =>
    (card.lockedBecause === null ? 0 : 4) + (card.isLoopback ? 2 : 0) + (card.isUp ? 0 : 1);
  return rank(a) - rank(b);
}
