import { expect, test } from 'vitest';
import { type Access, accessEdits } from './access-text.ts';

const parameter = (name: string) => ({ name, xmlName: name.replace(/[[\]]/g, '_') });

/** The text with that access of those parameters; null: it has no place for it. */
function set(text: string, access: Access, ...names: string[]): string | null {
  const edits = accessEdits(text, names.map(parameter), access);
  if (edits === null) return null;
  return edits.reduceRight(
    (now, { from, to, text: written }) => now.slice(0, from) + written + now.slice(to),
    text,
  );
}

test.each<[string, Access, string]>([
  ['A "1" ;', 'rw', 'A ! "1" ;'],
  ['A "1" ;', 'ro', 'A ? "1" ;'],
  ['A "1" ;', 'na', 'A "1" ;'],
  ['A ! "1" ;', 'ro', 'A ? "1" ;'],
  ['A ! "1" ;', 'rw', 'A ! "1" ;'],
  ['A ! "1" ;', 'na', 'A "1" ;'],
  ['A"1";', 'rw', 'A ! "1";'],
  ['A!"1";', 'na', 'A"1";'],
  ['A ;', 'rw', 'A ! ;'],
  ['A;', 'ro', 'A ?;'],
  ['A ! ;', 'na', 'A ;'],
  ['A\n  "1" ; # "A"', 'rw', 'A\n  ! "1" ; # "A"'],
  // Values below each other stay there.
  ['A     "1" ;', 'rw', 'A   ! "1" ;'],
  ['A   ! "1" ;', 'na', 'A     "1" ;'],
  // The last one counts, and a value that looks like a mark is none.
  ['A "1" ;\nA "!" ;', 'ro', 'A "1" ;\nA ? "!" ;'],
  ['# A "1" ;\nB "A ! 2" ;', 'rw', '# A "1" ;\nB "A ! 2" ;\nA ! ;\n'],
  ['', 'rw', 'A ! ;\n'],
  ['B "1" ;\n', 'na', 'B "1" ;\nA ;\n'],
  ['import A\nB "1" ;', 'rw', 'import A\nB "1" ;\nA ! ;\n'],
])('plain text: %j, %s', (text, access, expected) => {
  expect(set(text, access, 'A')).toBe(expected);
});

test.each<[string, Access, string | null]>([
  ['<flat-profile><A>1</A></flat-profile>', 'rw', '<flat-profile><A ua="rw">1</A></flat-profile>'],
  [
    '<flat-profile><A ua="rw">1</A></flat-profile>',
    'na',
    '<flat-profile><A ua="na">1</A></flat-profile>',
  ],
  [
    '<flat-profile><A ua = "ro" /></flat-profile>',
    'ro',
    '<flat-profile><A ua = "ro" /></flat-profile>',
  ],
  [
    "<flat-profile><A x='1' ua='ro'/></flat-profile>",
    'rw',
    `<flat-profile><A x='1' ua="rw"/></flat-profile>`,
  ],
  ['<flat-profile><A/></flat-profile>', 'ro', '<flat-profile><A ua="ro"/></flat-profile>'],
  ['<flat-profile></flat-profile>', 'rw', '<flat-profile><A ua="rw"/></flat-profile>'],
  ['<flat-profile>\n</flat-profile>\n', 'na', '<flat-profile>\n  <A ua="na"/>\n</flat-profile>\n'],
  // Neither comments nor CDATA are entries.
  [
    '<flat-profile><!-- <A>1</A> --><B><![CDATA[<A>]]></B></flat-profile>',
    'rw',
    '<flat-profile><!-- <A>1</A> --><B><![CDATA[<A>]]></B><A ua="rw"/></flat-profile>',
  ],
  ['<flat-profile><A>1</A>', 'rw', '<flat-profile><A ua="rw">1</A>'],
  ['<flat-profile><B>1</B>', 'rw', null],
  ['<flat-profile/>', 'rw', null],
])('XML: %j, %s', (text, access, expected) => {
  expect(set(text, access, 'A')).toBe(expected);
});

test('many at once: both spellings of a name are known, what is new stands behind the rest', () => {
  expect(
    set('Dial_Plan[1] "x" ;\nLine_2_ "y" ;\n', 'ro', 'New[1]', 'Line[2]', 'Dial_Plan[1]'),
  ).toBe('Dial_Plan[1] ? "x" ;\nLine_2_ ? "y" ;\nNew[1] ? ;\n');
  expect(
    set('<flat-profile>\n  <Line_2_>y</Line_2_>\n</flat-profile>', 'ro', 'New[1]', 'Line[2]'),
  ).toBe('<flat-profile>\n  <Line_2_ ua="ro">y</Line_2_>\n  <New_1_ ua="ro"/>\n</flat-profile>');
});

test('a text that says so already is left alone', () => {
  expect(accessEdits('A ! "1" ;\nB ! ;', [parameter('A'), parameter('B')], 'rw')).toEqual([]);
});
