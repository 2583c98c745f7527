import { expect, it } from 'vitest';
import { looksLikeMac } from './search.ts';

it.each([
  ['000e08aabbcc', true],
  ['00:0E:08:AA:BB:CC', true],
  ['00-0e-08-aa-bb-c', true],
  ['OOOE08AABBCC', true],
  ['000e08aabbccd', true],
  ['4f1a92', false],
  ['CCQ12345678', false],
  ['10-448213', false],
  ['reception', false],
  ['', false],
])('%s is meant as a MAC: %s', (text, isMac) => expect(looksLikeMac(text)).toBe(isMac));
