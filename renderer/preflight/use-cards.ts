import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ListedCard, StationStatus } from '../../main/contract/model.ts';
import type { Check } from '../../main/contract/preflight.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';

const cardsKey = ['settings', 'cards'] as const;

export interface Cards {
  /** Null: they are looked at for the first time. */
  cards: readonly ListedCard[] | null;
  problem: string | null;
  isLooking: boolean;
  look: () => void;
  /** The cards as a command left them. */
  take: (cards: ListedCard[]) => void;
}

/** The computer's cards: looked at when the screen opens, and again when somebody comes back to it. */
export function useCards(state: StationStatus['state'] | null): Cards {
  const client = useClient();
  const queries = useQueryClient();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: cardsKey,
    queryFn: () => client.station.cards(),
  });
  useReturn(state, () => void refetch());
  return {
    cards: data ?? null,
    problem: error === null ? null : refusalText(error),
    isLooking: isFetching,
    look: () => void refetch(),
    take: (cards) => queries.setQueryData(cardsKey, cards),
  };
}

export interface Checks {
  /** Null: they are looked at for the first time. */
  checks: readonly Check[] | null;
  at: number | null;
  problem: string | null;
  /** Somebody asked for another look. */
  isRunning: boolean;
  run: () => void;
  /** What was found by asking, in place of the row that was open. */
  put: (check: Check) => void;
}

/** The checks for one card; null: no card is chosen yet. Looking sends nothing. */
export function useChecks(card: string | null, state: StationStatus['state'] | null): Checks {
  const client = useClient();
  const [asked, setAsked] = useState<{ card: string | null; check: Check } | null>(null);
  const [isRunning, setRunning] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['settings', 'checks', card],
    queryFn: () => client.preflight.checks({ interface: card }),
  });
  useReturn(state, () => void refetch());
  const answer = asked?.card === card ? asked.check : null;
  return {
    checks: data?.checks.map((check) => withAnswer(check, answer)) ?? null,
    at: data?.at ?? null,
    problem: error === null ? null : refusalText(error),
    isRunning,
    run: () => {
      setAsked(null);
      setRunning(true);
      void refetch().finally(() => setRunning(false));
    },
    put: (check) => setAsked({ card, check }),
  };
}

function withAnswer(check: Check, answer: Check | null): Check {
  return check.result === 'open' && answer?.id === check.id ? answer : check;
}

/** Looks again when the window gets the focus back, or the station started or stopped meanwhile. */
function useReturn(state: StationStatus['state'] | null, look: () => void): void {
  const newest = useRef(look);
  newest.current = look;
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    newest.current();
  }, [state]);
  useEffect(() => {
    const onFocus = () => newest.current();
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, []);
}
