/** The parts of a rule as it is written, macros not expanded, with their places in the value. */
import { splitOptions, type WrittenOption } from '../rules/resync-options.ts';
import { type Alternative, type RulePart, readAlternatives } from '../rules/rule-parts.ts';
import { withoutFields } from '../rules/sample-values.ts';
import type { SourceEntry } from '../text/source.ts';
import type { LintContext } from './context.ts';

export type RuleKind = 'profile' | 'upgrade' | 'report';

/** A rule that is in use: neither empty nor switched off by a `#`. */
export interface PlacedRule {
  entry: SourceEntry;
  kind: RuleKind;
  text: string;
  alternatives: readonly PlacedAlternative[];
}

export interface PlacedAlternative extends Alternative {
  /** Offsets in the rule. */
  written: readonly WrittenOption[];
}

export function ruleKindOf(xmlName: string): RuleKind | null {
  if (/^Profile_Rule(?:_[BCD])?$/.test(xmlName)) return 'profile';
  if (xmlName === 'Upgrade_Rule') return 'upgrade';
  return xmlName === 'Report_Rule' ? 'report' : null;
}

/** Taken apart once for all checks. */
const taken = new WeakMap<LintContext, readonly PlacedRule[]>();

/** Every rule of the profile whose structure can be read. */
export function rulesOf(context: LintContext): readonly PlacedRule[] {
  const known = taken.get(context) ?? placeRules(context);
  taken.set(context, known);
  return known;
}

function placeRules(context: LintContext): PlacedRule[] {
  const rules: PlacedRule[] = [];
  for (const entry of context.effective.values()) {
    const kind = ruleKindOf(entry.xmlName);
    const { value } = entry;
    if (kind === null || value === null || value.trim() === '' || /^\s*#/.test(value)) continue;
    // The bar of a field's filter is none of the rule's.
    const read = readAlternatives(withoutFields(value));
    if (!read.ok) continue;
    const alternatives = read.value.map((one) => placedIn(value, one));
    rules.push({ entry, kind, text: value, alternatives });
  }
  return rules;
}

/** An alternative with its fields as they are written. */
function placedIn(rule: string, alternative: Alternative): PlacedAlternative {
  const asWritten = (part: RulePart | null) =>
    part && { at: part.at, text: rule.slice(part.at, part.at + part.text.length) };
  return {
    condition: asWritten(alternative.condition),
    assignments: asWritten(alternative.assignments),
    options: asWritten(alternative.options),
    url: asWritten(alternative.url),
    end: alternative.end,
    written: optionsOf(alternative).map((one) => ({
      ...one,
      argument: rule.slice(one.from, one.to),
    })),
  };
}

/** Where the arguments of `--key` stand in a rule; [] for one that cannot be read. */
export function keyArguments(rule: string): { from: number; to: number; text: string }[] {
  const read = readAlternatives(withoutFields(rule));
  if (!read.ok) return [];
  return read.value.flatMap((one) =>
    optionsOf(one)
      .filter(({ name }) => name === 'key')
      .map(({ from, to }) => ({ from, to, text: rule.slice(from, to) })),
  );
}

function optionsOf({ options }: Alternative): WrittenOption[] {
  if (options === null) return [];
  const read = splitOptions(options.text, options.at);
  if (!read.ok) return [];
  return read.value.map((one) => ({
    ...one,
    from: one.from + options.at,
    to: one.to + options.at,
  }));
}
