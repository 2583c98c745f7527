import { expect, test } from 'vitest';
import { addressOf, hasPassword, ispProblem, maskIsp, ruleOf } from './isp-rule.ts';

test('a plain address becomes the rule with the unit’s own directory', () => {
  expect(ruleOf('https://prov.example.net/spa/')).toBe(
    '[--key $SA] https://prov.example.net/spa/$B/spa$PSN.cfg',
  );
  expect(addressOf('https://prov.example.net/spa')).toBe(
    'https://prov.example.net/spa/7f3a9c…/spa962.cfg',
  );
});

test('an address that names $B stays as it is; a whole rule too', () => {
  expect(ruleOf('https://p.example/$B/$MA.cfg')).toBe('[--key $SA] https://p.example/$B/$MA.cfg');
  expect(addressOf('https://p.example/$(B)/$MAU.cfg')).toBe(
    'https://p.example/7f3a9c…/000E084F1A92.cfg',
  );
  expect(ruleOf('[--key $SA] https://p.example/$MA.cfg')).toBe(
    '[--key $SA] https://p.example/$MA.cfg',
  );
});

test.each([
  ['https://user:s3cret@p.example/x', 'https://user:••••@p.example/x'],
  ['https://s3cret@p.example/x', 'https://s3cret:••••@p.example/x'],
  ['https://:s3cret@p.example/x', 'https://:••••@p.example/x'],
])('the password of %s is never shown', (isp, masked) => {
  expect(hasPassword(isp)).toBe(true);
  expect(maskIsp(isp)).toBe(masked);
  expect(addressOf(isp)).not.toContain(':s3cret');
});

test('a key written out is masked, a macro is not', () => {
  expect(maskIsp('[--key 0123abcd] https://p.example/x')).toBe('[--key ••••] https://p.example/x');
  expect(maskIsp('[--key $SA] https://p.example/x')).toBe('[--key $SA] https://p.example/x');
});

test('only addresses a unit can fetch from are taken', () => {
  expect(ispProblem('')).toMatch(/Type the address/);
  expect(ispProblem('ftp://p.example')).toMatch(/https:/);
  expect(ispProblem('https://')).toMatch(/https:/);
  expect(ispProblem(' tftp://10.0.0.1/spa ')).toBeNull();
});
