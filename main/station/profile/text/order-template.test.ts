import { expect, it } from 'vitest';
import { type OrderTemplate, writeOrderTemplate } from './order-template.ts';

const order: OrderTemplate = {
  domains: ['voip.example', ' prov.example '],
  ...{ primaryDns: '192.0.2.1', secondaryDns: '', provisionEnable: true },
  ...{ periodic: '30', retry: '60', rule: 'tftp://prov.example/$MA.cfg' },
};

it('writes the seven lines of the order form', () => {
  const written = writeOrderTemplate(order);
  expect(written.ok && written.value.split('\n')).toEqual([
    'Restricted Access Domains "voip.example, prov.example";',
    'Primary_DNS                * "192.0.2.1";',
    'Secondary_DNS              * "";',
    'Provision_Enable           * "Yes";',
    'Resync_Periodic            * "30";',
    'Resync_Error_Retry_Delay   * "60";',
    'Profile_Rule               * "tftp://prov.example/$MA.cfg";',
    '',
  ]);
});

it.each<[string, Partial<OrderTemplate>, string]>([
  ['a sixth domain', { domains: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'too-many-domains'],
  ['what is no domain', { domains: ['a b'] }, 'bad-domain'],
  ['a quote in a value', { rule: 'http://x/"y' }, 'bad-value'],
  ['what is not ASCII', { primaryDns: 'é' }, 'bad-value'],
])('refuses %s', (_, change, kind) => {
  expect(writeOrderTemplate({ ...order, ...change })).toMatchObject({ problem: { kind } });
});
