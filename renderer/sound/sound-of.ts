/** Which sound an event has (UI design, section 11). Pure: one table, one difference of two mirrors. */
import type { ScanOutcome } from '../../main/contract/model.ts';
import { isCommand } from '../mirror/scans.ts';
import type { Mirror } from '../mirror/state.ts';

export const soundIds = [
  'half',
  'bound',
  'refused',
  'locked',
  'dropped',
  'goal',
  'failure',
  'link-lost',
] as const;
export type SoundId = (typeof soundIds)[number];

/** @returns what a scan's outcome sounds like; null: nothing (the scanner fired twice) */
export function soundOfScan(outcome: ScanOutcome): SoundId | null {
  switch (outcome.verdict) {
    case 'held':
    case 'already':
      return 'half';
    case 'bound':
      return 'bound';
    case 'replaced':
      return 'dropped';
    case 'not-bound':
    case 'not-readable':
    case 'ambiguous':
      return 'refused';
    case 'locked':
      return 'locked';
    case 'ignored':
      return null;
    case 'command':
      return soundOfCommand(outcome);
  }
}

function soundOfCommand(outcome: ScanOutcome): SoundId {
  if (isCommand(outcome, 'CANCEL')) return 'dropped';
  if (isCommand(outcome, 'UNDO')) return outcome.unit === null ? 'locked' : 'dropped';
  return 'half';
}

type Heard = Pick<Mirror, 'run' | 'shown' | 'dropped' | 'status' | 'units' | 'news'>;

/** What happened between two mirrors that has a sound. Nothing does on a page that only just opened. */
export function soundsBetween(before: Heard, after: Heard): SoundId[] {
  if (before.run === null) return [];
  const sounds: (SoundId | null)[] = [];
  if (after.shown !== null && after.shown !== before.shown) sounds.push(soundOfScan(after.shown));
  else if (after.dropped !== null && after.dropped !== before.dropped) sounds.push('dropped');
  if (after.status?.state === 'no-link' && before.status?.state === 'running') {
    sounds.push('link-lost');
  }
  if (after.run === before.run && hasNewFailure(before, after)) sounds.push('failure');
  return sounds.filter((sound) => sound !== null);
}

function hasNewFailure(before: Heard, after: Heard): boolean {
  if (after.units === before.units) return false;
  for (const unit of after.units.values()) {
    if (unit.condition !== 'failed') continue;
    const known = before.units.get(unit.mac);
    if (known !== unit && known?.condition !== 'failed') return true;
  }
  return false;
}
