import { expect, test } from 'vitest';
import type { ParameterInfo, PreviewValue } from '../../../main/contract/profiles.ts';
import { accessOf, foundAccess, sectionsOf } from './access-view.ts';
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
  const { rows } = accessOf(
    [
      value('Time_Zone', 'GMT', { access: 'na', accessFrom: 'ISP version 3, line 1' }),
      value('Proxy_1_', 'p', { access: 'ro', accessFrom: 'Model SPA962 version 2, line 4' }),
      value('Own_One', '1', { access: 'rw', accessFrom: 'ISP version 3, line 9' }),
    ],
    parameters,
  );
  expect(rows.map(({ name, access, from }) => [name, access, from])).toEqual([
    ['Own_One', 'rw', 'ISP version 3, line 9'],
    ['Product_Name', 'ro', 'Factory'],
    ['Proxy_1_', 'ro', 'Model SPA962 version 2, line 4'],
    ['Time_Zone', 'na', 'ISP version 3, line 1'],
    ['Enable_Web_Server', 'na', 'Factory'],
  ]);
});

test('rows are found by access, section, name in either spelling, and who said it', () => {
  const some = [
    { ...parameter('Dial_Plan_1_', 'rw'), name: 'Dial_Plan[1]', section: 'Ext 1' },
    { ...parameter('Dial_Tone', 'na'), section: 'Tones' },
    { ...parameter('Ring_1_', 'ro'), section: 'Tones' },
  ];
  const { rows } = accessOf([value('Ring_1_', 'x', { access: 'ro', accessFrom: 'ISP' })], some);
  const names = (filter: Partial<Parameters<typeof foundAccess>[1]>) =>
    foundAccess(rows, { typed: '', section: null, show: 'all', ...filter }).map(
      ({ xmlName }) => xmlName,
    );
  expect(names({})).toEqual(['Dial_Plan_1_', 'Ring_1_', 'Dial_Tone']);
  expect(names({ show: 'seen' })).toEqual(['Dial_Plan_1_', 'Ring_1_']);
  expect(names({ show: 'hidden' })).toEqual(['Dial_Tone']);
  expect(names({ section: 'Tones' })).toEqual(['Ring_1_', 'Dial_Tone']);
  expect(names({ typed: 'plan[1] fact' })).toEqual(['Dial_Plan_1_']);
  expect(names({ typed: 'plan_1' })).toEqual(['Dial_Plan_1_']);
  expect(names({ typed: 'isp', show: 'hidden' })).toEqual([]);
  expect(sectionsOf([...some, parameter('Own', 'na')])).toEqual(['Ext 1', 'Tones']);
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
