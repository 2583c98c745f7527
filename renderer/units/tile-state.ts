import type { Unit } from '../../main/contract/model.ts';

/** Colour family of a state; each has a solid, a text and a soft token. */
export type Tone = 'idle' | 'prog' | 'ok' | 'bound' | 'warn' | 'fail';

/** The nine states of a tile. */
export type TileStateId =
  | 'seen'
  | 'sp-cust'
  | 'sec-prv-1'
  | 'rehearsal'
  | 'verified'
  | 'bound'
  | 'waiting'
  | 'failed'
  | 'link-lost';

/** Which of the five counters a state belongs to besides "On the bench". */
export type CounterId = 'working' | 'ready' | 'bound' | 'attention';

/** How a state shows: a word, an icon of its own shape and a colour, none needed for the other two. */
export interface TileState {
  id: TileStateId;
  word: string;
  tone: Tone;
  counter: CounterId | null;
}

/** Every state, in the order of the chain; the one source of word, shape and colour. */
export const tileStates: Readonly<Record<TileStateId, TileState>> = {
  seen: { id: 'seen', word: 'Seen', tone: 'idle', counter: 'working' },
  'sp-cust': { id: 'sp-cust', word: 'SP-CUST', tone: 'prog', counter: 'working' },
  'sec-prv-1': { id: 'sec-prv-1', word: 'SEC-PRV-1', tone: 'prog', counter: 'working' },
  rehearsal: { id: 'rehearsal', word: 'Rehearsal', tone: 'prog', counter: 'working' },
  verified: { id: 'verified', word: 'Verified', tone: 'ok', counter: 'ready' },
  bound: { id: 'bound', word: 'Bound', tone: 'bound', counter: 'bound' },
  waiting: { id: 'waiting', word: 'Waiting', tone: 'warn', counter: 'attention' },
  failed: { id: 'failed', word: 'Failed', tone: 'fail', counter: 'attention' },
  'link-lost': { id: 'link-lost', word: 'Link lost', tone: 'idle', counter: null },
};

const stateOfStage = {
  'MFG-RESET': 'seen',
  'SP-CUST': 'sp-cust',
  'SEC-PRV-1': 'sec-prv-1',
  'SEC-PRV-2': 'rehearsal',
  VERIFIED: 'verified',
} as const satisfies Record<Unit['stage'], TileStateId>;

/**
 * The state a unit's tile shows, from its three facts. What needs a person comes first, then the
 * binding, then a lost link, then the stage. A verified or bound unit stays so when it is unplugged:
 * that is how it leaves the bench (see {@link isUnplugged}).
 */
export function tileStateOf(unit: Pick<Unit, 'stage' | 'condition' | 'binding'>): TileState {
  if (unit.condition === 'failed') return tileStates.failed;
  if (unit.condition === 'waiting') return tileStates.waiting;
  if (unit.binding !== 'none') return tileStates.bound;
  if (unit.condition === 'link-lost' && unit.stage !== 'VERIFIED') return tileStates['link-lost'];
  return tileStates[stateOfStage[unit.stage]];
}

/** Whether the tile is drawn dashed: the unit is off the wire, whatever it has reached. */
export function isUnplugged(unit: Pick<Unit, 'condition'>): boolean {
  return unit.condition === 'link-lost';
}

/** Whether the unit belongs on the "Needs attention" list. */
export function needsAttention(
  unit: Pick<Unit, 'stage' | 'condition' | 'binding' | 'attention'>,
): boolean {
  return unit.attention !== null || tileStateOf(unit).counter === 'attention';
}

/** One part of the stage bar. */
export type Segment = 'done' | 'running' | 'failed' | 'open';

/**
 * The stage bar: MFG-RESET, SP-CUST, SEC-PRV-1, (SEC-PRV-2 when rehearsing,) Verified, Bound.
 * A reached stage is `done`; the one being worked towards is `running`, or `failed`.
 */
export function stageBarOf(
  unit: Pick<Unit, 'stage' | 'condition' | 'binding'>,
  isRehearsing: boolean,
): Segment[] {
  const stages: Unit['stage'][] = ['MFG-RESET', 'SP-CUST', 'SEC-PRV-1'];
  if (isRehearsing || unit.stage === 'SEC-PRV-2') stages.push('SEC-PRV-2');
  stages.push('VERIFIED');
  const reached = unit.binding === 'none' ? stages.indexOf(unit.stage) : stages.length;
  const isAtWork = unit.stage !== 'VERIFIED' && unit.binding === 'none';
  return [...stages, 'BOUND'].map((_, index) => {
    if (index <= reached) return 'done';
    if (index > reached + 1) return 'open';
    if (unit.condition === 'failed') return 'failed';
    return isAtWork && unit.condition === 'ok' && unit.stage !== 'MFG-RESET' ? 'running' : 'open';
  });
}

/** Units per counter of the top row; attention counts a unit besides its other counter. */
export interface Counts {
  onBench: number;
  working: number;
  ready: number;
  bound: number;
  attention: number;
}

/** Counts the board once. */
export function countUnits(units: Iterable<Unit>): Counts {
  const counts: Counts = { onBench: 0, working: 0, ready: 0, bound: 0, attention: 0 };
  for (const unit of units) {
    counts.onBench += 1;
    const { counter } = tileStateOf(unit);
    if (counter !== null && counter !== 'attention') counts[counter] += 1;
    if (needsAttention(unit)) counts.attention += 1;
  }
  return counts;
}
