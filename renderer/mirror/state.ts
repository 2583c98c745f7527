/**
 * The page's mirror of the station: a snapshot, then every change in order.
 * Pure and without a DOM; `mirror.ts` feeds it from the wire.
 */
import type { Change, Changes, Snapshot } from '../../main/contract/contract.ts';
import type {
  ForeignClient,
  LogLine,
  ScanOutcome,
  Seat,
  StationStatus,
  Transfer,
  Unit,
} from '../../main/contract/model.ts';
import type { SettingsAnswer } from '../../main/contract/settings.ts';
import type { EpochMs, Mac } from '../../main/contract/values.ts';
import { keptScans, type ScanPart, withScan, withScanBegun, withSeat } from './scans.ts';

/** The scanning place of every page. */
export const SEAT = 'screen';
/** Log lines kept on the page. */
export const LOG_LINES = 200;
/** How long an ended transfer stays in sight. */
const TRANSFERS_SHOWN_MS = 60_000;

export interface Mirror extends ScanPart {
  /** The station's run and the last change applied; null before the first snapshot. */
  run: string | null;
  seq: number;
  /** A number was missing from the stream: only a new snapshot helps. */
  isGap: boolean;
  status: StationStatus | null;
  units: ReadonlyMap<Mac, Unit>;
  /** Places of the board in order of first appearance; null is a gap, kept for the next new unit. */
  places: readonly (Mac | null)[];
  foreign: ReadonlyMap<Mac, ForeignClient>;
  /** Oldest first. */
  log: readonly LogLine[];
  boundToday: number;
  /** Running transfers, and those that ended a moment ago, by their number. */
  transfers: ReadonlyMap<number, Transfer>;
  settings: SettingsAnswer | null;
  /** Counts up per subject whenever the station announced something of it; see `queries.ts`. */
  news: News;
  /** When this mirror last heard from the station. */
  heardAt: EpochMs | null;
  /** Why there is no snapshot: the station cannot open its data. Null: it answered, or did not say. */
  refusal: string | null;
}

export type News = Readonly<
  Record<
    | 'accounts'
    | 'bindings'
    | 'batches'
    | 'certificates'
    | 'keys'
    | 'firmware'
    | 'pins'
    | 'profiles'
    | 'scans'
    | 'settings'
    | 'units',
    number
  >
>;

export type Action =
  | { type: 'snapshot'; snapshot: Snapshot; at: EpochMs }
  | { type: 'changes'; batch: Changes; at: EpochMs }
  /** Instead of a snapshot. */
  | { type: 'refused'; why: string }
  /** The station's own answer to a call of this page; it may overtake the change that says the same. */
  | { type: 'scan-answered'; outcome: ScanOutcome }
  | { type: 'seat-answered'; seat: Seat }
  /** First key of the next scan: an old verdict never stands beside a new unit. */
  | { type: 'scan-begun' };

const emptySeat: Seat = {
  seat: SEAT,
  heldUnit: null,
  heldAccount: null,
  heldAt: null,
  lockedBy: null,
};

/** A page that has heard nothing yet. */
export const emptyMirror: Mirror = {
  run: null,
  seq: 0,
  isGap: false,
  status: null,
  units: new Map(),
  places: [],
  foreign: new Map(),
  log: [],
  scans: [],
  seat: emptySeat,
  shown: null,
  dropped: null,
  boundToday: 0,
  transfers: new Map(),
  settings: null,
  news: {
    accounts: 0,
    bindings: 0,
    batches: 0,
    certificates: 0,
    keys: 0,
    firmware: 0,
    pins: 0,
    profiles: 0,
    scans: 0,
    settings: 0,
    units: 0,
  },
  heardAt: null,
  refusal: null,
};

/** The mirror after one action. Same input, same answer; what did not change keeps its identity. */
export function reduce(mirror: Mirror, action: Action): Mirror {
  switch (action.type) {
    case 'snapshot':
      return fromSnapshot(mirror, action.snapshot, action.at);
    case 'refused':
      return mirror.refusal === action.why ? mirror : { ...mirror, refusal: action.why };
    case 'changes':
      return applyBatch(mirror, action.batch, action.at);
    case 'scan-answered':
      return withScan(mirror, action.outcome);
    case 'seat-answered':
      return withSeat(mirror, action.seat);
    case 'scan-begun':
      return withScanBegun(mirror);
  }
}

function fromSnapshot(before: Mirror, snapshot: Snapshot, at: EpochMs): Mirror {
  const units = new Map(snapshot.units.map((unit) => [unit.mac, sameOr(before, unit)]));
  const scans = keptScans(snapshot.scans);
  const newest = scans.at(-1) ?? null;
  const lastKnownAt = before.scans.at(-1)?.at ?? Number.POSITIVE_INFINITY;
  return {
    run: snapshot.run,
    seq: snapshot.seq,
    isGap: false,
    status: snapshot.status,
    units,
    places: placesFor(before.places, snapshot.units),
    foreign: new Map(snapshot.foreign.map((client) => [client.mac, client])),
    log: snapshot.log.slice(-LOG_LINES),
    scans,
    seat: snapshot.seat,
    // A verdict whose answer was lost with the connection is shown after all.
    shown: newest !== null && newest.at > lastKnownAt ? newest : before.shown,
    dropped: before.dropped,
    boundToday: snapshot.boundToday,
    transfers: new Map(snapshot.transfers.map((transfer) => [transfer.id, transfer])),
    settings: snapshot.settings,
    news: newsOf(before.news, ...subjects),
    heardAt: at,
    refusal: null,
  };
}

const subjects = Object.keys(emptyMirror.news) as (keyof News)[];

function newsOf(news: News, ...touched: (keyof News)[]): News {
  const next = { ...news };
  for (const subject of touched) next[subject] += 1;
  return next;
}

/** A unit that did not change keeps its object, so that its tile is not drawn again. */
function sameOr(before: Mirror, unit: Unit): Unit {
  const known = before.units.get(unit.mac);
  return known && JSON.stringify(known) === JSON.stringify(unit) ? known : unit;
}

/** Known units stay where they are; new ones follow by first appearance, gaps first. */
function placesFor(before: readonly (Mac | null)[], units: readonly Unit[]): (Mac | null)[] {
  const present = new Set(units.map((unit) => unit.mac));
  const places = before.map((mac) => (mac !== null && present.has(mac) ? mac : null));
  const placed = new Set(places);
  const added = units.filter((unit) => !placed.has(unit.mac));
  added.sort((a, b) => a.firstSeenAt - b.firstSeenAt || (a.mac < b.mac ? -1 : 1));
  for (const unit of added) putInPlace(places, unit.mac);
  return places;
}

function putInPlace(places: (Mac | null)[], mac: Mac): void {
  const gap = places.indexOf(null);
  if (gap === -1) places.push(mac);
  else places[gap] = mac;
}

/** Changes known already are skipped (a resumed stream may repeat some); a hole stops everything. */
function applyBatch(before: Mirror, batch: Changes, at: EpochMs): Mirror {
  if (before.run === null || before.isGap) return before;
  if (batch.first > before.seq + 1) return { ...before, isGap: true };
  const fresh = batch.changes.slice(before.seq + 1 - batch.first);
  let next: Mirror = { ...before, seq: before.seq + fresh.length, heardAt: at };
  if (before.heardAt !== null && !isSameDay(before.heardAt, at)) next.boundToday = 0;
  const board = new BoardEdit(next);
  for (const change of fresh) {
    if (change.type === 'unit') board.put(change.unit);
    else if (change.type === 'unit-removed') board.remove(change.mac);
    else next = applyOne(next, change, at);
  }
  return board.finish(next);
}

/** Copies the board once per batch, and only when a unit changed. */
class BoardEdit {
  readonly #before: Mirror;
  #units: Map<Mac, Unit> | null = null;
  #places: (Mac | null)[] | null = null;

  constructor(before: Mirror) {
    this.#before = before;
  }

  put(unit: Unit): void {
    this.#units ??= new Map(this.#before.units);
    if (!this.#units.has(unit.mac)) {
      this.#places ??= [...this.#before.places];
      putInPlace(this.#places, unit.mac);
    }
    this.#units.set(unit.mac, unit);
  }

  remove(mac: Mac): void {
    this.#units ??= new Map(this.#before.units);
    if (!this.#units.delete(mac)) return;
    this.#places = (this.#places ?? [...this.#before.places]).map((at) => (at === mac ? null : at));
  }

  finish(mirror: Mirror): Mirror {
    return {
      ...mirror,
      units: this.#units ?? mirror.units,
      places: this.#places ?? mirror.places,
    };
  }
}

function applyOne(mirror: Mirror, change: Change, at: EpochMs): Mirror {
  switch (change.type) {
    case 'status':
      return { ...mirror, status: change.status };
    case 'foreign':
      return {
        ...mirror,
        foreign: new Map(mirror.foreign).set(change.client.mac, change.client),
      };
    case 'log':
      return { ...mirror, log: [...mirror.log.slice(1 - LOG_LINES), change.line] };
    case 'scan': {
      const boundToday = mirror.boundToday + (change.outcome.verdict === 'bound' ? 1 : 0);
      const news = newsOf(mirror.news, 'scans');
      const next = { ...mirror, boundToday, news };
      return change.seat === SEAT ? withScan(next, change.outcome) : next;
    }
    case 'seat':
      return change.seat.seat === SEAT ? withSeat(mirror, change.seat) : mirror;
    case 'binding': {
      const news = newsOf(mirror.news, 'bindings', 'accounts', 'scans');
      if (change.binding.state !== 'undone') return { ...mirror, news };
      const isToday = isSameDay(change.binding.boundAt, at);
      const isShown = mirror.shown?.verdict === 'bound' && mirror.shown.unit === change.binding.mac;
      return {
        ...mirror,
        news,
        boundToday: Math.max(0, mirror.boundToday - (isToday ? 1 : 0)),
        shown: isShown ? null : mirror.shown,
      };
    }
    case 'batch':
      return { ...mirror, news: newsOf(mirror.news, 'batches', 'bindings') };
    case 'accounts':
      return { ...mirror, news: newsOf(mirror.news, 'accounts') };
    case 'profiles':
      return { ...mirror, news: newsOf(mirror.news, 'profiles') };
    case 'keys':
      return { ...mirror, news: newsOf(mirror.news, 'keys') };
    case 'certificates':
      return { ...mirror, news: newsOf(mirror.news, 'certificates') };
    case 'pins':
      return { ...mirror, news: newsOf(mirror.news, 'pins') };
    case 'firmware':
      return { ...mirror, news: newsOf(mirror.news, 'firmware') };
    case 'settings':
      return { ...mirror, settings: change.settings, news: newsOf(mirror.news, 'settings') };
    case 'transfer': {
      const transfers = new Map(mirror.transfers).set(change.transfer.id, change.transfer);
      for (const { id, state, at: endedAt } of transfers.values()) {
        if (state !== 'running' && at - endedAt > TRANSFERS_SHOWN_MS) transfers.delete(id);
      }
      return { ...mirror, transfers };
    }
    case 'unit':
    case 'unit-removed':
      return mirror;
  }
}

function isSameDay(a: EpochMs, b: EpochMs): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
