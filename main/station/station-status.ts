/** The station in one look, as every UI shows it. */
import type { StationStatus } from '../contract/model.ts';
import type { BenchRunner } from './bench-runner.ts';

const off = { port: null, state: 'off' as const, isNeeded: false, problem: null };
const idlePorts: StationStatus['ports'] = {
  dhcp: off,
  tftp: off,
  http: off,
  https: off,
  syslog: off,
};

export interface StatusFacts
  extends Pick<StationStatus, 'isRehearsing' | 'hasIspRule' | 'locked' | 'isPractice' | 'lastRun'> {
  run: Pick<BenchRunner, 'bench' | 'state' | 'problem' | 'startedAt'>;
  /** Of its own data, found at its start. */
  damage: readonly string[];
}

export function viewStatus({ run, ...facts }: StatusFacts): StationStatus {
  const { bench, state, problem, startedAt } = run;
  const { isRehearsing, hasIspRule, locked, isPractice, lastRun, damage } = facts;
  return {
    state,
    problem,
    interface: bench?.network.interfaceName ?? null,
    address: bench?.network.address ?? null,
    prefix: bench?.network.prefix ?? null,
    ports: bench?.ports ?? idlePorts,
    warnings: [...damage, ...(bench?.warnings() ?? [])],
    pool: bench?.pool() ?? null,
    isRehearsing,
    hasIspRule,
    locked,
    startedAt,
    isPractice,
    lastRun,
  };
}
