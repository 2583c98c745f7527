import { expect, test } from 'vitest';
import { placeAt } from './text-place.ts';

/** The place of the `|` in a text, and the text it is about. */
function look(marked: string) {
  const at = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const place = placeAt(text, at);
  if (place === null) return null;
  const { from, to, format, ...rest } = place;
  return { ...rest, about: text.slice(from, to) };
}

test.each<[string, object | null]>([
  ['Time_¦Zone "GMT" ;', { kind: 'name', name: 'Time_Zone', about: 'Time_Zone' }],
  ['A "1" ; ¦', { kind: 'name', name: '', about: '' }],
  ['\n¦\nB "2";', { kind: 'name', name: '', about: '' }],
  ['A "1" ; # a ¦ comment', null],
  ['A ¦"1"', null],
  ['Time_Zone "G¦MT" ;', { kind: 'value', parameter: 'Time_Zone', value: 'GMT', about: 'GMT' }],
  ['Time_Zone "¦" ;', { kind: 'value', parameter: 'Time_Zone', value: '', about: '' }],
  ['Time_Zone\n  "G¦', { kind: 'value', parameter: 'Time_Zone', value: 'G', about: 'G' }],
  ['A ¦! "1"', { kind: 'access', parameter: 'A', mark: '!', about: '!' }],
  ['import so¦me.txt', null],
  ['R "a$¦"', { kind: 'macro', parameter: 'R', name: '', written: '$', about: '$' }],
  ['R "a$(M¦"', { kind: 'macro', parameter: 'R', name: 'M', written: '$(M', about: '$(M' }],
  [
    'R "a$(MA:2)¦b"',
    { kind: 'macro', parameter: 'R', name: 'MA', written: '$(MA:2)', about: '$(MA:2)' },
  ],
  ['R "a$$¦b"', { kind: 'value', parameter: 'R', value: 'a$$b', about: 'a$$b' }],
  ['R "{{¦"', { kind: 'field', parameter: 'R', name: '', about: '' }],
  [
    'R "{{ unit.¦mac | colon }}"',
    { kind: 'field', parameter: 'R', name: 'unit.mac', about: 'unit.mac' },
  ],
  [
    'R "{{unit.mac | co¦lon|upper}}"',
    { kind: 'filter', parameter: 'R', name: 'colon', about: 'colon' },
  ],
  ['R "{{unit.mac|¦"', { kind: 'filter', parameter: 'R', name: '', about: '' }],
  [
    'R "{{a}} and ¦x"',
    { kind: 'value', parameter: 'R', value: '{{a}} and x', about: '{{a}} and x' },
  ],
])('plain text: %s', (marked, expected) => expect(look(marked)).toEqual(expected));

test.each<[string, object | null]>([
  ['<flat-profile><Ti¦me_Zone>', { kind: 'name', name: 'Time_Zone', about: 'Time_Zone' }],
  ['<flat-profile>\n<¦', { kind: 'name', name: '', about: '' }],
  ['<flat-profile><A>1</¦', { kind: 'closing', name: 'A', about: '' }],
  ['<flat-profile><A>1</A></f¦l', { kind: 'closing', name: 'flat-profile', about: 'fl' }],
  ['<A ua="r¦o">', { kind: 'access', parameter: 'A', mark: 'ro', about: 'ro' }],
  ['<A ua="ro">x ¦> y</A>', { kind: 'value', parameter: 'A', value: 'x > y', about: 'x > y' }],
  ['<A>$¦</A>', { kind: 'macro', parameter: 'A', name: '', written: '$', about: '$' }],
  ['<A>{{k¦}}</A>', { kind: 'field', parameter: 'A', name: 'k', about: 'k' }],
  ['<!-- <A>x¦ --></A>', null],
  [
    '<A><!-- <B> -->x¦</A>',
    { kind: 'value', parameter: 'A', value: '<!-- <B> -->x', about: '<!-- <B> -->x' },
  ],
  ['<flat-profile> ¦ ', null],
  ['<A/> ¦ ', null],
])('XML: %s', (marked, expected) => expect(look(marked)).toEqual(expected));

test('every place of any text has an answer', () => {
  for (const text of ['<a ua="{{x|y}}">$(MA</a><', 'A ! "{{$MA" # "\n;"x', '<!--', '<', '"', '']) {
    for (let at = 0; at <= text.length; at += 1) expect(() => placeAt(text, at)).not.toThrow();
  }
});
