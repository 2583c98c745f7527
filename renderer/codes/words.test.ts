import { expect, it } from 'vitest';
import type { Pin } from '../../main/contract/pins.ts';
import { dayAndTime } from '../ui/format.ts';
import { accountsIn, canWithdraw, codeWords, lookOfCode } from './words.ts';

const at = Date.UTC(2025, 10, 22, 12);
const pin = (about: Partial<Pin> = {}): Pin => ({
  ...({ id: 1, account: '00417', state: 'open', mac: null } as const),
  ...{ madeAt: at, expiresAt: at + 1000, ...about },
});

it('an open code runs out on the screen, too, and then cannot be withdrawn', () => {
  expect(lookOfCode(pin(), at + 999).word).toBe('Open');
  expect(lookOfCode(pin(), at + 1000).word).toBe('Expired');
  expect(canWithdraw(pin(), at + 999)).toBe(true);
  expect(canWithdraw(pin(), at + 1000)).toBe(false);
});

it('one a unit is bound by stays, and can be withdrawn until it has its profile', () => {
  const taken = pin({ state: 'taken', mac: '000e084f1a92' });
  expect(lookOfCode(taken, at + 5000).word).toBe('Bound, profile not fetched');
  expect(canWithdraw(taken, at + 5000)).toBe(true);
  expect(canWithdraw({ ...taken, state: 'spent' }, at)).toBe(false);
  expect(codeWords(taken, at + 5000)).toBe(
    `Made ${dayAndTime(at, at)} · was valid until ${dayAndTime(at + 1000, at)} · 00:0E:08:4F:1A:92`,
  );
});

it('accounts stand one on a line, each once', () => {
  expect(accountsIn(' 00417\r\n\n00418 \n00417')).toEqual(['00417', '00418']);
  expect(accountsIn(' \n ')).toEqual([]);
});
