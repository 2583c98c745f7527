/** One-time codes in words and colours. Pure. */
import type { Pin } from '../../main/contract/pins.ts';
import { formatMac } from '../../main/contract/values.ts';
import { dayAndTime } from '../ui/format.ts';
import type { Tone } from '../units/tile-state.ts';

const looks: Record<Pin['state'], { word: string; tone: Tone }> = {
  open: { word: 'Open', tone: 'prog' },
  taken: { word: 'Bound, profile not fetched', tone: 'warn' },
  spent: { word: 'Used', tone: 'ok' },
  expired: { word: 'Expired', tone: 'idle' },
  withdrawn: { word: 'Withdrawn', tone: 'idle' },
};

/** The station says a state when it is asked; an open code may have run out since. */
export function lookOfCode({ state, expiresAt }: Pin, now: number): { word: string; tone: Tone } {
  return looks[state === 'open' && now >= expiresAt ? 'expired' : state];
}

/** `Made 22 Nov 14:02 · valid until 29 Nov 14:02 · 00:0E:08:4F:1A:92`. */
export function codeWords({ madeAt, expiresAt, mac }: Pin, now: number): string {
  const ends = `${now < expiresAt ? 'valid until' : 'was valid until'} ${dayAndTime(expiresAt, now)}`;
  const parts = [
    `Made ${dayAndTime(madeAt, now)}`,
    ends,
    ...(mac === null ? [] : [formatMac(mac)]),
  ];
  return parts.join(' · ');
}

/** Whether there is anything left of it to withdraw. */
export function canWithdraw({ state, expiresAt }: Pin, now: number): boolean {
  return state === 'taken' || (state === 'open' && now < expiresAt);
}

/** Accounts as a person lists them, each once. */
export function accountsIn(text: string): string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))];
}
