import { expect, test } from 'vitest';
import type { ParameterInfo, PreviewValue } from '../../../main/contract/profiles.ts';
import { accessOf } from './access-view.ts';
import { foundValues } from './found-values.ts';

const parameter = (
  xmlName: string,
  userAccess: 'na' | 'ro' | 'rw',
  factory = '',
): ParameterInfo => ({
  ...{ name: xmlName, xmlName, section: '', default: factory, userAccess, type: 'Str' },
  ...{ options: [], description: null, isExpanded: false },
});
const value = (
  name: string,
  text: string | null,
  about: Partial<PreviewValue> = {},
): PreviewValue => ({
  ...{
    name,
    value: text,
    isSecret: false,
    access: null,
    accessFrom: null,
    from: 'ISP version 3, line 1',
  },
  ...{ layer: { kind: 'isp', key: '' }, line: 1 },
  ...about,
});
const parameters = [
  parameter('Time_Zone', 'rw'),
  parameter('Product_Name', 'ro'),
  parameter('Proxy_1_', 'na'),
  parameter('Enable_Web_Server', 'na', 'Yes'),
];

test('the file’s own marks come before the factory’s', () => {
  const { mayChange, maySee, hidden } = accessOf(
    [
      value('Time_Zone', 'GMT', { access: 'na', accessFrom: 'ISP version 3, line 1' }),
      value('Proxy_1_', 'p', { access: 'ro', accessFrom: 'Model SPA962 version 2, line 4' }),
    ],
    parameters,
  );
  expect(mayChange).toEqual([]);
  expect(maySee).toEqual([
    { name: 'Product_Name', from: 'Factory' },
    { name: 'Proxy_1_', from: 'Model SPA962 version 2, line 4' },
  ]);
  expect(hidden).toBe(2);
});

test('locks are said as sentences', () => {
  expect(accessOf([], parameters).locks).toEqual([
    'Admin has no password: whoever opens its web page as Admin sees everything.',
    'The user has no password.',
  ]);
  const { locks } = accessOf(
    [
      value('Enable_Web_Server', 'No'),
      value('Admin_Password', '5A:0D', { isSecret: true }),
      value('User_Password', '11:22', { isSecret: true }),
      value('Protect_IVR_FactoryReset', 'Yes'),
      value('Restricted_Access_Domains', 'a.example, b.example'),
    ],
    parameters,
  );
  expect(locks).toEqual([
    'Its web pages are off: nobody sees anything there.',
    'Admin has a password.',
    'The user has a password.',
    'Factory reset by telephone is off.',
    'It goes to servers of a.example, b.example only.',
  ]);
});

test('values are found by name, value and layer, but a secret not by its value', () => {
  const values = [
    value('Time_Zone', 'GMT+01:00'),
    value('Admin_Password', '5A:0D', { isSecret: true, from: 'Model SPA962 version 2, line 4' }),
  ];
  const names = (typed: string) => foundValues(values, typed).map(({ name }) => name);
  expect(names('')).toEqual(['Time_Zone', 'Admin_Password']);
  expect(names('gmt isp')).toEqual(['Time_Zone']);
  expect(names('spa962')).toEqual(['Admin_Password']);
  expect(names('5a:0d')).toEqual([]);
});
