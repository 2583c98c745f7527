import { describe, expect, it } from 'vitest';
import { builtInCatalogue } from '../values/catalogue.ts';
import { convertProfile } from './convert.ts';
import { diffProfiles } from './diff.ts';
import { readProfile } from './profile.ts';
import { scanProfile } from './scan.ts';
import type { SourceFile } from './source.ts';

const convert = (text: string, to: 'xml' | 'plain-text', files?: ReadonlyMap<string, string>) => {
  const main: SourceFile = { name: 'main', text };
  return convertProfile(scanProfile(main, files), to, builtInCatalogue);
};
const converted = (...about: Parameters<typeof convert>) => {
  const done = convert(...about);
  if (!done.ok) throw new Error(done.problem.message);
  return done.value;
};

describe('conversion', () => {
  it('makes access explicit: plain text without a mark hides, XML without ua leaves the factory', () => {
    expect(converted('GPP_A "1" ;\nGPP_C ! "2" ;\nGPP_D ? ;\n', 'xml').text).toBe(
      '<flat-profile>\n  <GPP_A ua="na">1</GPP_A>\n  <GPP_C ua="rw">2</GPP_C>\n  <GPP_D ua="ro"/>\n</flat-profile>\n',
    );
    expect(builtInCatalogue.byXmlName('Static_IP')?.userAccess).toBe('rw');
    const xml = '<flat-profile><Static_IP>192.0.2.1</Static_IP><My_Own>1</My_Own></flat-profile>';
    const { text, notes } = converted(xml, 'plain-text');
    expect(text).toBe('Static_IP ! "192.0.2.1" ;\nMy_Own "1" ;\n');
    expect(notes).toEqual([expect.stringContaining('My_Own')]);
  });

  it('keeps an empty value apart from none, and comments, in their order', () => {
    const text = '# first\nGPP_A "" ;\n# second -- and --> third\nGPP_C ;\n';
    const xml = converted(text, 'xml').text;
    expect(xml.match(/<!--.*?-->|<GPP_\w.*/g)).toEqual([
      '<!-- first -->',
      '<GPP_A ua="na"></GPP_A>',
      expect.stringMatching(/^<!-- second .* third -->$/),
      '<GPP_C ua="na"/>',
    ]);
    const back = converted(xml, 'plain-text').text;
    expect(back).toMatch(/^# first\nGPP_A "" ;\n# second .*\nGPP_C ;\n$/);
  });

  it('splices imports in, and writes the last of what stands twice', () => {
    const files = new Map([['tones', 'GPP_A "from import" ;\nGPP_C "c" ;\n']]);
    expect(converted('GPP_A "1" ;\nimport tones\n', 'plain-text', files).text).toBe(
      'GPP_A "from import" ;\nGPP_C "c" ;\n',
    );
    expect(converted('import tones\nGPP_A "1" ;\n', 'plain-text', files).text).toContain(
      'GPP_A "1" ;',
    );
  });

  it('says what the other format cannot hold', () => {
    const quoted = '<flat-profile><GPP_A>a "b"</GPP_A></flat-profile>';
    expect(convert(quoted, 'plain-text')).toMatchObject({ ok: false });
    expect(converted('GPP_A " a " ;', 'xml').notes).toEqual([expect.stringContaining('blanks')]);
    const nested = '<flat-profile><Book><Entry>1</Entry></Book></flat-profile>';
    expect(convert(nested, 'plain-text')).toMatchObject({ problem: { kind: 'holds-elements' } });
    expect(convert('GPP_A "1"', 'xml')).toMatchObject({ problem: { kind: 'missing-semicolon' } });
  });

  it('both ways is the same to a unit', () => {
    const text = 'GPP_A ! "a & <b> \' c" ;\nDial_Plan[1] ? "(xx.|*xx)" ;\nGPP_D ;\nGPP_E "" ;\n';
    const back = converted(converted(text, 'xml').text, 'plain-text').text;
    expect(back).toBe(text);
  });
});

describe('difference', () => {
  const entries = (text: string) => {
    const read = readProfile(text);
    if (!read.ok) throw new Error(read.problem.message);
    return read.value;
  };
  it('is what a unit would see, whatever order, format and comments', () => {
    const a = entries('# one\nGPP_A "1" ;\nGPP_C "2" ;\n');
    const b = entries(
      '<flat-profile><GPP_C ua="na">2</GPP_C><!-- x --><GPP_A ua="na">1</GPP_A></flat-profile>',
    );
    expect(diffProfiles(a, b)).toEqual([]);
  });
  it('tells value, access, and what only one mentions', () => {
    const a = entries('GPP_A "1" ;\nGPP_C ! "2" ;\nGPP_D "3" ;\nGPP_F ;\n');
    const b = entries('GPP_E "5" ;\nGPP_A "" ;\nGPP_C ? "2" ;\nGPP_F "" ;\n');
    expect(diffProfiles(a, b)).toEqual([
      { name: 'GPP_E', before: null, after: { value: '5', access: 'na' } },
      { name: 'GPP_A', before: { value: '1', access: 'na' }, after: { value: '', access: 'na' } },
      { name: 'GPP_C', before: { value: '2', access: 'rw' }, after: { value: '2', access: 'ro' } },
      { name: 'GPP_F', before: { value: null, access: 'na' }, after: { value: '', access: 'na' } },
      { name: 'GPP_D', before: { value: '3', access: 'na' }, after: null },
    ]);
  });
});
