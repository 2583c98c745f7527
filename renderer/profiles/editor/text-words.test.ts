import { expect, test } from 'vitest';
import type { ParameterInfo, Preview } from '../../../main/contract/profiles.ts';
import { wordsAt } from './text-words.ts';
import { indexVocabulary } from './vocabulary-index.ts';

const tone: ParameterInfo = {
  ...{ name: 'Dial_Tone', xmlName: 'Dial_Tone', section: 'Tones', default: '', userAccess: 'na' },
  ...{ type: 'ToneScript', options: [], description: 'Heard first.', isExpanded: false },
};
const vocabulary = indexVocabulary({
  parameters: [tone],
  macros: [{ name: 'MA', words: 'its MAC' }],
  fields: [{ name: 'secret:', words: 'a password' }],
  filters: [{ name: 'first', words: 'its first characters' }],
});
const preview: Preview = {
  ...{ mac: '000e084f1a92', model: null, values: [], sizes: null, story: [], problem: null },
  steps: [
    {
      ...{ id: 'factory', title: '', rule: '', key: null, problem: null },
      url: [
        { text: '/p/', macro: null },
        { text: '084f1a92', macro: '$(MA:4)' },
      ],
    },
  ],
};

test.each<[string, string, string[]]>([
  [
    'Dial_T¦one "x" ;',
    'Dial_Tone',
    [
      'ToneScript, empty from the factory. The user sees nothing of it.',
      'Heard first.',
      'Macros are not expanded in it.',
    ],
  ],
  [
    'A ¦! "1"',
    '!',
    ['The user may change it.', 'Access concerns the User account only; Admin sees everything.'],
  ],
  ['A "$(MA:4)¦"', '$(MA:4)', ['its MAC.', 'On the unit looked at: 084f1a92']],
  ['A "$M¦A"', '$MA', ['its MAC.']],
  ['A "{{secret:adm¦in}}"', '{{secret:admin}}', ['a password.']],
  ['A "{{secret:a | fir¦st:4}}"', '| first:4', ['its first characters.']],
])('%s', (marked, title, lines) => {
  const words = wordsAt(marked.replace('¦', ''), marked.indexOf('¦'), vocabulary, preview);
  expect(words).toMatchObject({ title, lines });
});

test('a script is one only where a script belongs, and only as it will be', () => {
  const script = (text: string) => wordsAt(text, text.indexOf('"') + 2, vocabulary, null)?.script;
  expect(script('Dial_Tone "350@-19;10(*/0/1)" ;')).toBe('350@-19;10(*/0/1)');
  expect(script('Dial_Tone "{{account.tone}}" ;')).toBeUndefined();
  expect(script('Other "350@-19" ;')).toBeUndefined();
});

test.each(['Resync_Periodic', 'Resync_Error_Retry_Delay', 'Upgrade_Error_Retry_Delay'])(
  'the waits of %s are said in both formats',
  (name) => {
    const waits = (text: string) => wordsAt(text, text.indexOf('36') + 1, vocabulary, null);
    const said = { title: name, script: '3600+600,7200' };
    expect(waits(`${name} "3600+600,7200" ;`)).toMatchObject(said);
    expect(waits(`<flat-profile><${name}> 3600+600,7200 </${name}>`)).toMatchObject(said);
    expect(waits(`${name} "3600+{{account.wait}}" ;`)).toBeNull();
    expect(waits(`Other "3600" ;`)).toBeNull();
  },
);

test('an unknown word has none', () => {
  expect(wordsAt('Nonsense "1" ;', 3, vocabulary, null)).toBeNull();
});
