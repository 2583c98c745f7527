import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function preflightQuestions(station: Station): BenchFacade['preflight'] {
  const { preflight } = station;
  return {
    checks: ({ interface: card }) => preflight.checks(card),
    probe: ({ interface: card }) => preflight.probe(card),
    fix: ({ interface: card, check, command }) => preflight.fix(card, check, command),
    selfTest: () => station.selfTest(),
  };
}
