import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../text/profile.ts';
import { builtInCatalogue, createCatalogue, type Parameter } from './catalogue.ts';
import { readSample, writeSample } from './sample.ts';

function sample(format: 'xml' | 'plain-text', catalogue = builtInCatalogue): string {
  const written = writeSample(catalogue, format);
  if (!written.ok) throw new Error(written.problem.message);
  return written.value;
}

function parametersOf(text: string): Parameter[] {
  const read = readSample(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

const FORMATS = ['xml', 'plain-text'] as const;

describe.each(FORMATS)('the sample profile as %s', (format) => {
  it('has 554 parameters and reads back to their defaults and access', () => {
    const entries = builtInCatalogue.all.map(({ xmlName: name, default: value, userAccess }) => ({
      name,
      value,
      access: userAccess,
    }));
    expect(readProfile(sample(format))).toEqual({ ok: true, value: entries });
  });

  it('is the same every time, ASCII only, with every section as a comment', () => {
    const text = sample(format);
    expect(text).toBe(sample(format, createCatalogue(builtInCatalogue.all)));
    expect(text).toMatch(/^[\n\x20-\x7e]+$/);
    for (const { section } of builtInCatalogue.all) expect(text).toContain(section);
  });

  it('is imported as the catalogue it was made from', () => {
    // What a sample states, a choice, is not deduced; the rest is known from the built-in catalogue.
    expect(parametersOf(sample(format))).toEqual(builtInCatalogue.all);
  });

  it('of the 551 parameters the guide prints is imported as 551', () => {
    const notPrinted = ['Resync_At', 'Resync_Fails_On_FNF', 'Report_Rule'];
    const printed = builtInCatalogue.all.filter(({ name }) => !notPrinted.includes(name));
    expect(parametersOf(sample(format, createCatalogue(printed)))).toHaveLength(551);
  });

  it('is refused for a default the format cannot hold, without showing it', () => {
    const [first] = builtInCatalogue.all;
    if (!first) throw new Error('the catalogue is empty');
    const odd = createCatalogue([{ ...first, default: 'gehéim' }]);
    const refused = writeSample(odd, format);
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain('geh');
  });

  it('may have headings no comment can hold', () => {
    const [first] = builtInCatalogue.all;
    if (!first) throw new Error('the catalogue is empty');
    const odd = createCatalogue([{ ...first, section: 'a -->\n<x/> -- "é" -' }]);
    expect(parametersOf(sample(format, odd))).toHaveLength(1);
  });
});

describe('a vendor sample', () => {
  it('in plain text has its sections, options and types', () => {
    const text = [
      '# ***',
      '# *** Series Configuration Parameters',
      '# ***',
      '',
      'First                 "a;b # c" ; # a remark',
      '# *** Network # two',
      'DNS_Query_Mode      ? "Parallel" ; # options: Parallel/ Sequential /Both',
      'Two_Entries "1" ; Mode ! "a" ; # options: a/b',
      'STUN_Server           " " ;',
      '# ***',
      'User_ID[3]            "" ;',
      'Brand_New[3]          "60(2/4)" ;',
      'Keep_It !             ;',
    ].join('\r\n');
    expect(parametersOf(text)).toMatchObject([
      {
        name: 'First',
        section: '',
        default: 'a;b # c',
        type: 'Str',
        userAccess: 'na',
        isInferred: true,
      },
      {
        name: 'DNS_Query_Mode',
        section: 'Network # two',
        userAccess: 'ro',
        type: 'choice',
        options: ['Parallel', 'Sequential', 'Both'],
        isInferred: false,
      },
      { name: 'Two_Entries', options: [], type: 'Uns32' },
      { name: 'Mode', options: ['a', 'b'], type: 'choice', userAccess: 'rw' },
      { name: 'STUN_Server', default: '', type: 'FQDN', section: 'Network # two' },
      { xmlName: 'User_ID_3_', line: 3, type: 'UserID', isInferred: true },
      { xmlName: 'Brand_New_3_', line: 3, section: 'Line', type: 'CadScript' },
      { name: 'Keep_It', default: '', userAccess: 'rw', type: 'Str' },
    ]);
  });

  it('in XML has them too', () => {
    const text = `<?xml version="1.0"?><device><!-- made for
      <Nobody> -->
      <flat-profile>
      <!-- Line
           4 -->
      <Preferred_Codec_4_ ua="rw">G711a</Preferred_Codec_4_> <!-- options: G711u/G711a -->
      <Dial_Plan_4_ ua="na">(xx|<![CDATA[<:1>0<!-- no -->]]>)</Dial_Plan_4_>
      <!-- Other -->
      <Logo group="Phone">Yes</Logo>
      <DHCP/>
      <Dial_Plan_4_ ua="ro">(1&lt;:2&gt;)</Dial_Plan_4_>
      </flat-profile></device>`;
    expect(parametersOf(text)).toMatchObject([
      { name: 'Preferred_Codec[4]', section: 'Line 4', line: 4, options: ['G711u', 'G711a'] },
      { name: 'Logo', section: 'Other', type: 'Bool', userAccess: 'na', isInferred: true },
      { name: 'DHCP', userAccess: 'rw', default: '' },
      { name: 'Dial_Plan[4]', section: 'Other', userAccess: 'ro', default: '(1<:2>)' },
    ]);
  });

  it.each([
    ['Name "value"', 'missing-semicolon'],
    ['Debug_Level "0" ; # options: 0/1/\n2/3 x', 'expected-string'],
    ['import other.txt', 'missing-file'],
    ['<profile/>', 'no-flat-profile'],
  ])('that cannot be read, %j, is a problem', (text, kind) => {
    expect(readSample(text)).toMatchObject({ ok: false, problem: { kind } });
  });

  it('has an answer for every text', () => {
    const piece = fc.oneof(
      fc.constantFrom('A "1" ;', '# *** S\n', '# options: a/b\n', '"', ';', '!', '\n', 'B[2] ? ;'),
      fc.constantFrom(
        '<flat-profile>',
        '</flat-profile>',
        '<A ua="ro">',
        '</A>',
        '<!--',
        '-->',
        '<B/>',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        expect(typeof readSample(pieces.join('')).ok).toBe('boolean');
        expect(typeof readSample(`<flat-profile>${pieces.join('')}`).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});
