/**
 * What a unit does to the world, and what the world answers. `resync` and `upgrade` yield the one and
 * are handed the other; whether there are sockets behind it is no business of theirs.
 */
import type { ProfileFormat } from '../packed/detect.ts';
import type { ProfileProblem } from '../problem.ts';
import type { RuleExplanation } from '../rules/rule-types.ts';
import type { Scheme } from '../rules/url.ts';

/** Why a resync begins; `$PRVST` is made of it. */
export type ResyncCause = 'power-up' | 'periodic' | 'retry' | 'command';

export interface LookUp {
  type: 'look-up';
  scheme: Scheme;
  /** Name or address, of the URL or of DHCP. */
  server: string;
  port: number;
  isFromDhcp: boolean;
}

export interface Fetch {
  type: 'fetch';
  purpose: 'profile' | 'firmware';
  method: 'GET' | 'POST';
  scheme: Scheme;
  /** As in the URL, and as it was looked up. */
  server: string;
  address: string;
  port: number;
  path: string;
  /** The URL as it stands in the rule after expansion. */
  url: string;
  /** Of a POST. */
  body: string | null;
  /** The rule has a key to open the file with. */
  hasKey: boolean;
}

/** One parameter that got another value; null: there was none. */
export interface ParameterChange {
  name: string;
  from: string | null;
  to: string;
}

/** Wants an answer: `look-up` an address, `fetch` a file. The others only tell what happened. */
export type UnitAction =
  | LookUp
  | Fetch
  /** `explain` is for whoever wants to know; it costs more than the evaluation. */
  | { type: 'rule'; parameter: string; explain: () => RuleExplanation }
  | { type: 'assign'; name: string; value: string }
  | { type: 'opened'; format: ProfileFormat; usedKey: boolean }
  | { type: 'applied'; changes: ParameterChange[]; ignored: readonly string[] }
  /** A step came to nothing; `why` is what `$ERR` says. */
  | { type: 'failed'; why: string; problem?: ProfileProblem }
  /** One line to the syslog server that is set now. */
  | { type: 'log'; server: string; line: string };

export type UnitAnswer =
  | { type: 'nothing' }
  | { type: 'address'; address: string; port: number }
  /** `version`: of a firmware image, the one it makes the unit. */
  | { type: 'file'; bytes: Uint8Array; version?: string }
  | { type: 'not-found' }
  | { type: 'failed'; why: string }
  /** The unit fell silent; a fault. */
  | { type: 'dropped' };

/** A coroutine of a unit. */
export type UnitSteps<T> = Generator<UnitAction, T, UnitAnswer>;

export interface ResyncEnd {
  /** `off`: Provision_Enable says no, nothing was done. */
  outcome: 'changed' | 'same' | 'failed' | 'dropped' | 'off';
  /** What `$ERR` said, for `failed`; without secrets. */
  why: string | null;
  /** Names of the parameters that are not what they were before. */
  changed: string[];
  /** Whether the unit reboots because of them. */
  reboots: boolean;
  /** A file was opened with the key in GPP_SA. */
  usedOwnKey: boolean;
}

export interface UpgradeEnd {
  outcome: 'done' | 'failed' | 'none';
  /** What `$ERR` said, for `failed`; for `none` why nothing was tried. */
  why: string | null;
  /** The effective URL; null when there was none. */
  url: string | null;
}
