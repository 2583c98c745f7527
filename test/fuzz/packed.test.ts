/** Every reader of packed profiles has an answer for all bytes. */
import fc from 'fast-check';
import { it } from 'vitest';
import { detectFormat } from '../../main/station/profile/packed/detect.ts';
import { decryptProfile } from '../../main/station/profile/packed/encrypt.ts';
import { gunzipProfile } from '../../main/station/profile/packed/gzip.ts';
import { openProfile } from '../../main/station/profile/packed/pack.ts';
import { anyBytes, numRuns, timeoutMs } from './texts.ts';

it.each([
  ['detectFormat', (bytes: Uint8Array) => detectFormat(bytes)],
  ['decryptProfile', (bytes: Uint8Array) => decryptProfile(bytes, 'k')],
  ['gunzipProfile', (bytes: Uint8Array) => gunzipProfile(bytes)],
  ['openProfile', (bytes: Uint8Array) => openProfile(bytes, 'k')],
] as const)(
  '%s never throws',
  (_, read) => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        read(bytes);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);
