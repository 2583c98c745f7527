/** The failure catalogue's short words: at most 18 characters, for tiles and lists. */
import type { FailureCode } from './model.ts';

export const failureTitles: Record<FailureCode, string> = {
  F01: 'No file for it',
  F02: 'Profile rejected',
  F03: 'Transfer stopped',
  F04: 'No request yet',
  F05: 'Did not confirm',
  F06: 'Wrong key',
  F07: 'Not factory new',
  F08: 'Address clash',
  F09: 'Pool full',
  F10: 'Restarts',
  F11: 'Unknown model',
  F12: 'Upgrade failed',
  F13: 'Old firmware',
  F14: 'No certificate',
  F15: 'Template error',
  F16: 'Not on list',
};
