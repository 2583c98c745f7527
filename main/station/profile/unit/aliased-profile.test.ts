import { describe, expect, it } from 'vitest';
import type { Alias } from '../rules/alias-map.ts';
import { readXmlProfile } from '../text/xml.ts';
import { applyAliases, readAliasedProfile } from './aliased-profile.ts';
import { readingsOf } from './readings.ts';

const map: Alias[] = [
  { from: ['SIP', 'name'], to: 'Display_Name_1_' },
  { from: ['number'], to: 'User_ID_1_' },
];
const read = (xml: string, aliases = map) => {
  const result = readAliasedProfile(xml, aliases);
  if (!result.ok) throw new Error(result.problem.message);
  return Object.fromEntries(result.value.parameters);
};

describe('a document read through an alias map', () => {
  it('is matched at the end of the path, by whole names', () => {
    expect(
      read(
        '<CPE><SIP><name> J. &amp; S.\n</name></SIP><XSIP><name>x</name></XSIP><name>y</name></CPE>',
      ),
    ).toEqual({ Display_Name_1_: { value: 'J. & S.' } });
    expect(read('<a><b><number ua="ro">1</number></b></a>')).toEqual({
      User_ID_1_: { value: '1', ua: 'ro' },
    });
  });

  it('may have parameters under their own names, and the last one counts', () => {
    const both = '<x><flat-profile><User_ID_1_>1</User_ID_1_><A/></flat-profile>';
    expect(read(`${both}<number>2</number></x>`)).toEqual({
      A: { keep: true },
      User_ID_1_: { value: '2' },
    });
    expect(read('<x><number/><flat-profile><User_ID_1_></User_ID_1_></flat-profile></x>')).toEqual({
      User_ID_1_: { value: '' },
    });
  });

  it('sets the alias’s parameter only, also inside flat-profile', () => {
    expect(read('<flat-profile><number>1</number></flat-profile>')).toEqual({
      User_ID_1_: { value: '1' },
    });
  });

  it('takes the first entry that fits, or all of them', () => {
    const twice = [...map, { from: ['name'], to: 'Auth_ID_1_' }];
    const xml = '<SIP><name>n</name></SIP>';
    expect(Object.keys(read(xml, twice))).toEqual(['Display_Name_1_']);
    const all = readAliasedProfile(xml, twice, { readings: readingsOf({ aliasMatches: 'all' }) });
    expect(all.ok && [...all.value.parameters.keys()]).toEqual(['Display_Name_1_', 'Auth_ID_1_']);
  });

  it('ignores elements that hold elements, and names that are no parameters', () => {
    const xml = '<x><number><b>1</b></number><SIP><name>n</name></SIP></x>';
    const result = readAliasedProfile(xml, map, { known: new Set(['User_ID_1_']) });
    expect(result).toMatchObject({ value: { ignored: ['User_ID_1_', 'Display_Name_1_'] } });
    expect(result.ok && result.value.parameters.size).toBe(0);
  });

  it('needs no flat-profile, and lists the elements it found', () => {
    const result = readAliasedProfile('<a><b/><c><d>1</d></c></a>', []);
    expect(result).toMatchObject({
      value: {
        elements: [
          ['a', 'b'],
          ['a', 'c', 'd'],
        ],
      },
    });
  });

  it.each([
    ['<a><number>1</a>', 'mismatched-tag'],
    ["<a><number ua='ro'>1</number></a>", 'bad-attribute'],
    ['<a><number>1 & 2</number></a>', 'bad-entity'],
    ['<a><number ua="x">1</number></a>', 'bad-access'],
    ['<a><number>ä</number></a>', 'not-ascii'],
  ])('%j is refused as %s', (xml, kind) => {
    expect(readAliasedProfile(xml, map)).toMatchObject({ problem: { kind } });
  });

  it('tells of a map that is none before it looks at the document', () => {
    expect(applyAliases('nonsense', '<a/>')).toMatchObject({ problem: { kind: 'bad-alias' } });
    expect(applyAliases('/a = /flat-profile/A', '<a>1</a>')).toMatchObject({ ok: true });
  });
});

// Two readers of XML must not drift apart.
it.each([
  '<flat-profile><A> x\r\ny </A><B/><C></C><A ua="rw">&lt;&#65;<![CDATA[z]]></A></flat-profile>',
  '<o><flat-profile><A>1</A><flat-profile><B>2</B></flat-profile></flat-profile></o>',
  '<flat-profile><r><A>1</A><flat-profile><B>2</B></flat-profile></r><C>3</C></flat-profile>',
  '\ufeff<?xml version="1.0"?><!-- x --><o><p><flat-profile><A>1</A></flat-profile></p><A>2</A></o>',
  '<flat-profile><A>1</B></flat-profile>',
  '<flat-profile><A ua="x">1</A></flat-profile>',
  '<flat-profile><A>\ud800</A></flat-profile>',
])('without aliases %j is read like any profile', (xml) => {
  const plain = readXmlProfile(xml);
  const aliased = readAliasedProfile(xml, []);
  if (plain.ok && aliased.ok) {
    expect([...aliased.value.parameters]).toEqual([...plain.value.parameters]);
    expect(aliased.value.ignored).toEqual(plain.value.ignored);
  } else {
    expect(aliased).toEqual(plain);
  }
});
