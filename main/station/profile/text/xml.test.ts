import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyProfile } from '../unit/unit-profile.ts';
import { readProfile } from './profile.ts';
import { type ProfileEntry, readXmlProfile, writeXmlProfile } from './xml.ts';
import { scanXml } from './xml-scan.ts';

const inFlat = (xml: string) => `<flat-profile>${xml}</flat-profile>`;

function parametersOf(xml: string): Record<string, unknown> {
  const read = readXmlProfile(xml);
  if (!read.ok) throw new Error(read.problem.message);
  return Object.fromEntries(read.value.parameters);
}

describe('reading an XML profile', () => {
  it('keeps the short element apart from the empty one', () => {
    expect(parametersOf(inFlat('<A/><B></B><C> </C><D><!-- x --></D>'))).toEqual({
      A: { keep: true },
      B: { value: '' },
      C: { value: '' },
      D: { value: '' },
    });
  });

  it('makes a blank of every kind of line end and takes CDATA as text', () => {
    expect(parametersOf(inFlat('<A>a\r\nb\rc\nd</A><B><![CDATA[<x>]]></B>'))).toEqual({
      A: { value: 'a b c d' },
      B: { value: '<x>' },
    });
  });

  it.each([
    '<? header ?>',
    '<?xml?>',
    '\n<?xml version="1.0"?>',
    '<!-- first --><?xml version="1.0"?>\n',
    '<?xml version="2.0" foo?><?another one?>',
  ])('ignores the header %j', (header) => {
    expect(parametersOf(`${header}${inFlat('<A>1</A>')}`)).toEqual({ A: { value: '1' } });
  });

  it('looks into no element that is none of its parameters', () => {
    const xml = inFlat('<No_Such>M\u00fcller</No_Such><Other ua="none"/><GPP_A>x</GPP_A>');
    expect(readXmlProfile(xml, { known: new Set(['GPP_A']) })).toMatchObject({
      value: { ignored: ['No_Such', 'Other'] },
    });
    expect(readXmlProfile(xml)).toMatchObject({ problem: { kind: 'not-ascii' } });
  });

  it('finds flat-profile anywhere, also inside another one, and a byte order mark in front', () => {
    expect(parametersOf(`\ufeff<r>${inFlat(`<A>1</A>${inFlat('<B>2</B>')}`)}</r>`)).toEqual({
      A: { value: '1' },
      B: { value: '2' },
    });
  });

  it('lets the last of two win as a whole, user access and keep included', () => {
    expect(parametersOf(inFlat('<A ua="rw">1</A><A>2</A><B>1</B><B/>'))).toEqual({
      A: { value: '2' },
      B: { keep: true },
    });
  });

  it('treats names of the object prototype like any other', () => {
    expect(parametersOf(inFlat('<constructor>1</constructor><toString/>'))).toHaveProperty(
      'constructor',
      {
        value: '1',
      },
    );
  });

  it('sets nothing from an element that holds elements, and says so', () => {
    const read = readXmlProfile(
      inFlat('<router-configuration><WAN>1</WAN></router-configuration>'),
    );
    expect(read).toMatchObject({ value: { ignored: ['router-configuration'] } });
  });

  it.each([
    ['<flat-profile>\n<A>x</B></flat-profile>', 'mismatched-tag', 2, 5],
    ['<flat-profile>\n <A>x</flat-profile>', 'mismatched-tag', 2, 6],
    ['<flat-profile><A>x</A>', 'unclosed-tag', 1, 2],
    ['<flat-profile>\n<A', 'bad-tag', 2, 1],
    ['<flat-profile>\n<!-- x', 'bad-tag', 2, 1],
    ['<flat-profile>\n<A>1 < 2</A></flat-profile>', 'bad-tag', 2, 6],
    ['<flat-profile>\n<Dial_Plan[1]>x</Dial_Plan[1]></flat-profile>', 'bad-tag', 2, 1],
    ['<flat-profile>\n<A>&unknown;</A></flat-profile>', 'bad-entity', 2, 4],
    ['<flat-profile>\n<A>Tom & Jerry</A></flat-profile>', 'bad-entity', 2, 8],
    ['<flat-profile>\n\n<A ua="yes">x</A></flat-profile>', 'bad-access', 3, 8],
    ["<flat-profile>\n<A ua='ro'>x</A></flat-profile>", 'bad-attribute', 2, 7],
    ['<flat-profile>\n<A ua=ro>x</A></flat-profile>', 'bad-attribute', 2, 7],
    ['<flat-profile>\n<A>\u00e9</A></flat-profile>', 'not-ascii', 2, 4],
    ['<flat-profile><A>a&#233;</A></flat-profile>', 'not-ascii', 1, 19],
    ['<flat-profile/>\n<b/>', 'bad-xml', 2, 1],
    ['\nno xml', 'bad-xml', 2, 1],
    ['', 'bad-xml', 1, 1],
  ])('refuses %j as %s at %i:%i', (xml, kind, line, column) => {
    expect(readXmlProfile(xml)).toMatchObject({ ok: false, problem: { kind, line, column } });
  });

  it('goes on behind an & that is no escape, and knows nothing behind a broken tree', () => {
    const scan = (text: string) => scanXml({ name: '', text: inFlat(text) });
    const soft = scan('<A>a & b</A><B>&no;</B><C>3</C>');
    expect(soft.problems.map(({ kind }) => kind)).toEqual(['bad-entity', 'bad-entity']);
    expect(soft.entries.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    const broken = scan('<A>1</A><B>2</C><D>&</D>');
    expect(broken.problems.map(({ kind }) => kind)).toContain('mismatched-tag');
    expect(broken.problems.at(-1)?.message).toContain('The open element is B.');
    expect(broken.entries.map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('knows where names, access and each character of a value stand', () => {
    const text = inFlat('<!-- & --><A ua="ro"> a<!-- x -->&lt;<![CDATA[<]]>\r\nb </A>');
    const [entry] = scanXml({ name: '', text }).entries;
    const cut = (span?: { start: number; end: number } | null) =>
      span && text.slice(span.start, span.end);
    expect(cut(entry?.nameAt)).toBe('A');
    expect(cut(entry?.accessAt)).toBe('ro');
    expect(entry?.value).toBe('a<< b');
    const parts = [...(entry?.value ?? '')].map((_, index) => entry?.offsetOf(index) ?? 0);
    expect(parts.map((at) => text[at])).toEqual(['a', '&', '<', '\n', 'b']);
    expect(text.slice(parts[2], parts[2] === undefined ? 0 : parts[2] + 4)).toBe('<]]>');
  });

  it('refuses well-formed XML without flat-profile', () => {
    expect(readXmlProfile('<a/>')).toMatchObject({ problem: { kind: 'no-flat-profile' } });
  });
});

describe('writing an XML profile', () => {
  it('writes the same bytes for the same entries, each name once', () => {
    const entries: ProfileEntry[] = [
      { name: 'A', value: 'old' },
      { name: 'Dial_Plan_1_', value: '( S0 <:1> & "\'" )', access: 'ro' },
      { name: 'Keep', value: null, access: 'rw' },
      { name: 'Empty', value: '' },
      { name: 'A', value: ' new ' },
    ];
    expect(writeXmlProfile(entries)).toEqual({
      ok: true,
      value: [
        '<flat-profile>',
        '  <Dial_Plan_1_ ua="ro">( S0 &lt;:1&gt; &amp; &quot;&apos;&quot; )</Dial_Plan_1_>',
        '  <Keep ua="rw"/>',
        '  <Empty></Empty>',
        '  <A>new</A>',
        '</flat-profile>',
        '',
      ].join('\n'),
    });
  });

  it.each([
    ['bad-name', { name: 'Dial_Plan[1]', value: 'x' }],
    ['bad-name', { name: '', value: 'x' }],
    ['not-ascii', { name: 'Password_1_', value: 'hush-\u00e9' }],
    ['control-character', { name: 'Password_1_', value: 'hush\nhush' }],
  ])(
    'refuses as %s what a unit cannot hold, naming the parameter and not the value',
    (kind, entry) => {
      const written = writeXmlProfile([entry]);
      expect(written).toMatchObject({ ok: false, problem: { kind } });
      expect(JSON.stringify(written)).toContain(entry.name);
      expect(JSON.stringify(written)).not.toContain('hush');
    },
  );

  it('can be read back as it was', () => {
    const entry = fc.record({
      name: fc.stringMatching(/^[A-Z][A-Za-z0-9_-]{0,20}$/),
      value: fc.option(
        fc.stringMatching(/^[\x20-\x7e]*$/).map((text) => text.trim()),
        { nil: null },
      ),
    });
    const entries = fc.uniqueArray(entry, { selector: ({ name }) => name });
    fc.assert(
      fc.property(entries, (some) => {
        const written = writeXmlProfile(some);
        expect(written.ok && readProfile(written.value)).toEqual({ ok: true, value: some });
      }),
    );
  });
});

describe('a unit that applies a profile', () => {
  it('keeps, sets and empties', () => {
    const before = new Map([
      ['Syslog_Server', '10.0.0.1'],
      ['Profile_Rule', '/spa$PSN.cfg'],
      ['GPP_A', 'x'],
    ]);
    const read = readXmlProfile(
      inFlat('<Syslog_Server></Syslog_Server><Profile_Rule/><GPP_B>b</GPP_B>'),
    );
    if (!read.ok) throw new Error(read.problem.message);
    expect(Object.fromEntries(applyProfile(before, read.value))).toEqual({
      Syslog_Server: '',
      Profile_Rule: '/spa$PSN.cfg',
      GPP_A: 'x',
      GPP_B: 'b',
    });
    expect(before.get('Syslog_Server')).toBe('10.0.0.1');
  });
});
