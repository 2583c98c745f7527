/** The argument list of one compilation (guide: Encrypting a File with the SPC). */
import type { Mac } from '../../contract/values.ts';
import type { Read } from '../profile/problem.ts';
import { parseSpcArguments } from './arguments.ts';

export interface SpcOptions {
  /** Adds a phrase of its own, made for each run. */
  scramble: boolean;
  /** `hex`: up to 64 hex digits; `ascii`: a phrase, which the compiler makes 128 bits of. */
  cipher: { name: 'rc4' | 'aes'; kind: 'ascii' | 'hex'; key: string } | null;
}

/**
 * A list for a start without a shell. It is read back by the documented grammar before it counts.
 * @returns the problems of `parseSpcArguments`, never showing a key
 */
export function spcArguments(
  mac: Mac,
  { cipher }: SpcOptions,
  scramble: string | null,
  [source, output]: readonly [string, string],
): Read<string[]> {
  const args = [
    ...['--target', mac],
    ...(scramble === null ? [] : ['--scramble', scramble]),
    ...(cipher === null ? [] : [`--${cipher.name}`, `--${cipher.kind}-key`, cipher.key]),
    ...[source, output],
  ];
  const read = parseSpcArguments(args);
  return read.ok ? { ok: true, value: args } : read;
}
