/** The argument list of one compilation (guide: Encrypting a File with the SPC). */
import type { Mac } from '../../contract/values.ts';
import type { Read } from '../profile/problem.ts';
import { parseSpcArguments, type SpcArguments } from './arguments.ts';

export interface SpcOptions {
  /** Adds a phrase of its own, made for each run. */
  scramble: boolean;
  /** `hex`: up to 64 hex digits; `ascii`: a phrase, which the compiler makes 128 bits of. */
  cipher: { name: 'rc4' | 'aes'; kind: 'ascii' | 'hex'; key: string } | null;
}

/** The list that {@link parseSpcArguments} reads as this; options first, then the files. */
export function writeSpcArguments(read: SpcArguments): string[] {
  const option = (name: string, value: string | null) => (value === null ? [] : [name, value]);
  const { mode, quiet, log, target, scramble, cipher, key, source, output } = read;
  return [
    ...(quiet ? ['--quiet'] : []),
    ...option('--log', log),
    ...option('--target', target),
    ...option('--scramble', scramble),
    ...(cipher === null ? [] : [`--${cipher}`]),
    ...(key === null ? [] : [`--${key.kind}-key`, key.value]),
    ...(mode === 'compile' ? [] : [`--${mode}`]),
    ...(source === null ? [] : [source]),
    output,
  ];
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
  const args = writeSpcArguments({
    ...{ mode: 'compile', quiet: false, log: null, target: mac, scramble, source, output },
    cipher: cipher?.name ?? null,
    key: cipher === null ? null : { kind: cipher.kind, value: cipher.key },
  });
  const read = parseSpcArguments(args);
  return read.ok ? { ok: true, value: args } : read;
}
