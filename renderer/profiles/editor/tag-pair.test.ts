import { expect, test } from 'vitest';
import { tagPairAt } from './tag-pair.ts';

function look(marked: string): string | null {
  const text = marked.replace('¦', '');
  const pair = tagPairAt(text, marked.indexOf('¦'));
  return pair?.map(({ from, to }) => `${from} ${text.slice(from, to)}`).join(', ') ?? null;
}

test.each<[string, string | null]>([
  ['<a¦>x</a>', '1 a, 6 a'],
  ['<a>x</¦a>', '6 a, 1 a'],
  ['<f¦lat><a>1</a></flat>', '1 flat, 16 flat'],
  ['<flat><a¦ ua="a>b">1</a></flat>', '7 a, 21 a'],
  ['<a>x¦</a>', null],
  ['<a/¦><b></b>', null],
  ['<¦a><b></a>', null],
  ['<!-- <a> --><a¦></a>', '13 a, 17 a'],
  ['', null],
])('%s', (marked, expected) => expect(look(marked)).toBe(expected));
