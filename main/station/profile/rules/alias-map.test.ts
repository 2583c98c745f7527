import { describe, expect, it } from 'vitest';
import { aliasAmbiguities, ambiguities, readAliasMap, writeAliasMap } from './alias-map.ts';

const entries = (count: number) =>
  Array.from({ length: count }, (_, n) => `/e${n} = /flat-profile/GPP_${n} ;`).join('\n');

describe('an alias map', () => {
  it('is read over lines, on one line, and without its last semicolon', () => {
    const map = [
      { from: ['CPE', 'name'], to: 'Display_Name_1_' },
      { from: ['auth-secret'], to: 'Password_1_' },
    ];
    for (const text of [
      '/CPE/name = /flat-profile/Display_Name_1_ ;\n/auth-secret = /flat-profile/Password_1_ ;\n',
      '/CPE/name=/flat-profile/Display_Name_1_;/auth-secret=/flat-profile/Password_1_',
      writeAliasMap(map),
    ]) {
      expect(readAliasMap(text)).toEqual({ ok: true, value: map });
    }
    expect(readAliasMap(' \n')).toEqual({ ok: true, value: [] });
  });

  it('has room for 30 entries, and shows the 31st', () => {
    expect(readAliasMap(entries(30))).toMatchObject({ ok: true });
    expect(readAliasMap(entries(31))).toMatchObject({
      problem: { kind: 'too-many-aliases', line: 31, column: 1 },
    });
    const oneLine = entries(31).replaceAll('\n', ' ');
    expect(readAliasMap(oneLine)).toMatchObject({
      problem: { kind: 'too-many-aliases', line: 1, column: oneLine.lastIndexOf('/e30') + 1 },
    });
  });

  it.each([
    ['name = /flat-profile/A', 'bad-alias', 1],
    ['/a = /flat-profile/A /b = /flat-profile/B', 'bad-alias', 1],
    ['/a = /flat-profile/A ; /b/ = /flat-profile/B', 'bad-alias', 24],
    ['/1a = /flat-profile/A', 'bad-alias', 1],
    ['/a = A', 'bad-alias', 1],
    ['/a = /profile/A', 'bad-alias-target', 6],
    ['/a = /flat-profile', 'bad-alias-target', 6],
    ['/a = /flat-profile/A/B', 'bad-alias-target', 6],
    [' /a = /flat-profile/A[1]', 'bad-alias-target', 7],
  ])('%j is refused as %s', (text, kind, column) => {
    expect(readAliasMap(text)).toMatchObject({ problem: { kind, line: 1, column } });
  });
});

describe('an alias map is uncertain', () => {
  const map = [
    { from: ['name'], to: 'Display_Name_1_' },
    { from: ['SIP', 'name'], to: 'User_ID_1_' },
    { from: ['other'], to: 'Display_Name_1_' },
  ];

  it('when two entries fit one element, or set one parameter', () => {
    expect(ambiguities(map)).toEqual([
      { kind: 'element-twice', element: '/SIP/name', entries: [1, 2] },
      { kind: 'target-twice', to: 'Display_Name_1_', entries: [1, 3], elements: [] },
    ]);
    expect(aliasAmbiguities(map)).toEqual([
      'Entries 1 and 2 both fit /SIP/name; name more of the elements around it.',
      'Entries 1 and 3 both set Display_Name_1_; the last element in the file counts.',
    ]);
  });

  it('when two elements of a document set one parameter', () => {
    const elements = [
      ['CPE', 'A', 'name'],
      ['CPE', 'B', 'name'],
    ];
    expect(ambiguities(map, elements)).toEqual([
      {
        kind: 'target-twice',
        to: 'Display_Name_1_',
        entries: [1, 3],
        elements: ['/CPE/A/name', '/CPE/B/name'],
      },
    ]);
    expect(ambiguities(map, [['CPE', 'other']])).toEqual([]);
  });
});
