import type { ProfileProblem } from '../problem.ts';
import type { Readings } from '../unit/readings.ts';
import type { Assignment } from './assignment.ts';
import type { Operator } from './condition-tokens.ts';
import type { ResyncOptions } from './resync-options.ts';
import type { ResolvedUrl, UrlDefault } from './url.ts';

/** Which parameter the rule stands in: Profile_Rule*, Upgrade_Rule or Report_Rule. */
export type RuleKind = 'profile' | 'upgrade' | 'report';

/** What a rule is evaluated with. */
export interface RuleContext {
  /** Macro name to value, as `macroValues` makes them. */
  values: ReadonlyMap<string, string>;
  /** `profile` unless told. */
  kind?: RuleKind;
  /** The server DHCP named. */
  option66?: string;
  readings?: Readings;
}

/** What a rule tells a unit to do. `alternative` counts from 1. */
export type RuleResult =
  /** Empty, commented out, or no condition true: the next rule's turn. */
  | { outcome: 'skip' }
  /** An alternative without assignments and URL was chosen. */
  | { outcome: 'none'; alternative: number }
  | { outcome: 'assign'; alternative: number; assignments: Assignment[] }
  | {
      outcome: 'fetch';
      alternative: number;
      assignments?: Assignment[];
      options?: ResyncOptions;
      url: ResolvedUrl;
    };

/**
 * Why a rule does what it does, for people. Holds no secret: keys and values of secret parameters
 * show as fingerprints, also where they stand in the middle of another text.
 */
export interface RuleExplanation {
  outcome: RuleResult['outcome'] | 'failed';
  /** Counts from 1; null when none was chosen. */
  chosen: number | null;
  why:
    | 'empty'
    | 'switched-off'
    | 'condition-true'
    /** Reached because every condition before it was false. */
    | 'no-condition'
    | 'none-true'
    /** The rule cannot be carried out; `problem` says why. */
    | 'problem';
  problem?: ProfileProblem;
  /** Every one, also those behind the chosen; empty when the rule could not be taken apart. */
  alternatives: AlternativeExplanation[];
}

/** One alternative and its parts, null or empty where absent. */
export interface AlternativeExplanation {
  number: number;
  condition: ConditionExplanation | null;
  assignments: { name: string; value: string; isSecret: boolean }[];
  options: OptionExplanation[];
  url: UrlExplanation | null;
  /** The first thing wrong with it, also when another one was chosen. */
  problem?: ProfileProblem;
}

/** A condition as typed, as expanded, and comparison by comparison. */
export interface ConditionExplanation {
  before: string;
  after: string;
  /** Null when it cannot be told. */
  holds: boolean | null;
  /** Those that could be read. */
  comparisons: ComparisonExplanation[];
  problem?: ProfileProblem;
}

export interface ComparisonExplanation {
  left: ValueExplanation;
  /** Null for the bare word `true`. */
  operator: Operator | null;
  right: ValueExplanation | null;
  holds: boolean;
}

/** One side of a comparison, with its quotes: `"$A"` and `"x"`. */
export interface ValueExplanation {
  before: string;
  after: string;
  /** `$SWVER`, because no left side was written. */
  isImplied: boolean;
}

export type OptionExplanation =
  /** `from`: the macro it came out of, such as `$SA`; `literal` when it stands in the rule itself. */
  | { kind: 'key' | 'uid' | 'pwd'; from: string; fingerprint: string }
  | { kind: 'post' | 'alias'; letter: string; parameter: string }
  | { kind: 'unknown'; name: string };

export interface UrlExplanation {
  before: string;
  after: string;
  /** Null when it is no URL. */
  resolved: ResolvedUrl | null;
  /** What it leaves to its defaults. */
  defaults: UrlDefault[];
}
