import { expect, test } from 'vitest';
import { changeTo } from './text-change.ts';

test.each<[string, string, object | null]>([
  ['abc', 'abc', null],
  ['abc', 'axc', { from: 1, to: 2, insert: 'x' }],
  ['aa', 'aaa', { from: 2, to: 2, insert: 'a' }],
  ['abc', '', { from: 0, to: 3, insert: '' }],
  ['', 'abc', { from: 0, to: 0, insert: 'abc' }],
])('%j becomes %j by %j', (before, after, change) =>
  expect(changeTo(before, after)).toEqual(change),
);
