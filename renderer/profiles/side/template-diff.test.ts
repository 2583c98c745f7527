import { expect, test } from 'vitest';
import { diffTexts, diffWords } from './template-diff.ts';

const shown = (older: string, newer: string) =>
  diffTexts(older, newer).parts.map((part) =>
    part.map(
      ({ kind, text, line }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${line} ${text}`,
    ),
  );

test.each<[string, string, string, string[][]]>([
  ['nothing', 'a\nb\n', 'a\nb', []],
  [
    'a changed line with its neighbours',
    'a\nb\nc\nd',
    'a\nB\nc\nd',
    [[' 1 a', '-2 b', '+2 B', ' 3 c']],
  ],
  ['an added line at the end', 'a\nb', 'a\nb\nc', [[' 2 b', '+3 c']]],
  ['a removed line at the end', 'a\nb\nc', 'a\nb', [[' 2 b', '-3 c']]],
  ['a removed first line', 'a\nb', 'b', [['-1 a', ' 1 b']]],
  ['a text where there was none', '', 'a\nb', [['+1 a', '+2 b']]],
  ['a text taken away', 'a\n', '', [['-1 a']]],
  [
    'changes that lie apart',
    'a\nb\nc\nd\ne\nf\ng',
    'A\nb\nc\nd\ne\nf\nG',
    [
      ['-1 a', '+1 A', ' 2 b'],
      [' 6 f', '-7 g', '+7 G'],
    ],
  ],
])('%s', (_, older, newer, expected) => expect(shown(older, newer)).toEqual(expected));

test('the summary counts lines', () => {
  expect(diffWords(diffTexts('a\nb', 'a\nc\nd'))).toBe('+ 2, − 1 lines');
  expect(diffWords(diffTexts('a', 'a'))).toBe('No change.');
  expect(diffWords(diffTexts('a', 'a\nb'))).toBe('+ 1 line');
});

test('long texts are compared in no time, also when nothing in them is alike', () => {
  const lines = Array.from({ length: 4000 }, (_, n) => `Name_${n} "value ${n}" ;`);
  const changed = lines.map((line, n) => (n % 50 === 0 ? `${line} # new` : line));
  const other = lines.map((line) => line.toUpperCase());
  const from = performance.now();
  const { added, removed } = diffTexts(lines.join('\n'), changed.join('\n'));
  expect([added, removed]).toEqual([80, 80]);
  expect(diffTexts(lines.join('\n'), other.join('\n')).added).toBe(4000);
  expect(performance.now() - from).toBeLessThan(1000);
});
