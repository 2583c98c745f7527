import { expect, test } from 'vitest';
import type { ParameterInfo } from '../../../main/contract/profiles.ts';
import { offersAt } from './completion.ts';
import { indexVocabulary } from './vocabulary-index.ts';

const parameter = (name: string, about: Partial<ParameterInfo> = {}): ParameterInfo => ({
  name,
  xmlName: name.replace(/[[\]]/g, '_'),
  section: 'Test',
  default: '',
  userAccess: 'na',
  type: 'Str',
  options: [],
  description: null,
  isExpanded: false,
  ...about,
});

const vocabulary = indexVocabulary({
  parameters: [
    parameter('Profile_Rule', { isExpanded: true }),
    parameter('Dial_Plan[1]'),
    parameter('Provision_Enable', { type: 'Bool', default: 'Yes' }),
    parameter('DNS_Server_Order', { type: 'choice', options: ['Manual', 'Manual/DHCP'] }),
  ],
  macros: [
    { name: '$', words: 'a dollar' },
    { name: 'MA', words: 'the MAC' },
  ],
  fields: [
    { name: 'unit.mac', words: 'its MAC' },
    { name: 'account.', words: 'a column' },
  ],
  filters: [{ name: 'upper', words: 'capital letters' }],
});

/** The text once the named offer was taken, with `¦` for the cursor; null: it is not offered. */
function take(marked: string, label: string, isAsked = false): string | null {
  const at = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const offers = offersAt(text, at, vocabulary, isAsked);
  const offer = offers?.offers.find((each) => each.label === label);
  if (!offers || !offer) return null;
  const { text: typed, cursor } = offer;
  const shown = `${typed.slice(0, cursor)}¦${typed.slice(cursor)}`;
  return text.slice(0, offers.from) + shown + text.slice(offers.to);
}

test.each<[string, string, string | null]>([
  ['Prof¦', 'Profile_Rule', 'Profile_Rule "¦" ;'],
  ['Prof¦ "x" ;', 'Profile_Rule', 'Profile_Rule¦ "x" ;'],
  ['Di¦', 'Dial_Plan[1]', 'Dial_Plan[1] "¦" ;'],
  ['¦', 'Profile_Rule', null],
  ['Profile_Rule "/$¦"', '$MA', 'Profile_Rule "/$MA¦"'],
  ['Profile_Rule "/$(M¦"', '$(MA', 'Profile_Rule "/$(MA)¦"'],
  ['Profile_Rule "/$(M¦)"', '$(MA', 'Profile_Rule "/$(MA¦)"'],
  ['Profile_Rule "/$¦"', '$$', null],
  ['Dial_Plan[1] "$¦"', '$MA', null],
  ['Profile_Rule "{{¦"', 'unit.mac', 'Profile_Rule "{{unit.mac}}¦"'],
  ['Profile_Rule "{{u¦}}"', 'unit.mac', 'Profile_Rule "{{unit.mac¦}}"'],
  ['Profile_Rule "{{a¦"', 'account.', 'Profile_Rule "{{account.¦}}"'],
  ['Profile_Rule "{{unit.mac | ¦}}"', 'upper', 'Profile_Rule "{{unit.mac | upper¦}}"'],
  ['Provision_Enable "N¦" ;', 'No', 'Provision_Enable "No¦" ;'],
  ['DNS_Server_Order "Ma¦nual" ;', 'Manual/DHCP', 'DNS_Server_Order "Manual/DHCP¦" ;'],
  ['# Prof¦', 'Profile_Rule', null],
])('plain text: %s, %s', (marked, label, expected) => expect(take(marked, label)).toBe(expected));

test.each<[string, string, string | null]>([
  ['<flat-profile>\n<Di¦', 'Dial_Plan_1_', '<flat-profile>\n<Dial_Plan_1_>¦</Dial_Plan_1_>'],
  [
    '<flat-profile><Di¦>x</Dial_Plan_1_>',
    'Dial_Plan_1_',
    '<flat-profile><Dial_Plan_1_¦>x</Dial_Plan_1_>',
  ],
  [
    '<flat-profile><Dial_Plan_1_>x</¦',
    'Dial_Plan_1_>',
    '<flat-profile><Dial_Plan_1_>x</Dial_Plan_1_>¦',
  ],
  ['<Provision_Enable>¦</Provision_Enable>', 'No', '<Provision_Enable>No¦</Provision_Enable>'],
  ['<Dial_Plan_1_ ua="¦">', 'ro', '<Dial_Plan_1_ ua="ro¦">'],
])('XML: %s, %s', (marked, label, expected) => expect(take(marked, label)).toBe(expected));

test('names are offered on an empty line only when asked for', () => {
  expect(take('¦', 'Profile_Rule', true)).toBe('Profile_Rule "¦" ;');
});

test('an offer says what is known of the parameter', () => {
  const [, , offer] = offersAt('Pro', 3, vocabulary, false)?.offers ?? [];
  expect(offer?.detail).toBe('Bool · Yes');
  expect(offer?.info).toEqual([
    'Bool, Yes from the factory. The user sees nothing of it.',
    'Macros are not expanded in it.',
  ]);
});

test('names of registers and of one’s own are known', () => {
  expect(vocabulary.macro('GPP_SC')).toBe('GPP_SC, only after --key');
  expect(vocabulary.field('account.sip-user')).toBe('a column');
  expect(vocabulary.filter('upper')).toBe('capital letters');
});
