import type {
  AlternativeExplanation,
  RuleExplanation,
  ValueExplanation,
} from '../rules/rule-types.ts';
import type { ShownChange, UnitEvent } from './events.ts';
import { concealing, secretFingerprint } from './fingerprint.ts';

/** What nobody may see: values wherever they stand, and all values of these parameters. */
export interface Secrets {
  values: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

/** Puts fingerprints in the place of every secret, in every text that came out of the unit. */
export function concealEvents(events: readonly UnitEvent[], secrets: Secrets): UnitEvent[] {
  const conceal = concealing(secrets.values);
  const shown = (text: string | null) => (text === null ? null : conceal(text));
  const change = (one: ShownChange) => concealChange(one, secrets.names, conceal);
  return events.map((event): UnitEvent => {
    switch (event.type) {
      case 'rule':
        return { ...event, explanation: concealExplanation(event.explanation, conceal) };
      case 'assigned':
        return { ...event, change: change(event.change) };
      case 'applied':
        return { ...event, changes: event.changes.map(change) };
      case 'request':
        return { ...event, url: conceal(event.url), body: shown(event.body) };
      case 'wait':
        return { ...event, setting: conceal(event.setting) };
      case 'log':
        return { ...event, line: conceal(event.line) };
      case 'upgraded':
        return { ...event, url: shown(event.url), why: shown(event.why) };
      case 'resynced':
        return { ...event, why: shown(event.why) };
      case 'failed':
        return { ...event, why: conceal(event.why) };
      default:
        return event;
    }
  });
}

function concealChange(
  { name, from, to }: ShownChange,
  names: ReadonlySet<string>,
  conceal: (text: string) => string,
): ShownChange {
  const isSecret = names.has(name);
  const show = isSecret ? secretFingerprint : conceal;
  return { name, from: from === null ? null : show(from), to: show(to), isSecret };
}

function concealExplanation(
  explanation: RuleExplanation,
  conceal: (text: string) => string,
): RuleExplanation {
  const value = (shown: ValueExplanation): ValueExplanation => ({
    ...shown,
    before: conceal(shown.before),
    after: conceal(shown.after),
  });
  const alternatives = explanation.alternatives.map((alternative): AlternativeExplanation => {
    const { condition, assignments, url } = alternative;
    return {
      ...alternative,
      condition: condition && {
        ...condition,
        before: conceal(condition.before),
        after: conceal(condition.after),
        comparisons: condition.comparisons.map((comparison) => ({
          ...comparison,
          left: value(comparison.left),
          right: comparison.right && value(comparison.right),
        })),
      },
      assignments: assignments.map((one) => ({ ...one, value: conceal(one.value) })),
      url: url && {
        ...url,
        before: conceal(url.before),
        after: conceal(url.after),
        resolved: url.resolved && { ...url.resolved, path: conceal(url.resolved.path) },
      },
    };
  });
  return { ...explanation, alternatives };
}
