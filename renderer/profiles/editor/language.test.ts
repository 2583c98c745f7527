import { expect, test } from 'vitest';
import { profileLanguage } from './language.ts';

/** Every coloured stretch of a text, as `name text`; neighbours of one name as one. */
function tokensOf(text: string): string[] {
  const found: { name: string; from: number; to: number }[] = [];
  profileLanguage.parser.parse(text).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'Document' || from === to) return;
      const last = found.at(-1);
      if (last?.name === name && last.to === from) last.to = to;
      else found.push({ name, from, to });
    },
  });
  return found.map(({ name, from, to }) => `${name} ${text.slice(from, to)}`);
}

test.each<[string, string, string[]]>([
  [
    'an entry with its mark and comment',
    'Time_Zone ! "GMT" ; # x 20 s',
    ['parameter Time_Zone', 'mark !', 'value "GMT"', 'punctuation ;', 'comment # x 20 s'],
  ],
  [
    'macros and fields of a value, and no others',
    'Profile_Rule "[--key $SA] tftp://h/$(MA:4:2)/$$x{{unit.mac | upper}}$y{z";',
    [
      'parameter Profile_Rule',
      'value "[--key ',
      'macro $SA',
      'value ] tftp://h/',
      'macro $(MA:4:2)',
      'value /',
      'macro $$',
      'value x',
      'field {{unit.mac | upper}}',
      'value $y{z"',
      'punctuation ;',
    ],
  ],
  [
    'an import, which is one only at a line’s start',
    'import a/b c.txt # why\n import "x";',
    [
      'keyword import',
      'value a/b c.txt ',
      'comment # why',
      'parameter import',
      'value "x"',
      'punctuation ;',
    ],
  ],
  [
    'a quote that was never closed ends with its line',
    'A "x\nB "y";',
    ['parameter A', 'value "x', 'parameter B', 'value "y"', 'punctuation ;'],
  ],
  [
    'names with brackets',
    'Dial_Plan[1] "(xx.)" ;',
    ['parameter Dial_Plan[1]', 'value "(xx.)"', 'punctuation ;'],
  ],
])('plain text: %s', (_, text, expected) => expect(tokensOf(text)).toEqual(expected));

test.each<[string, string, string[]]>([
  [
    'tags, access and value',
    '<flat-profile><GPP_A ua="ro">a &amp; $MA</GPP_A></flat-profile>',
    [
      'punctuation <',
      'keyword flat-profile',
      'punctuation ><',
      'parameter GPP_A',
      'mark ua',
      'punctuation =',
      'mark "ro"',
      'punctuation >',
      'value a ',
      'punctuation &amp;',
      'macro $MA',
      'punctuation </',
      'parameter GPP_A',
      'punctuation ></',
      'keyword flat-profile',
      'punctuation >',
    ],
  ],
  [
    'a comment over several lines',
    '<a><!-- one\ntwo --><b/></a>',
    [
      'punctuation <',
      'parameter a',
      'punctuation >',
      'comment <!-- one',
      'comment two -->',
      'punctuation <',
      'parameter b',
      'punctuation /></',
      'parameter a',
      'punctuation >',
    ],
  ],
  [
    'a value over several lines, and CDATA',
    '<a>x\n{{key}}<![CDATA[ $MA<b> ]]></a>',
    [
      'punctuation <',
      'parameter a',
      'punctuation >',
      'value x',
      'field {{key}}',
      'punctuation <![CDATA[',
      'value  ',
      'macro $MA',
      'value <b> ',
      'punctuation ]]></',
      'parameter a',
      'punctuation >',
    ],
  ],
  [
    'a tag that is not closed does not swallow the next',
    '<a <b>1</b>',
    [
      'punctuation <',
      'parameter a',
      'punctuation <',
      'parameter b',
      'punctuation >',
      'value 1',
      'punctuation </',
      'parameter b',
      'punctuation >',
    ],
  ],
])('XML: %s', (_, text, expected) => expect(tokensOf(text)).toEqual(expected));

test('any characters end', () => {
  for (const text of [
    '<',
    '"',
    '<!',
    '<![CDATA[',
    '\n\n<a',
    '$',
    '{{',
    '</>',
    'a;b"c',
    '&',
    '\u0000',
  ]) {
    expect(tokensOf(text.repeat(50)).length).toBeLessThan(1000);
  }
});
