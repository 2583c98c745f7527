/** Reads a unit's whole configuration back from its web server (device facts 11.3) and compares it. */
import type { EpochMs } from '../../contract/values.ts';
import { visible } from '../log.ts';
import { openProfile } from '../profile/packed/pack.ts';
import { readBool } from '../profile/values/plain-values.ts';
import { type Comparison, compareWithIntent, type Intent } from './compare.ts';
import { checkIdentity, type Identity, type KnownUnit } from './identity.ts';
import { readRunningFile } from './running-file.ts';
import type { WebClient, WebProblem } from './web-client.ts';

/** What a unit told, compared; no secret is in it. */
export interface ReadBack extends Comparison {
  identity: Identity;
  /** As the unit writes it: `6.1.5(a)`; null: it does not say. */
  softwareVersion: string | null;
  serial: string | null;
  /** Of the Info page: Pending, a company's name, or Open; null: it does not say. */
  customization: string | null;
  /** Null: it does not say. */
  provisionEnable: boolean | null;
  takenAt: EpochMs;
}

export interface ReadBackProblem {
  kind:
    | WebProblem['kind']
    /** The web server answers, but not with the file; its status is in the sentence. */
    | 'not-offered'
    | 'not-a-profile'
    /** A report only: no key, or not this one, or damaged. */
    | 'not-opened'
    /** The file is another unit's than the one asked. */
    | 'other-unit';
  message: string;
}

export type ReadBackAnswer =
  | { ok: true; value: ReadBack }
  | { ok: false; problem: ReadBackProblem; takenAt: EpochMs };

const PATH = '/admin/spacfg.xml';

/** Asks the unit now. Never rejects. @param at when it is asked, for the result */
export async function readBack(
  client: WebClient,
  unit: KnownUnit,
  intent: Intent,
  at: EpochMs,
  options: { signal?: AbortSignal } = {},
): Promise<ReadBackAnswer> {
  const answer = await client.get(PATH, options);
  if (!answer.ok) return { ok: false, problem: answer.problem, takenAt: at };
  if (answer.status !== 200) {
    const message = `${client.address} does not give its configuration (status ${answer.status}): it may be switched off for its web pages.`;
    return { ok: false, problem: { kind: 'not-offered', message }, takenAt: at };
  }
  return compareTold(answer.body, null, unit, intent, at);
}

/**
 * What a unit told of itself, against the intent; for read-back and reports alike. Pure and total.
 * @param key opens encrypted bytes; null: none is known
 */
export function compareTold(
  bytes: Uint8Array,
  key: string | null,
  unit: KnownUnit,
  intent: Intent,
  at: EpochMs,
): ReadBackAnswer {
  const failed = (kind: ReadBackProblem['kind'], message: string): ReadBackAnswer => ({
    ...{ ok: false, problem: { kind, message }, takenAt: at },
  });
  const text = openProfile(bytes, key);
  if (!text.ok) {
    const { kind, message } = text.problem;
    return failed(kind === 'not-a-profile' ? 'not-a-profile' : 'not-opened', message);
  }
  const file = readRunningFile(text.value);
  if (!file.ok) return failed('not-a-profile', file.problem.message);
  const { identity, mismatch } = checkIdentity(file.value, unit);
  if (mismatch !== null) return failed('other-unit', mismatch);
  const field = (name: string) => shortField(file.value.values.get(name));
  const value: ReadBack = {
    ...compareWithIntent(file.value, intent),
    identity,
    softwareVersion: field('Software_Version'),
    serial: identity.serial,
    customization: field('Customization'),
    provisionEnable: readBool(field('Provision_Enable') ?? ''),
    takenAt: at,
  };
  return { ok: true, value };
}

const LONGEST_FIELD = 64;

function shortField(value: string | undefined): string | null {
  const text = visible((value ?? '').trim()).slice(0, LONGEST_FIELD);
  return text === '' ? null : text;
}
