import { failures } from '../../main/contract/failures.ts';
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
  /** Where a tile has room for five letters. */
  short: string;
  tone: Tone;
  counter: CounterId | null;
}

function state(
  id: TileStateId,
  word: string,
  short: string,
  tone: Tone,
  counter: CounterId | null,
): TileState {
  return { id, word, short, tone, counter };
}

/** Every state, in the order of the chain; the one source of word, shape and colour. */
export const tileStates: Readonly<Record<TileStateId, TileState>> = {
  seen: state('seen', 'Seen', 'Seen', 'idle', 'working'),
  'sp-cust': state('sp-cust', 'SP-CUST', 'Cust', 'prog', 'working'),
  'sec-prv-1': state('sec-prv-1', 'SEC-PRV-1', 'Sec1', 'prog', 'working'),
  rehearsal: state('rehearsal', 'Rehearsal', 'Reh.', 'prog', 'working'),
  verified: state('verified', 'Verified', 'Verified', 'ok', 'ready'),
  bound: state('bound', 'Bound', 'Bound', 'bound', 'bound'),
  waiting: state('waiting', 'Waiting', 'Wait', 'warn', 'attention'),
  failed: state('failed', 'Failed', 'Failed', 'fail', 'attention'),
  'link-lost': state('link-lost', 'Link lost', 'Lost', 'idle', null),
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

/** Whether its maker's server provisions it, so that the bench leaves it alone. */
export function isCustomised({ customisation }: Partial<Pick<Unit, 'customisation'>>): boolean {
  return (customisation ?? 'Open').toLowerCase() !== 'open';
}

/** What stands on the tile in place of the stage bar; `short` where there is room for one word. */
export interface TileAlert {
  text: string;
  short: string;
  /** Nobody needs to do anything. */
  isCalm?: true;
}

/**
 * What a tile says when its unit needs a person: the catalogue's words (at most 18 characters), made
 * exact where the station knows more ("No file for 525G", "Stopped at 62 %"). A bound unit that asks
 * for the common file again says so beside its state. That it must not be unplugged comes before all else.
 * Null: nothing to say.
 */
export function tileAlertOf(
  unit: Pick<Unit, 'stage' | 'condition' | 'binding' | 'reason' | 'attention'> &
    Partial<Pick<Unit, 'upgrade' | 'customisation'>>,
): TileAlert | null {
  const { upgrade } = unit;
  if (upgrade && upgrade.unsafeSince !== null) return { text: 'Do not unplug', short: 'Keep on' };
  const { counter, short } = tileStateOf(unit);
  if (counter === 'attention') return { text: reasonOnTile(unit.reason), short };
  if (upgrade?.phase === 'waiting' && unit.attention === null) {
    return { text: `${upgrade.before ?? 0} before it`, short: 'Turn', isCalm: true };
  }
  if (isCustomised(unit) && unit.attention === null) {
    return { text: 'RC unit: left alone', short: 'RC', isCalm: true };
  }
  if (unit.attention === null) return null;
  return unit.stage === 'MFG-RESET'
    ? { text: 'Was reset', short: 'Reset' }
    : { text: 'Look at it', short: 'Look' };
}

function reasonOnTile(reason: Unit['reason']): string {
  if (reason === null) return 'No reason told';
  if (reason.code === null) return reason.text;
  const file = /\/?(?:spa)?([A-Za-z0-9]{1,6})\.cfg/.exec(reason.text)?.[1];
  if (reason.code === 'F01' && file !== undefined) return `No file for ${file}`;
  const percent = /(\d{1,3}) ?%/.exec(reason.text)?.[1];
  if (reason.code === 'F03' && percent !== undefined) return `Stopped at ${percent} %`;
  return failures[reason.code].title;
}

/** One part of the stage bar. */
export type Segment = 'done' | 'running' | 'failed' | 'open';

/**
 * The stage bar: MFG-RESET, SP-CUST, SEC-PRV-1, (SEC-PRV-2 when rehearsing,) Verified, Bound.
 * Stages left behind are `done`, the one the unit is in is `running` until it is proved.
 */
export function stageBarOf(
  unit: Pick<Unit, 'stage' | 'condition' | 'binding'>,
  isRehearsing: boolean,
): Segment[] {
  const stages: Unit['stage'][] = ['MFG-RESET', 'SP-CUST', 'SEC-PRV-1'];
  if (isRehearsing || unit.stage === 'SEC-PRV-2') stages.push('SEC-PRV-2');
  stages.push('VERIFIED');
  const reached = unit.binding === 'none' ? stages.indexOf(unit.stage) : stages.length;
  const isSettled = ['MFG-RESET', 'VERIFIED'].includes(unit.stage) || unit.binding !== 'none';
  return [...stages, 'BOUND'].map((_, index) => {
    if (index > reached) return 'open';
    if (index < reached) return 'done';
    if (unit.condition === 'failed') return 'failed';
    return isSettled || unit.condition === 'link-lost' ? 'done' : 'running';
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
