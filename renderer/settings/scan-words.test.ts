import { expect, test } from 'vitest';
import { scanWords } from './scan-words.ts';

test.each([
  ['000E084F1A92', 'MAC 00:0E:08:4F:1A:92'],
  [']C0000e084f1a92 ', 'MAC 00:0E:08:4F:1A:92'],
  ['*pps-undo*', 'Command *PPS-UNDO*'],
  ['10-448213', '10-448213 — an account or a serial number, as the lists say'],
  ['\u0002 ', 'Nothing readable.'],
])('%j becomes %s', (text, words) => expect(scanWords(text)).toBe(words));
