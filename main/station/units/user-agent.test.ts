import { describe, expect, it } from 'vitest';
import { parseUserAgent } from './user-agent.ts';

describe('the User-Agent of a unit', () => {
  it.each([
    ['cisco/SPA-962-2.0.5 (88012BA01234)', 'cisco', 'SPA-962', '2.0.5', '88012BA01234', null],
    [
      'Linksys/SPA-942-6.1.5(a) (88019FA42805)',
      'Linksys',
      'SPA-942',
      '6.1.5(a)',
      '88019FA42805',
      null,
    ],
    [
      'Linksys/SPA-962-6.1.5(a) (4MM00F903042)',
      'Linksys',
      'SPA-962',
      '6.1.5(a)',
      '4MM00F903042',
      null,
    ],
    [
      'Cisco/SPA501G-7.4.4 (8843E157DDCC)(CBT141100HR)',
      'Cisco',
      'SPA501G',
      '7.4.4',
      'CBT141100HR',
      '8843e157ddcc',
    ],
    ['Cisco/SPA525G-7.4.4 (CBT141900G7)', 'Cisco', 'SPA525G', '7.4.4', 'CBT141900G7', null],
    ['Linksys/SPA504G-7.4.3a (CBT141900G7)', 'Linksys', 'SPA504G', '7.4.3a', 'CBT141900G7', null],
    [
      'Cisco/SPA112-1.4.1(SR5) (88755A012345)',
      'Cisco',
      'SPA112',
      '1.4.1(SR5)',
      null,
      '88755a012345',
    ],
    [
      'Cisco/SPA112-1.3.5(004p) (CCQ12345678)',
      'Cisco',
      'SPA112',
      '1.3.5(004p)',
      'CCQ12345678',
      null,
    ],
    ['Linksys/SPA942-5.1.10', 'Linksys', 'SPA942', '5.1.10', null, null],
    ['Linksys/PAP2T-5.1.5(LS)', 'Linksys', 'PAP2T', '5.1.5(LS)', null, null],
    ['Linksys/SPA2102-5.2.10 (000E08AABBCC)', 'Linksys', 'SPA2102', '5.2.10', null, '000e08aabbcc'],
  ])('%s is read', (text, vendor, product, version, serial, mac) => {
    expect(parseUserAgent(text)).toEqual({
      ok: true,
      value: { vendor, product, version, serial, ...(mac && { mac }) },
    });
  });

  it.each([
    '',
    'curl/8.5.0',
    'Mozilla/5.0 (X11; Linux x86_64) Chrome/1.2',
    'Linksys/',
    'SPA-962-2.0.5',
  ])('%j is none', (text) => {
    expect(parseUserAgent(text)).toMatchObject({ ok: false, problem: { kind: 'not-a-unit' } });
  });
});
