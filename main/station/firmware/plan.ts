/**
 * Which image a unit gets, and the `Upgrade_Rule` that says so (guide: Upgrade Rule; ).
 * Pure.
 */
import { bad, good, type Read } from '../profile/problem.ts';
import { type UpgradeStep, writeUpgradeRule } from '../profile/rules/upgrade-chain.ts';
import { compareVersions, parseVersion } from '../profile/rules/version.ts';

/** An image as far as the plan goes. */
export interface PlannedImage {
  file: string;
  version: string;
}

/** What units of one model get. */
export interface UpgradePlan {
  rule: 'older' | 'always';
  target: PlannedImage;
  /** Stepping stones: units below a stone's version take it first. Lowest version first. */
  stones: readonly PlannedImage[];
}

/** What a unit's version comes to under a plan. */
export type Standing =
  | { kind: 'done' }
  | { kind: 'upgrade'; next: PlannedImage }
  /** Its version is not of the grammar: nothing tells whether it is older. */
  | { kind: 'unreadable' };

/** The same version, in whichever of the two spellings: `7.5.2b`, `7.5.2(b)`. */
export function isSameVersion(one: string, other: string): boolean {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  return a !== null && b !== null ? compareVersions(a, b) === 0 : one === other;
}

export function standingOf(version: string, { rule, target, stones }: UpgradePlan): Standing {
  const own = parseVersion(version);
  const last = parseVersion(target.version);
  if (own === null || last === null) return { kind: 'unreadable' };
  const order = compareVersions(own, last);
  if (order === 0 || (order > 0 && rule === 'older')) return { kind: 'done' };
  const stone = stones.find((each) => {
    const below = parseVersion(each.version);
    return below !== null && compareVersions(own, below) < 0;
  });
  return { kind: 'upgrade', next: stone ?? target };
}

/**
 * The rule's text. `older` says it of the target, too, so that a unit that is up to date takes nothing;
 * `always` ends with the bare URL, which only units that need it are given.
 * @param base  `tftp://192.168.76.1`, without a slash at the end
 * @returns problems of {@link writeUpgradeRule}
 */
export function upgradeRuleText(base: string, { rule, target, stones }: UpgradePlan): Read<string> {
  const step = ({ file, version }: PlannedImage): UpgradeStep => ({
    below: version,
    url: imageUrl(base, file),
  });
  return rule === 'older'
    ? writeUpgradeRule({ steps: [...stones, target].map(step), last: null })
    : writeUpgradeRule({ steps: stones.map(step), last: imageUrl(base, target.file) });
}

/** Where units fetch an image. */
export function imageUrl(base: string, file: string): string {
  return `${base}/firmware/${file}`;
}

/** @returns why the stones do not lead to the target, naming the one that does not fit */
export function checkStones({ target, stones }: Omit<UpgradePlan, 'rule'>): Read<null> {
  const last = parseVersion(target.version);
  if (last === null)
    return bad('bad-version', `${target.file} has no version that can be compared.`);
  let before: PlannedImage | null = null;
  for (const stone of stones) {
    const version = parseVersion(stone.version);
    if (version === null) {
      return bad('bad-version', `${stone.file} has no version that can be compared.`);
    }
    if (compareVersions(version, last) >= 0) {
      const message = `${stone.file} (${stone.version}) is no step before ${target.file} (${target.version}): its version must be lower.`;
      return bad('bad-order', message);
    }
    const lower = before === null ? null : parseVersion(before.version);
    if (before !== null && lower !== null && compareVersions(lower, version) >= 0) {
      return bad('bad-order', `The step ${stone.file} must come before ${before.file}.`);
    }
    before = stone;
  }
  return good(null);
}
