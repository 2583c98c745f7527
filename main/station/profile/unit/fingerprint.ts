import { createHash } from 'node:crypto';
import { writtenKeys } from '../rules/resync-options.ts';

/** What people may see of a secret: the first 8 bytes of its SHA-256 in hex, '' for an empty one. */
export function secretFingerprint(secret: string): string {
  return secret === '' ? '' : createHash('sha256').update(secret).digest('hex').slice(0, 16);
}

/** A rule for people: keys and passwords that are written into it as fingerprints, macros as they are. */
export function withoutKeys(rule: string): string {
  const literal = writtenKeys(rule).filter((key) => !/^[0-9a-f]{16}$|\$|\{\{/.test(key));
  return concealing(literal)(rule);
}

/** Shorter ones would take ordinary text apart; where they stand alone they are hidden by name. */
const SHORTEST_CONCEALED = 3;

/** Puts the fingerprint in the place of every secret that stands somewhere in a text. */
export function concealing(secrets: Iterable<string>): (text: string) => string {
  // The longest first: one secret may be part of another.
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_CONCEALED)
    .sort((a, b) => b.length - a.length);
  return (text) =>
    known.reduce((shown, secret) => shown.replaceAll(secret, secretFingerprint(secret)), text);
}
