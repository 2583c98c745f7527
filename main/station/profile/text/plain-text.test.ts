import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanPlainText } from './plain-scan.ts';
import { type PlainEntry, readPlainText, writePlainText } from './plain-text.ts';
import { readProfile } from './profile.ts';

const read = (text: string, files: Record<string, string> = {}) =>
  readPlainText(text, new Map(Object.entries(files)), 'main.txt');

describe('reading plain text', () => {
  it('goes by semicolons, not by lines, and lets comments stand anywhere', () => {
    expect(read('A # one\n  ! # two\n "x" # three\n ;B?;C"# no comment";')).toEqual({
      ok: true,
      value: [
        { name: 'A', access: 'rw', value: 'x' },
        { name: 'B', access: 'ro', value: null },
        { name: 'C', access: 'na', value: '# no comment' },
      ],
    });
  });

  it('splices in what is imported, also nested and without a last line end', () => {
    const files = { 'a.txt': 'A "1";\nimport b.txt', 'b.txt': 'B "2";' };
    expect(read('import   a.txt # base\r\nC "3";\r\n', files)).toMatchObject({
      value: [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
    });
  });

  it('knows import only at the start of a line', () => {
    expect(read('A "1"; import a.txt\n')).toMatchObject({ problem: { kind: 'expected-string' } });
  });

  it.each([
    ['A "1"\nB "2";', 'missing-semicolon', 1, 6],
    ['A "1" B "2";', 'missing-semicolon', 1, 6],
    ['A', 'missing-semicolon', 1, 2],
    ['A "1";\n  B x;', 'expected-string', 2, 5],
    ['A "1";\nB "2;\nC "3";', 'unterminated-string', 2, 3],
    ['\n "x";', 'expected-name', 2, 2],
    [';', 'expected-name', 1, 1],
    ['A "1";\nimport no.txt\n', 'missing-file', 2, 8],
    ['import main.txt', 'import-cycle', 1, 8],
  ])('refuses %j as %s at %i:%i', (text, kind, line, column) => {
    const problem = { kind, line, column, file: 'main.txt', message: expect.any(String) };
    expect(read(text)).toEqual({ ok: false, problem });
  });

  it('names the imported file a mistake is in', () => {
    expect(read('import a.txt\n', { 'a.txt': '\nA x;' })).toMatchObject({
      problem: { file: 'a.txt', line: 2, column: 3 },
    });
  });

  it('looks files up from the folder of the importing file, and never outside of the project', () => {
    const files = {
      'lib/a.txt': 'import more/b.txt\n',
      'lib/more/b.txt': 'import ../../c.txt\n',
      'c.txt': 'C "1";',
    };
    expect(read('import lib\\a.txt\n', files)).toMatchObject({ value: [{ name: 'C' }] });
    for (const path of ['../c.txt', '/c.txt', 'C:\\c.txt', 'lib/../../c.txt']) {
      expect(read(`import ${path}\n`, files)).toMatchObject({
        problem: { kind: 'outside-folder' },
      });
    }
  });

  it('finds a circle over several files', () => {
    const files = { 'a.txt': 'import b.txt\n', 'b.txt': '\nimport a.txt\n' };
    expect(read('import a.txt\n', files)).toMatchObject({
      problem: { kind: 'import-cycle', file: 'b.txt', line: 2 },
    });
  });

  it('stops at files nested without end and at files that double each other', () => {
    const names = Array.from({ length: 40 }, (_, index) => `${index}.txt`);
    const chain = names.map((name, index) => [name, `import ${index + 1}.txt\n`]);
    expect(read('import 0.txt', Object.fromEntries(chain))).toMatchObject({
      problem: { kind: 'import-too-deep' },
    });
    const doubling = names.slice(0, 15).map((name, index) => {
      const next = index === 14 ? 'A "1";\n'.repeat(100) : `import ${index + 1}.txt\n`.repeat(2);
      return [name, next];
    });
    expect(read('import 0.txt', Object.fromEntries(doubling))).toMatchObject({
      problem: { kind: 'too-many-imports' },
    });
    expect(read('A ;\n'.repeat(100_002))).toMatchObject({ problem: { kind: 'too-many-entries' } });
  });
});

describe('scanning plain text with mistakes', () => {
  const scan = (text: string) => scanPlainText({ name: '', text });

  it('goes on behind each, so that a person sees them all', () => {
    const text = 'A "1"\nB x;\nC "2\nD "3" ; ; E ! "4";';
    const { entries, problems } = scan(text);
    expect(problems.map(({ kind, start }) => [kind, start])).toEqual([
      ['missing-semicolon', 5],
      ['expected-string', 8],
      ['unterminated-string', 13],
      ['expected-name', 24],
    ]);
    expect(entries.map(({ name, value }) => [name, value])).toEqual([
      ['A', '1'],
      ['C', '2'],
      ['D', '3'],
      ['E', '4'],
    ]);
  });

  it('knows where names, marks and values stand', () => {
    const text = '# c\nUser_ID[1] ! "abc" ;';
    const [entry] = scan(text).entries;
    const cut = (span?: { start: number; end: number } | null) =>
      span && text.slice(span.start, span.end);
    expect(cut(entry?.nameAt)).toBe('User_ID[1]');
    expect(cut(entry?.accessAt)).toBe('!');
    expect(cut(entry?.valueAt)).toBe('abc');
    expect(text[entry?.offsetOf(2) ?? 0]).toBe('c');
  });

  it('is done with a hostile text at once', () => {
    const started = performance.now();
    expect(scan('"'.repeat(200_000)).problems.length).toBeLessThanOrEqual(1000);
    expect(scan('; '.repeat(200_000)).problems.length).toBeLessThanOrEqual(1000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('writing plain text', () => {
  it('can be read back as it was', () => {
    const entry: fc.Arbitrary<PlainEntry> = fc.record({
      name: fc
        .stringMatching(/^[A-Z][A-Za-z0-9_/()[\]-]{0,20}$/)
        .filter((name) => name !== 'import'),
      access: fc.constantFrom('na', 'ro', 'rw'),
      value: fc.option(fc.stringMatching(/^[\x20\x21\x23-\x7e]*$/), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const written = writePlainText(entries);
        expect(written.ok && readPlainText(written.value)).toEqual({ ok: true, value: entries });
      }),
    );
  });

  it('refuses what the format cannot hold without showing it', () => {
    const written = writePlainText([{ name: 'Password[1]', access: 'na', value: 'hu"sh' }]);
    expect(written).toMatchObject({ problem: { kind: 'bad-value' } });
    expect(JSON.stringify(written)).not.toContain('hu"sh');
  });
});

describe('reading a profile of either format', () => {
  it('makes XML names of plain-text names and counts the last of two', () => {
    expect(readProfile('User_ID[1] "a";\nGPP_A !;\nUser_ID[1] ? "b";')).toEqual({
      ok: true,
      value: [
        { name: 'GPP_A', value: null, access: 'rw' },
        { name: 'User_ID_1_', value: 'b', access: 'ro' },
      ],
    });
  });

  it('reads XML behind blanks and a byte order mark', () => {
    expect(readProfile('\ufeff\n <flat-profile><A ua="na">1</A><B/></flat-profile>')).toEqual({
      ok: true,
      value: [
        { name: 'A', value: '1', access: 'na' },
        { name: 'B', value: null },
      ],
    });
  });

  it('refuses an element it would have to drop', () => {
    const xml =
      '<flat-profile><router-configuration><a>1</a></router-configuration></flat-profile>';
    expect(readProfile(xml)).toMatchObject({ problem: { kind: 'holds-elements' } });
  });
});
