/**
 * What a unit can be told by its web server (guide: Retail Provisioning; device facts 11.1, 11.2). No
 * upgrade: the guide does not give its syntax.
 */
import type { Ipv4 } from '../../contract/values.ts';
import { visible } from '../log.ts';
import { writtenKeys } from '../profile/rules/resync-options.ts';
import { buildResyncUrl } from '../profile/rules/resync-url.ts';
import { concealing } from '../profile/unit/fingerprint.ts';
import type { WebAnswer, WebClient, WebProblem } from './web-client.ts';

/** What a unit made of an order. Taken is not done: only what it does next proves that. */
export type CommandAnswer =
  | {
      ok: true;
      sentence: string;
      /** The unit's own words, short and without keys; '' when it said nothing. */
      said: string;
      /** What to look at when nothing happens; null when nothing can be told. */
      hint: string | null;
    }
  | { ok: false; problem: CommandProblem };

export interface CommandProblem {
  kind: WebProblem['kind'] | 'bad-argument' | 'not-offered';
  message: string;
}

interface Told {
  /** `Provision_Enable` as it was last read back; null: not known. */
  provisionEnable: boolean | null;
  signal?: AbortSignal;
}

const REBOOT = '/admin/reboot';
const LONGEST_SAID = 200;

/**
 * Orders a resync to that URL, options in front of it or not.
 * @param argument never shown again: it may hold a key
 * @returns problem `bad-argument` when no rule could have it; then nothing was sent
 */
export async function orderResync(
  client: WebClient,
  argument: string,
  { provisionEnable, signal }: Told = { provisionEnable: null },
): Promise<CommandAnswer> {
  const { address, port } = client;
  const url = buildResyncUrl({ device: address, port, argument });
  if (!url.ok)
    return { ok: false, problem: { kind: 'bad-argument', message: url.problem.message } };
  const path = url.value.slice(url.value.indexOf('/', 'http://'.length));
  const answer = await client.get(path, signal ? { signal } : {});
  const code = /\/cisco-init\/([^/?#\s]+)/.exec(argument)?.[1];
  const keys = concealing(writtenKeys(argument));
  // No fingerprint of a code: it is short enough to be guessed from one.
  const conceal = (text: string) => keys(code === undefined ? text : text.replaceAll(code, '…'));
  const sentence = `${address} took the order to resync. It asks for its profile once no call is on.`;
  return answered(answer, address, sentence, provisionEnableHint(provisionEnable), conceal);
}

/** Orders a restart; a unit that cuts the connection thereupon has begun it. */
export async function orderReboot(
  client: WebClient,
  options: { signal?: AbortSignal } = {},
): Promise<CommandAnswer> {
  const { address } = client;
  const answer = await client.get(REBOOT, options);
  const sentence = `${address} took the order to restart. It does so once no call is on.`;
  if (!answer.ok && answer.problem.kind === 'cut-off') {
    return { ok: true, sentence, said: '', hint: null };
  }
  return answered(answer, address, sentence, null, (text) => text);
}

/** `Provision_Enable` also decides about the URL command (R-248; guide: Provision_Enable). */
export function provisionEnableHint(provisionEnable: boolean | null): string | null {
  if (provisionEnable === true) return null;
  if (provisionEnable === false) {
    return 'Provision_Enable is No on this unit, so it ignores orders to resync: set it to Yes on its page, or factory reset it.';
  }
  return 'If it asks for nothing within a minute, look whether Provision_Enable is Yes on its page: with No it ignores orders to resync.';
}

function answered(
  answer: WebAnswer,
  address: Ipv4,
  sentence: string,
  hint: string | null,
  conceal: (text: string) => string,
): CommandAnswer {
  if (!answer.ok) return { ok: false, problem: answer.problem };
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    return { ok: true, sentence, said: wordsOf(body, conceal), hint };
  }
  const message = `${address} does not take this order (status ${status}). Turn it off and on instead.`;
  return { ok: false, problem: { kind: 'not-offered', message } };
}

/** The words of a short page, without its tags. */
function wordsOf(body: Uint8Array, conceal: (text: string) => string): string {
  const text = Buffer.from(body.subarray(0, 4096)).toString('latin1');
  const words = text
    .replace(/<(script|style|title)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return visible(conceal(words)).slice(0, LONGEST_SAID);
}
