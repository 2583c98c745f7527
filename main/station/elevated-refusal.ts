import { StationError } from '../contract/errors.ts';
import type { Elevated } from './net/elevate.ts';

/**
 * What became of commands that need an administrator, as a refusal.
 * @param aim     ends the sentence "the permission …": `to open the firewall`
 * @param failed  the code when the commands ran and failed
 * @returns null when they are done
 */
export function elevatedRefusal(
  aim: string,
  result: Elevated,
  failed: string,
): StationError | null {
  switch (result.outcome) {
    case 'done':
      return null;
    case 'declined':
      return new StationError(
        'DECLINED',
        `Nothing was changed: the permission ${aim} was declined.`,
      );
    case 'failed':
      return new StationError(failed, `The attempt ${aim} failed: ${result.why}.`);
    case 'no-dialog':
      return new StationError(
        'NO_DIALOG',
        `This computer has no dialog that asks for permission. Run this command yourself ${aim}: \`${result.byHand}\``,
      );
  }
}
