import { ORPCError } from '@orpc/client';

/** The sentence to show when a call failed: the station's own, or that it did not answer. */
export function refusalText(error: unknown): string {
  return error instanceof ORPCError
    ? error.message
    : 'The station does not answer. It is not known whether this was done.';
}
