import { describe, expect, it } from 'vitest';
import { missingForGoal } from './goal.ts';

const bench = { addresses: new Set(['192.168.76.1']), ports: new Set([69, 80, 514]) };
const done = {
  Profile_Rule: '[--key $SA] https://prov.isp.example/$B/spa$PSN.cfg',
  GPP_SA: 'ab'.repeat(32),
  GPP_B: 'd1',
  Resync_Periodic: '3600+600',
  Resync_Error_Retry_Delay: '3600,7200',
  Syslog_Server: '',
};
const missing = (changes: Record<string, string>) =>
  missingForGoal(new Map(Object.entries({ ...done, ...changes })), '/spa$PSN.cfg', bench);

describe('the goal of a unit', () => {
  it('is reached with the ISP rule, a key, a directory, field timers and no trace of the bench', () => {
    expect(missing({})).toEqual([]);
    expect(missing({ Syslog_Server: '203.0.113.9:514' })).toEqual([]);
  });

  it.each([
    [{ Profile_Rule: '/spa$PSN.cfg' }, 'Profile_Rule is not set'],
    [{ Profile_Rule: '[--key $SA] /spa962.cfg' }, 'Profile_Rule names no server'],
    [{ Profile_Rule: 'https://prov.isp.example/$B/x.cfg' }, 'Profile_Rule does not use GPP_SA'],
    [
      { Profile_Rule: '[--key $SA] tftp://192.168.76.1/$B/x' },
      'Profile_Rule still names the bench',
    ],
    [{ GPP_SA: 'ab' }, 'GPP_SA holds no 256-bit key'],
    [{ GPP_B: '' }, 'GPP_B holds no directory'],
    [{ Resync_Periodic: '5' }, 'Resync_Periodic is not a field value'],
    [{ Resync_Periodic: '' }, 'Resync_Periodic is not a field value'],
    [{ Resync_Error_Retry_Delay: '10' }, 'Resync_Error_Retry_Delay is not a field value'],
    [{ Syslog_Server: '192.168.76.1' }, 'Syslog_Server still names the bench'],
    [{ Syslog_Server: '192.168.76.1:514' }, 'Syslog_Server still names the bench'],
    [{ Profile_Rule_C: 'tftp://192.168.76.1:69/x' }, 'Profile_Rule_C still names the bench'],
  ])('is missed with %j', (changes, why) => {
    expect(missing(changes as Record<string, string>)).toContain(why);
  });

  it('does not take another port, or an address that only begins alike, for the bench', () => {
    expect(missing({ Syslog_Server: '192.168.76.1:9514' })).toEqual([]);
    expect(missing({ Syslog_Server: '192.168.76.10' })).toEqual([]);
  });
});
