import type {
  AlternativeExplanation,
  ComparisonExplanation,
  OptionExplanation,
  RuleExplanation,
  ValueExplanation,
} from '../rules/rule-types.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

/** Seconds in words: `40 s`, `5 min`, `1 h 10 min`, `2 days`. */
export function durationWords(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), whole >= 2 * 86_400 ? 'days' : 'day'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.length === 0 ? '0 s' : said.join(' ');
}

/** Why a rule does what it does, in one sentence. */
export function explainChoice(parameter: string, explanation: RuleExplanation): string {
  const { why, chosen, alternatives, problem } = explanation;
  const alternative = alternatives[(chosen ?? 0) - 1];
  const ordinal = ORDINALS[(chosen ?? 0) - 1] ?? `${chosen}th`;
  const failed = alternatives.slice(0, Math.max(0, (chosen ?? alternatives.length + 1) - 1));
  switch (why) {
    case 'empty':
      return `${parameter} is empty.`;
    case 'switched-off':
      return `${parameter} begins with # and is switched off.`;
    case 'none-true':
      return `${parameter} is skipped because ${reasons(failed)}.`;
    case 'problem':
      return `${parameter} cannot be carried out: ${problem?.message ?? ''}`;
    case 'no-condition': {
      if (chosen === 1) return `${parameter} leads to ${urlWords(alternative)}.`;
      return `${parameter}: the ${ordinal} alternative, ${urlWords(alternative)}, is chosen because ${reasons(failed)}.`;
    }
    case 'condition-true': {
      const holding = (alternative?.condition?.comparisons ?? []).map(comparisonWords);
      const holds = `${holding.join(' and ')} ${holding.length > 1 ? 'hold' : 'holds'}`;
      const others = failed.length === 0 ? '' : `, and ${reasons(failed)}`;
      return `${parameter}: the ${ordinal} alternative, ${urlWords(alternative)}, is chosen because ${holds}${others}.`;
    }
  }
}

/** Where an alternative leads, as typed where that says more, and with which options. */
function urlWords(alternative: AlternativeExplanation | undefined): string {
  const url = alternative?.url;
  if (!url) return alternative?.assignments.length ? 'assignments alone' : 'nothing';
  const address = url.before === url.after ? url.after : `${url.before} (${url.after})`;
  return [address, ...(alternative?.options ?? []).map(optionWords)].join(' ');
}

function optionWords(option: OptionExplanation): string {
  switch (option.kind) {
    case 'key': {
      const from = option.from === 'literal' ? '' : `${option.from}, `;
      return `with a key (${from}fingerprint ${option.fingerprint || 'of nothing'})`;
    }
    case 'post':
      return `posting ${option.parameter}`;
    case 'alias':
      return `through the alias map in ${option.parameter}`;
    case 'uid':
    case 'pwd':
      return `with --${option.kind}`;
    case 'unknown':
      return `with the unknown --${option.name}`;
  }
}

/** The first comparison of each alternative that does not hold. */
function reasons(alternatives: readonly AlternativeExplanation[]): string {
  const words = alternatives.map(({ condition }) => {
    const failed = condition?.comparisons.find(({ holds }) => !holds);
    return `${failed ? comparisonWords(failed) : (condition?.after ?? '')} does not hold`;
  });
  return words.join(' and ');
}

function comparisonWords({ left, operator, right }: ComparisonExplanation): string {
  if (operator === null || right === null) return valueWords(left);
  return `${valueWords(left)} ${operator} ${valueWords(right)}`;
}

function valueWords({ before, after, isImplied }: ValueExplanation): string {
  if (isImplied) return `${before} (${after}, not written)`;
  return before === after ? before : `${before} (${after})`;
}
