import { describe, expect, it } from 'vitest';
import { packProfile } from '../profile/packed/pack.ts';
import { namesStation } from './bench-marks.ts';
import type { Intent } from './compare.ts';
import { compareTold, readBack } from './read-back.ts';
import { readRunningFile } from './running-file.ts';
import type { WebAnswer, WebClient } from './web-client.ts';

const unit = { mac: '000e08aabbcc', serial: '88012BA01234', model: 'SPA962' };
const KEY = '5e'.repeat(32);
const intent: Intent = {
  entries: [
    { name: 'Resync_Periodic', value: '3600' },
    { name: 'Provision_Enable', value: 'Yes' },
    { name: 'Display_Name_1_', value: 'Reception' },
    { name: 'Admin_Passwd', value: 'hidden-wish' },
    { name: 'GPP_SA', value: KEY },
    { name: 'Syslog_Server', value: '' },
    { name: 'GPP_C', value: null },
  ],
  station: ['192.168.76.1'],
};
const told: Record<string, string> = {
  ...{ Product_Name: 'SPA-962', Serial_Number: '88012BA01234', MAC_Address: '000E08AABBCC' },
  ...{ Software_Version: '6.1.5(a)', Current_Gateway: '192.168.76.1', Primary__DNS: '0.0.0.0' },
  ...{ Resync_Periodic: '3600', Provision_Enable: '1', Display_Name_1_: 'Reception' },
  ...{ Admin_Passwd: '', Syslog_Server: '' },
};
const fileOf = (values: Record<string, string>) =>
  Buffer.from(
    `<flat-profile>${Object.entries(values)
      .map(([name, value]) => `<${name} ua="na" group="Any/Where">${value}</${name}>`)
      .join('\n')}</flat-profile>`,
  );
const compared = (changes: Record<string, string> = {}, wanted = intent) => {
  const answer = compareTold(fileOf({ ...told, ...changes }), null, unit, wanted, 5);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
};

describe('what a unit tells, against what its profile wanted', () => {
  it('is equal by meaning, with what units hide counting neither way', () => {
    expect(compared()).toMatchObject({
      ...{ isEqual: true, differences: [], sameCount: 4, namingStation: [], takenAt: 5 },
      ...{ notShown: ['Admin_Passwd', 'GPP_SA'], softwareVersion: '6.1.5(a)' },
      provisionEnable: true,
    });
  });

  it('shows one changed value by its name, wanted and found', () => {
    expect(compared({ Display_Name_1_: 'Kitchen' })).toMatchObject({
      isEqual: false,
      differences: [
        { name: 'Display_Name_1_', state: 'different', wanted: 'Reception', found: 'Kitchen' },
      ],
    });
  });

  it('shows of a secret its fingerprint, wherever it stands', () => {
    const differing = compared({ Admin_Passwd: 'other-word', Display_Name_1_: 'hidden-wish!' });
    expect(differing.differences.map(({ name }) => name)).toEqual([
      'Display_Name_1_',
      'Admin_Passwd',
    ]);
    expect(JSON.stringify(differing)).not.toMatch(/hidden-wish|other-word|5e5e5e/);
    expect(differing.differences[1]?.isSecret).toBe(true);
  });

  it('names parameters that still hold an address of the station, and no status field', () => {
    const left = compared({ Debug_Server: '192.168.76.1:514', Log_Server: 'x' });
    expect(left.namingStation).toEqual(['Debug_Server']);
    expect(namesStation('192.168.76.10', ['192.168.76.1'])).toBe(false);
    expect(namesStation('tftp://192.168.76.1/p', ['192.168.76.1'])).toBe(true);
  });

  it('takes a file as far as it goes, and calls the rest unreadable', () => {
    const bytes = Buffer.from(
      '<flat-profile><Provision_Enable>Yes</Provision_Enable><Resync_Periodic>36',
    );
    const answer = compareTold(bytes, null, unit, intent, 5);
    if (answer.ok)
      expect(answer.value.differences.map(({ state }) => state)).toContain('unreadable');
    else expect(answer.problem.kind).toBe('not-a-profile');
  });

  it('refuses the file of another unit', () => {
    const answer = compareTold(
      fileOf({ ...told, MAC_Address: '000E08AABBDD' }),
      ...([null, unit, intent, 5] as const),
    );
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'other-unit' } });
  });

  it('opens an encrypted report with the key of the unit alone', () => {
    const bytes = packProfile(fileOf(told).toString(), { gzip: false, key: KEY });
    expect(compareTold(bytes, KEY, unit, intent, 5).ok).toBe(true);
    for (const key of [null, 'another']) {
      expect(compareTold(bytes, key, unit, intent, 5)).toMatchObject({
        ...{ ok: false, problem: { kind: 'not-opened' } },
      });
    }
  });

  it('reads a bare ampersand and letters no profile may hold', () => {
    const file = readRunningFile('<flat-profile><A>Fish & Chips é</A></flat-profile>');
    expect(file.ok && file.value.values.get('A')).toBe('Fish & Chips é');
    expect(readRunningFile('<html>').ok).toBe(false);
  });
});

describe('reading a unit back', () => {
  const client = (answer: WebAnswer): WebClient => ({
    ...{ address: '192.168.76.20', port: 80 },
    get: async () => answer,
  });
  const asked = (answer: WebAnswer) => readBack(client(answer), unit, intent, 7);

  it('takes only the file itself for an answer: no redirect, no page of a locked unit', async () => {
    for (const status of [302, 403, 404]) {
      const answer = await asked({ ok: true, status, body: fileOf(told) });
      expect(answer).toMatchObject({ ok: false, problem: { kind: 'not-offered' } });
    }
    const page = await asked({ ok: true, status: 200, body: Buffer.from('<html>Login</html>') });
    expect(page).toMatchObject({ ok: false, problem: { kind: 'not-a-profile' } });
    expect(await asked({ ok: true, status: 200, body: fileOf(told) })).toMatchObject({
      ...{ ok: true, value: { isEqual: true, takenAt: 7 } },
    });
  });
});
