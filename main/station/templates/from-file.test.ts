import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packProfile } from '../profile/packed/pack.ts';
import { builtInCatalogue } from '../profile/values/catalogue.ts';
import { writeSample } from '../profile/values/sample.ts';
import { templateFromFile } from './from-file.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const from = (
  content: Uint8Array,
  more: { name: string; bytes: Uint8Array }[] = [],
  key?: string,
) =>
  templateFromFile([{ name: 'spacfg.xml', bytes: content }, ...more], {
    ...{ to: 'plain-text', catalogue: builtInCatalogue, key: key ?? null },
  });

describe('a file from elsewhere', () => {
  it('of a unit comes as what differs from the factory, without the state of the unit', () => {
    const readBack = `<flat-profile>
      <Product_Name ua="na">SPA962</Product_Name><Serial_Number>88012BA01234</Serial_Number>
      <Registration_State_1_>Online</Registration_State_1_>
      <Resync_On_Reset ua="na">Yes</Resync_On_Reset>
      <Resync_Periodic ua="na">86400</Resync_Periodic>
      <My_Own>1</My_Own>
    </flat-profile>`;
    const { text, taken, same, notes } = from(bytes(readBack));
    expect(text).toContain('Resync_Periodic "86400" ;');
    expect(text).toContain('My_Own "1" ;');
    expect(text).not.toMatch(/Product_Name|Serial|Registration_State|Resync_On_Reset/);
    expect({ taken, same }).toEqual({ taken: 2, same: 1 });
    expect(notes).toContain('3 fields with the state of the unit are left out.');
  });

  it.each(['xml', 'plain-text'] as const)("the compiler's %s sample says nothing", (format) => {
    const sample = writeSample(builtInCatalogue, format);
    if (!sample.ok) throw new Error(sample.problem.message);
    expect(from(bytes(sample.value))).toMatchObject({ text: '', taken: 0, same: 554 });
  });

  it('takes other access as a difference', () => {
    const xml = '<flat-profile><Resync_Periodic ua="rw"/></flat-profile>';
    expect(from(bytes(xml)).text).toBe('Resync_Periodic ! ;\n');
  });

  it('may be compressed, encrypted, begin with a mark, or import', () => {
    const text = 'GPP_A "1" ;\n';
    expect(from(gzipSync(bytes(text))).text).toBe(text);
    expect(from(packProfile(text, { gzip: true, key: 'k' }), [], 'k').text).toBe(text);
    expect(from(bytes(`\xef\xbb\xbf${text}`)).text).toBe(text);
    expect(from(bytes('import more\n'), [{ name: 'more', bytes: bytes(text) }]).text).toBe(text);
  });

  it.each([
    ['an empty file', bytes(''), 'spacfg.xml: The file is empty.'],
    ['what spc made', Buffer.from([1, 0, 2, 3]), 'vendor’s compiler'],
    ['an encrypted one without its key', packProfile('A "1" ;', { gzip: false, key: 'k' }), 'key'],
    [
      'broken XML',
      bytes('<flat-profile>\n  <A>1</B></flat-profile>'),
      'spacfg.xml, line 2, column',
    ],
    ['an import that is missing', bytes('\nimport more\n'), 'spacfg.xml, line 2, column 8'],
  ])('refuses %s and says where', (_, content, words) => {
    expect(() => from(content)).toThrow(words);
  });
});
