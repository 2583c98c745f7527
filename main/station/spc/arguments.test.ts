import { describe, expect, it } from 'vitest';
import { parseSpcArguments } from './arguments.ts';

const parse = (line: string) => parseSpcArguments(line.split(' ').filter((word) => word !== ''));

describe("the vendor's compiler", () => {
  it('takes options in any order, each around or between its files', () => {
    const expected = {
      ok: true,
      value: {
        ...{ mode: 'compile', target: '000e08aabbcc', scramble: 'x', cipher: 'aes', quiet: true },
        ...{
          key: { kind: 'hex', value: 'ab12' },
          log: 'spc.log',
          source: 'a.txt',
          output: 'a.cfg',
        },
      },
    };
    const options = '--quiet --target 000E08AABBCC --aes --hex-key AB12 --scramble x --log spc.log';
    expect(parse(`${options} a.txt a.cfg`)).toEqual(expected);
    expect(parse(`a.txt ${options} a.cfg`)).toEqual(expected);
  });
  it('writes samples', () => {
    expect(parse('--sample-xml all.xml')).toMatchObject({
      value: { mode: 'sample-xml', source: null, output: 'all.xml' },
    });
    expect(parse('--sample-profile all.txt')).toMatchObject({ value: { mode: 'sample-profile' } });
  });
  it.each([
    ['--frob a b', 'unknown-option'],
    ['--target', 'missing-argument'],
    ['--target --aes a b', 'missing-argument'],
    ['--target 000e08 a b', 'bad-target'],
    ['--target 000e08aabbcc --target 000e08aabbcc a b', 'given-twice'],
    ['--aes --rc4 --ascii-key k a b', 'given-twice'],
    ['--aes --ascii-key k --hex-key 12 a b', 'given-twice'],
    ['--aes --hex-key xyz a b', 'bad-hex-key'],
    [`--aes --hex-key ${'0'.repeat(65)} a b`, 'bad-hex-key'],
    ['--aes a b', 'bad-key'],
    ['--ascii-key k a b', 'bad-key'],
    ['a', 'missing-file'],
    ['a b c', 'too-many-files'],
    ['--sample-xml s a', 'too-many-files'],
  ])('refuses %s: %s', (line, kind) => {
    expect(parse(line)).toMatchObject({ ok: false, problem: { kind } });
  });
  it('never shows a key', () => {
    const told = JSON.stringify(parse('--aes --hex-key not-hex-s3cret a b'));
    expect(told).not.toContain('s3cret');
  });
});
