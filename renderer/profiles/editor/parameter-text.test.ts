import { expect, test } from 'vitest';
import { parameterValue, putParameter } from './parameter-text.ts';

function put(text: string, value: string): string | null {
  const edit = putParameter(text, 'Upgrade_Rule', value);
  return edit && text.slice(0, edit.from) + edit.text + text.slice(edit.to);
}

test.each<[string, string | null, string | null]>([
  ['', null, 'Upgrade_Rule "new <" ;\n'],
  ['A "1";', null, 'A "1";\nUpgrade_Rule "new <" ;\n'],
  ['Upgrade_Rule "old" ; # why', 'old', 'Upgrade_Rule "new <" ; # why'],
  ['Upgrade_Rule ! "a" ;\nUpgrade_Rule "b";', 'b', 'Upgrade_Rule ! "a" ;\nUpgrade_Rule "new <";'],
  ['# Upgrade_Rule "x";\n', null, '# Upgrade_Rule "x";\nUpgrade_Rule "new <" ;\n'],
  ['Upgrade_Rule ;\nA "1";', null, 'Upgrade_Rule "new <" ;\nA "1";'],
  ['Upgrade_Rule ! ;', null, 'Upgrade_Rule ! "new <" ;'],
  ['import Upgrade_Rule\n', null, 'import Upgrade_Rule\nUpgrade_Rule "new <" ;\n'],
  [
    '<flat-profile>\n</flat-profile>\n',
    null,
    '<flat-profile>\n  <Upgrade_Rule>new &lt;</Upgrade_Rule>\n</flat-profile>\n',
  ],
  [
    '<flat-profile><Upgrade_Rule ua="na">a &amp; b</Upgrade_Rule></flat-profile>',
    'a & b',
    '<flat-profile><Upgrade_Rule ua="na">new &lt;</Upgrade_Rule></flat-profile>',
  ],
  [
    '<flat-profile><Upgrade_Rule/></flat-profile>',
    null,
    '<flat-profile><Upgrade_Rule>new &lt;</Upgrade_Rule></flat-profile>',
  ],
  [
    '<flat-profile><Upgrade_Rule ua="rw" /></flat-profile>',
    null,
    '<flat-profile><Upgrade_Rule ua="rw">new &lt;</Upgrade_Rule></flat-profile>',
  ],
  [
    '<flat-profile><Upgrade_Rule>old</Upgrade_Rule><![CDATA[<Upgrade_Rule/>]]></flat-profile>',
    'old',
    '<flat-profile><Upgrade_Rule>new &lt;</Upgrade_Rule><![CDATA[<Upgrade_Rule/>]]></flat-profile>',
  ],
  ['<flat-profile><!-- <Upgrade_Rule>x</Upgrade_Rule> -->', null, null],
])('%j says %j, and then %j', (text, value, expected) => {
  expect(parameterValue(text, 'Upgrade_Rule')).toBe(value);
  expect(put(text, 'new <')).toBe(expected);
});
