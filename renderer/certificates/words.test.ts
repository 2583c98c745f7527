import { expect, it } from 'vitest';
import type { CertificateInfo } from '../../main/contract/certificates.ts';
import { endWords, isPractising, nameOf, rootWords, worstOf } from './words.ts';

const DAY = 86_400_000;
const end = Date.parse('2025-12-13T12:00:00Z');
const info: CertificateInfo = {
  ...{ subject: 'O=Maker, CN=Client Root', issuer: 'CN=Client Root', host: null, bits: 1024 },
  ...{ validFrom: 0, validTo: end, fingerprint: '7D:02:11:5A:91', isPractice: false },
};

it.each([
  [61, 'Valid until 2025-12-13'],
  [21, 'Ends in 21 days (2025-12-13)'],
  [1, 'Ends in 1 day (2025-12-13)'],
  [0, 'Ended on 2025-12-13'],
])('%i days before its end: %s', (days, words) => {
  expect(endWords(info, end - days * DAY)).toBe(words);
});

it('a root is named by its CN, and how many more there are', () => {
  expect(nameOf({ subject: 'O=Maker' })).toBe('O=Maker');
  expect(rootWords([], end)).toBe('');
  expect(rootWords([info, info], end)).toBe(
    'Client Root and 1 more · Ended on 2025-12-13 · SHA-256 7D:02:11:5A…',
  );
});

it('the worst check decides the look', () => {
  const check = (result: 'ok' | 'warn' | 'fail' | 'open') =>
    ({ id: 'dates', result, text: '' }) as const;
  expect(worstOf([check('ok'), check('open')]).tone).toBe('ok');
  expect(worstOf([check('ok'), check('warn'), check('open')]).tone).toBe('warn');
  expect(worstOf([check('warn'), check('fail')]).tone).toBe('fail');
  expect(worstOf([]).tone).toBe('idle');
});

it('practice is told by server or root', () => {
  const none = { checks: [], request: null, serverRoot: [], practiceCa: info, dir: null };
  expect(isPractising({ ...none, server: info, clientRoot: [info] })).toBe(false);
  expect(isPractising({ ...none, server: null, clientRoot: [{ ...info, isPractice: true }] })).toBe(
    true,
  );
});
