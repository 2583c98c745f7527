import type { EpochMs } from '../../../contract/values.ts';
import type { UnitAction, UnitAnswer } from './actions.ts';
import { concealEvents } from './conceal-events.ts';
import type { UnitEvent } from './events.ts';
import { secretNames, secretsOf } from './secrets-of-unit.ts';
import type { UnitState } from './unit-state.ts';

/** An event before it has its time. */
type Untimed = UnitEvent extends infer E ? (E extends UnitEvent ? Omit<E, 'at'> : never) : never;

/** Keeps the events of a unit, and which secrets it had meanwhile. */
export class EventLog {
  readonly #events: UnitEvent[] = [];
  readonly #unit: UnitState;
  readonly #now: () => EpochMs;
  readonly #secrets = new Set<string>();
  readonly #secretNames = new Set<string>();
  #resyncFrom = 0;

  constructor(unit: UnitState, now: () => EpochMs) {
    this.#unit = unit;
    this.#now = now;
  }

  get count(): number {
    return this.#events.length;
  }

  /**
   * The events without any secret the unit has, had, or got: one that only became a key later is
   * hidden from the beginning.
   */
  concealed(): UnitEvent[] {
    return concealEvents(this.#events, { values: this.#secrets, names: this.#secretNames });
  }

  tell(event: Untimed): void {
    if (event.type === 'resync') this.#resyncFrom = this.#events.length;
    this.#events.push({ at: this.#now(), ...event });
  }

  /** What the unit did; the answer to a request comes apart. */
  tellAction(action: UnitAction): void {
    const { parameters } = this.#unit;
    for (const secret of secretsOf(parameters)) this.#secrets.add(secret);
    for (const name of secretNames(parameters)) this.#secretNames.add(name);
    const event = eventOf(action);
    if (event) this.tell(event);
  }

  tellAnswer(answer: UnitAnswer): void {
    if (answer.type === 'file') {
      const version = answer.version ?? null;
      this.tell({ type: 'file', sizeBytes: answer.bytes.length, version });
    } else if (answer.type === 'not-found') {
      this.tell({ type: 'not-found' });
    }
  }

  /** The URLs of the resync that began last, as one text. */
  requestsOfLastResync(): string {
    return this.#events
      .slice(this.#resyncFrom)
      .map((event) => (event.type === 'request' ? event.url : ''))
      .join(' ');
  }
}

function eventOf(action: UnitAction): Untimed | null {
  switch (action.type) {
    case 'look-up':
      return null;
    case 'rule':
      return { type: 'rule', parameter: action.parameter, explanation: action.explain() };
    case 'assign': {
      const change = { name: action.name, from: null, to: action.value, isSecret: false };
      return { type: 'assigned', change };
    }
    case 'fetch': {
      const { purpose, method, scheme, server, port, path, body, hasKey } = action;
      const url = `${scheme}://${server}:${port}${path}`;
      return { type: 'request', purpose, method, url, body, hasKey };
    }
    case 'applied': {
      const changes = action.changes.map((change) => ({ ...change, isSecret: false }));
      return { type: 'applied', changes, ignored: action.ignored };
    }
    case 'failed':
      return { type: 'failed', why: action.why, problem: action.problem ?? null };
    case 'opened':
    case 'log':
      return action;
  }
}
