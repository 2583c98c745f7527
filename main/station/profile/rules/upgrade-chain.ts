import { bad, good, type Read } from '../problem.ts';
import { readTokens } from './condition-tokens.ts';
import { type Alternative, readAlternatives } from './rule-parts.ts';
import { resolveUrl } from './url.ts';
import { compareVersions, parseVersion } from './version.ts';

/** One step of an upgrade over intermediate versions: units below the version take this image. */
export interface UpgradeStep {
  /** `7.5.2b`, `2.0.6(b)`. */
  below: string;
  /** As in a rule, macros in it or not. */
  url: string;
}

/** A chain of upgrades (guide: Upgrade Rule; R-206). */
export interface UpgradeChain {
  /** Lowest version first: a unit carries out the first step it is below of. */
  steps: UpgradeStep[];
  /** What every other unit takes, once; null: nothing. */
  last: string | null;
}

/**
 * Writes an Upgrade_Rule with one alternative per step, its condition by `$SWVER`, in words as XML
 * needs them. Every image must be of a later version than its own step asks for, or the step comes
 * again; a last URL without condition is taken once by units that are up to date, too.
 * @returns problems `bad-version`, `bad-order`, `empty-chain`, and those of a URL; `bad-url` also for
 *          one with a bar, or one that begins like another part of a rule
 */
export function writeUpgradeRule({ steps, last }: UpgradeChain): Read<string> {
  if (steps.length === 0 && last === null) {
    return bad('empty-chain', 'A chain of upgrades has at least one step.');
  }
  const alternatives: string[] = [];
  let before: string | null = null;
  for (const { below, url } of steps) {
    const version = parseVersion(below);
    if (!version) return bad('bad-version', `A step has a version such as 7.5.2b or 2.0.6(b).`);
    const lower = before === null ? null : parseVersion(before);
    if (lower && compareVersions(lower, version) >= 0) {
      const message = `The step below ${below} must come before the one below ${before}.`;
      return bad('bad-order', message);
    }
    const checked = checkUrl(url);
    if (!checked.ok) return checked;
    alternatives.push(`( $SWVER lt ${below} )? ${url.trim()}`);
    before = below;
  }
  if (last !== null) {
    const checked = checkUrl(last);
    if (!checked.ok) return checked;
    alternatives.push(last.trim());
  }
  return good(alternatives.join(' | '));
}

/**
 * Reads a rule {@link writeUpgradeRule} could have written, `<` for `lt` and firmware-2.0.6 style
 * without `$SWVER` included. Macros of the URLs stay as they are.
 * @returns problem `not-a-chain` for any other rule, with the column of the part that does not fit
 */
export function readUpgradeChain(rule: string): Read<UpgradeChain> {
  const read = readAlternatives(rule);
  if (!read.ok) return read;
  const chain: UpgradeChain = { steps: [], last: null };
  for (const [index, alternative] of read.value.entries()) {
    const { url, condition } = alternative;
    const isLast = index === read.value.length - 1;
    const isPlain = alternative.assignments === null && alternative.options === null;
    if (!url || !isPlain || (condition === null && !isLast)) return notAChain(alternative);
    if (condition === null) {
      chain.last = url.text;
      continue;
    }
    const below = versionOf(condition.text);
    if (below === null) return notAChain(alternative);
    chain.steps.push({ below, url: url.text });
  }
  return good(chain);
}

function notAChain({ condition, assignments, options, url, end }: Alternative): Read<never> {
  const part = condition ?? assignments ?? options ?? url;
  const message = 'Each step of a chain has ( $SWVER lt VERSION )? and a URL, and nothing else.';
  return bad('not-a-chain', message, { column: (part?.at ?? end) + 1 });
}

/** The version of `$SWVER lt 7.5.2b`, or null. */
function versionOf(condition: string): string | null {
  const tokens = readTokens(condition);
  if (!Array.isArray(tokens)) return null;
  const [first, ...others] = tokens;
  const isNamed = first?.type === 'word' && /^\$(?:SWVER|\(SWVER\))$/.test(first.text);
  const [operator, version, ...rest] = isNamed ? others : tokens;
  if (operator?.type !== 'operator' || operator.operator !== 'lt') return null;
  if (version?.type !== 'word' || rest.length > 0) return null;
  return parseVersion(version.text) ? version.text : null;
}

/** Macros stand for some text; what is left must be a URL that a rule can hold. */
function checkUrl(url: string): Read<unknown> {
  const text = url.trim();
  if (/[|]|^[([#]/.test(text)) {
    return bad('bad-url', 'The URL of an image cannot hold a bar or begin with ( [ or #.');
  }
  const sample = text.replace(/\$(?:[A-Z][A-Z0-9_]*|\([A-Z0-9_:]*\))/g, 'x');
  return resolveUrl(sample, { option66: 'host' });
}
