import { useEffect, useRef, useState } from 'react';
import type { StationStatus } from '../../main/contract/model.ts';
import type { ServiceName } from '../../main/contract/preflight.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';

const PRACTICE_UNITS = 24;

export interface Starting {
  /** When the start began, as far as this page knows; null: none is under way. */
  since: number | null;
  problem: string | null;
  canStart: boolean;
  canPractise: boolean;
  isPractising: boolean;
  isAborting: boolean;
  start: () => void;
  canStartWithout: boolean;
  startWithout: () => void;
  abort: () => void;
  practise: () => void;
}

interface StartOptions {
  status: StationStatus;
  isConnected: boolean;
  isBlocked: boolean;
  /** Services the start can do without, where only they are in its way. */
  spared: readonly ServiceName[];
  /** What the station is told; null: no card. */
  wanted: { interface?: string } | null;
  /** Done before the start: what was typed and not saved. */
  before: () => Promise<unknown>;
  onFailed: () => void;
}

/** The start, its end, and the practice bench. */
export function useStart(options: StartOptions): Starting {
  const { status, isConnected, isBlocked, spared, wanted, before, onFailed } = options;
  const client = useClient();
  const [isAsked, setAsked] = useState(false);
  const [isAborting, setAborting] = useState(false);
  const [isPractising, setPractising] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [since, setSince] = useState<number | null>(null);
  const isAborted = useRef(false);
  const isUnderWay = isAsked || status.state === 'starting';
  useEffect(() => setSince(isUnderWay ? Date.now() : null), [isUnderWay]);

  const isIdle = isConnected && !isUnderWay && !isPractising;
  const canStart = isIdle && !isBlocked && wanted !== null;

  const canStartWithout = isIdle && status.locked === null && spared.length > 0 && wanted !== null;

  async function start(without: readonly ServiceName[]): Promise<void> {
    if (wanted === null || !(without.length > 0 ? canStartWithout : canStart)) return;
    isAborted.current = false;
    setAsked(true);
    setProblem(null);
    try {
      await before();
      await client.station.start(
        without.length === 0 ? wanted : { ...wanted, without: [...without] },
      );
    } catch (error) {
      setProblem(
        isAborted.current ? 'The start was stopped. Nothing is served.' : refusalText(error),
      );
      onFailed();
    } finally {
      setAsked(false);
    }
  }

  async function abort(): Promise<void> {
    isAborted.current = true;
    setAborting(true);
    try {
      await client.station.stop();
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setAborting(false);
    }
  }

  async function practise(): Promise<void> {
    setPractising(true);
    setProblem(null);
    try {
      await client.practice.begin({ units: PRACTICE_UNITS });
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setPractising(false);
    }
  }

  return {
    since: isUnderWay ? (since ?? Date.now()) : null,
    problem: problem ?? (status.state === 'failed' ? status.problem : null),
    canStart,
    canPractise: isIdle,
    isPractising,
    isAborting,
    start: () => void start([]),
    canStartWithout,
    startWithout: () => void start(spared),
    abort: () => void abort(),
    practise: () => void practise(),
  };
}
