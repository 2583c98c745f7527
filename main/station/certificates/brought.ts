/** What a person brings as the answer to a request. */
import type { X509Certificate } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';
import { signs } from './checks.ts';

/** The own certificate, then each one's signer, as TLS sends them (RFC 5246, 7.4.2). */
export function inOrder(own: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const chain = [own];
  for (const _ of all) {
    const last = chain.at(-1);
    const next = all.find((each) => last !== undefined && signs(each, last));
    if (next === undefined || chain.includes(next)) break;
    chain.push(next);
  }
  return chain;
}

export function mismatch(isGiven: boolean, hasOwn: boolean): StationError {
  const text = isGiven
    ? 'The key does not belong to this certificate.'
    : hasOwn
      ? 'This certificate belongs to another key: it answers neither the request that waits nor the key in use.'
      : 'There is no key for this certificate here. Make the request on this station, or bring the key along.';
  return new StationError('KEY_MISMATCH', `${text} Nothing was changed.`);
}
