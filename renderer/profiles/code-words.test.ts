import { expect, test } from 'vitest';
import { splitCode } from './code-words.ts';

test.each<[string, string[]]>([
  ['$MACC is not a macro. Did you mean $MAC?', ['$MACC', '$MAC']],
  ["GPP_A can be read on the unit's web page. Keep the key in GPP_SA.", ['GPP_A', 'GPP_SA']],
  ['Follows line 10: use $SA — it works only after --key.', ['$SA', '--key']],
  [
    'Write {{secret:admin}} in Dial_Plan[1] or <Dial_Plan_1_>.',
    ['{{secret:admin}}', 'Dial_Plan[1]', '<Dial_Plan_1_>'],
  ],
  ['The semicolon is missing here.', []],
])('%s', (sentence, code) => {
  const parts = splitCode(sentence);
  expect(parts.filter(({ isCode }) => isCode).map(({ text }) => text)).toEqual(code);
  expect(parts.map(({ text }) => text).join('')).toBe(sentence);
});
