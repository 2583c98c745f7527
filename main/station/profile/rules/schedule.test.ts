import { describe, expect, it } from 'vitest';
import { isSecretParameter } from '../values/secrets.ts';
import { nextDelay, readSchedule } from './schedule.ts';

describe('a schedule', () => {
  it('allows blanks and ends in no attempt when it is empty', () => {
    expect(readSchedule(' 5 , 10 + 2 ')).toEqual({
      ok: true,
      value: [
        { delay: 5, random: 0 },
        { delay: 10, random: 2 },
      ],
    });
    expect(nextDelay([], 1)).toBeNull();
  });

  it.each(['x', '-1', '1.5', '1,', '1+', '1+2+3', '9999999999'])('%j is refused', (text) => {
    expect(readSchedule(text)).toMatchObject({ ok: false, problem: { kind: 'bad-schedule' } });
  });
});

it.each([
  ['Admin_Passwd', true],
  ['Password_2_', true],
  ['GPP_SC', true],
  ['GPP_S', false],
  ['Auth_ID_1_', false],
])('%s is secret: %s', (name, isSecret) => {
  expect(isSecretParameter(name)).toBe(isSecret);
});
