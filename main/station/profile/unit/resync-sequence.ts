import { good, type Read } from '../problem.ts';
import type { UnitAction, UnitAnswer } from './actions.ts';
import { spellings } from './file-source.ts';
import { type Readings, readingsOf } from './readings.ts';
import { resync } from './resync.ts';
import { stateOf } from './simulate.ts';

/** One resync played through with servers that only say yes or no. */
export interface ResyncSequence {
  /** By parameter: `Profile_Rule`, `Profile_Rule_B` … */
  rules: Readonly<Record<string, string>>;
  /** By URL, in any of its {@link spellings}; a URL that is not there fails. */
  answers: Readonly<Record<string, 'ok' | 'fail' | 'not-found'>>;
  /** `Yes` when absent. */
  Resync_Fails_On_FNF?: string;
}

export interface ResyncSequenceEnd {
  /** URLs in order, spelled as in `answers`; one that is not there as the rule has it after expansion. */
  requests: string[];
  outcome: 'success' | 'failure';
  /** The parameter that gives the wait from here on. */
  next: 'Resync_Periodic' | 'Resync_Error_Retry_Delay';
}

const someUnit = {
  model: { name: '', series: '', hardware: '', factoryRule: '', takesUrlFromDhcp: false },
  ...{ mac: '', serial: '', firmware: '', ip: '' },
};

/**
 * The rules of a unit in one resync (guide: Profile Rules): which files it asks for, how it ends, and
 * what it waits for then. Files that come are taken whatever they are, and change nothing.
 * @param context.values macros by name; registers count as the unit's parameters
 */
export function runResyncSequence(
  sequence: ResyncSequence,
  context: {
    values?: ReadonlyMap<string, string>;
    option66?: string;
    readings?: Partial<Readings>;
  } = {},
): Read<ResyncSequenceEnd> {
  const { Resync_Fails_On_FNF: failsOnFnf = 'Yes', rules, answers } = sequence;
  const parameters = new Map([...Object.entries(rules), ['Resync_Fails_On_FNF', failsOnFnf]]);
  const macros = Object.fromEntries(context.values ?? []);
  const option66 = context.option66 ?? null;
  const unit = stateOf({ ...someUnit, option66, parameters, macros }, readingsOf(context.readings));
  const requests: string[] = [];
  const answer = (action: UnitAction): UnitAnswer => {
    if (action.type === 'look-up') {
      return { type: 'address', address: action.server, port: action.port };
    }
    if (action.type !== 'fetch') return { type: 'nothing' };
    const known = spellings(action).find((spelling) => Object.hasOwn(answers, spelling));
    requests.push(known ?? action.url);
    const said = known === undefined ? 'fail' : answers[known];
    if (said === 'ok') return { type: 'file', bytes: new Uint8Array() };
    return said === 'not-found' ? { type: 'not-found' } : { type: 'failed', why: 'no answer' };
  };
  const empty = { format: 'xml', usedKey: false, parameters: new Map(), ignored: [] } as const;
  const steps = resync({ ...unit, open: () => good(empty) }, 'periodic');
  let step = steps.next();
  while (!step.done) step = steps.next(answer(step.value));
  const hasFailed = step.value.outcome === 'failed';
  return good({
    requests,
    outcome: hasFailed ? 'failure' : 'success',
    next: hasFailed ? 'Resync_Error_Retry_Delay' : 'Resync_Periodic',
  });
}
