import { describe, expect, it } from 'vitest';
import { readingsOf } from '../unit/readings.ts';
import { isSecretParameter } from '../values/secrets.ts';
import {
  nextDelay,
  nextWaits,
  readSchedule,
  resyncAt,
  resyncAtWindow,
  retryPolicy,
} from './schedule.ts';

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

describe('the waits of a schedule', () => {
  it('are ten, the last element repeating', () => {
    const schedule = readSchedule('1800,3600+600');
    const waits = schedule.ok ? nextWaits(schedule.value) : [];
    expect(waits).toHaveLength(10);
    expect(waits.slice(0, 2)).toEqual([
      { min: 1800, max: 1800 },
      { min: 3600, max: 4200 },
    ]);
    expect(waits.at(-1)).toEqual({ min: 3600, max: 4200 });
    expect(nextWaits([])).toEqual([]);
  });

  it('are as long as 32 bits count, and no longer', () => {
    expect(readSchedule('4294967295').ok).toBe(true);
    expect(readSchedule('1,4294967296')).toMatchObject({ problem: { column: 3 } });
  });
});

describe('Resync_At', () => {
  it.each([
    ['1000', { from: '10:00', to: '10:10' }],
    ['0000', { from: '00:00', to: '00:10' }],
    ['2355', { from: '23:55', to: '00:05' }],
    [' 0930 ', { from: '09:30', to: '09:40' }],
    ['', { enabled: false }],
  ])('%j is %j', (text, value) => {
    expect(resyncAt(text)).toEqual({ ok: true, value });
  });

  it.each(['2400', '1060', '900', '10:00', '10000', 'noon', '-100'])('%j is refused', (text) => {
    expect(resyncAt(text)).toMatchObject({ problem: { kind: 'bad-time' } });
    expect(resyncAtWindow(text)).toBeNull();
  });
});

describe('after a failure', () => {
  const policy = (value: string, retryDelayZero: 'never' | 'at-once' = 'never') =>
    retryPolicy('Resync_Error_Retry_Delay', value, readingsOf({ retryDelayZero }));

  it('a unit tries again, unless the delay is empty or 0', () => {
    const results = ['1800,3600', '0+60', '', '0'].map((value) => policy(value));
    expect(results.map((result) => result.ok && result.value.retry)).toEqual([
      'after-delay',
      'after-delay',
      'never',
      'never',
    ]);
    expect(policy('0', 'at-once')).toEqual({ ok: true, value: { retry: 'immediately' } });
  });

  it('nothing is told about what is no delay', () => {
    expect(policy('soon')).toMatchObject({ problem: { kind: 'bad-schedule' } });
    expect(retryPolicy('Resync_Periodic', '0')).toMatchObject({ ok: false });
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
