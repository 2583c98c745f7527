import { describe, expect, it } from 'vitest';
import { checkValue } from './types.ts';

const kinds = (type: string, value: string) =>
  checkValue(value, { type }).map(({ severity, kind, at }) => [severity, kind, at]);

describe('an IP address', () => {
  it.each([
    '10.1.2.',
    '.1.2.3',
    '1..2.3',
    '1.2.3.4 ',
    '1.2.3.-4',
    '0x1.2.3.4',
    '1.2.3.0004',
    '1.2.3.4/8',
  ])('is not %j', (value) => expect(kinds('IP', value)).toEqual([['error', 'no-address', 0]]));

  it('with leading zeros is better written without', () => {
    expect(checkValue('010.1.02.000', { type: 'IP' })).toMatchObject([
      { severity: 'warning', kind: 'leading-zero', at: 0, fix: '10.1.2.0' },
    ]);
    expect(checkValue('1.2.3.04', { type: 'IP' })).toMatchObject([{ at: 6, fix: '1.2.3.4' }]);
  });

  it('loses its blanks in the fix', () => {
    expect(checkValue(' 10.1.2.3', { type: 'IP' })).toMatchObject([{ fix: '10.1.2.3' }]);
  });
});

describe('a domain name', () => {
  it.each([
    'isp',
    'a-b.example.com.',
    '_sip._udp.isp.net',
    'isp.net:0',
    'isp.net:65535',
    '10.0.0.1',
    '3com.net',
    '1.2.3.example',
    `${'a'.repeat(58)}:5060`,
  ])('is %s', (value) => expect(kinds('FQDN', value)).toEqual([]));

  it.each([
    ['isp..net', 'bad-host', 4],
    ['.isp.net', 'bad-host', 0],
    ['-isp.net', 'bad-host', 0],
    ['isp-.net', 'bad-host', 0],
    ['a.isp-', 'bad-host', 2],
    [':5060', 'bad-host', 0],
    ['isp.net:', 'bad-port', 8],
    ['isp.net:65536', 'bad-port', 8],
    ['isp.net:0x10', 'bad-port', 8],
    ['isp.net:1:2', 'bad-port', 8],
    ['isp.net:+5', 'bad-port', 8],
    ['isp net', 'bad-character', 3],
    ['sip@isp.net', 'bad-character', 3],
    ['isp.net/x', 'bad-character', 7],
    ['109.12.14.256:5060', 'no-address', 0],
    ['109.12.14', 'no-address', 0],
  ])('is not %s', (value, kind, at) => expect(kinds('FQDN', value)).toEqual([['error', kind, at]]));

  it('has up to 63 characters, the port included', () => {
    expect(kinds('FQDN', 'a'.repeat(63))).toEqual([]);
    expect(kinds('FQDN', `${'a'.repeat(59)}:5060`)).toEqual([['error', 'too-long', 63]]);
  });
});
