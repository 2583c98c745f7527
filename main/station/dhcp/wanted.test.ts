import { describe, expect, it } from 'vitest';
import { guessClient } from './wanted.ts';

const STRANGER = '3c970e123456';

describe('who is wanted', () => {
  it.each([
    ['LINKSYS SPA-962', 'SPA962'],
    ['LINKSYS SPA-2102', 'SPA2102'],
    ['LINKSYS SPA8000', 'SPA8000'],
    ['Cisco SPA301', 'SPA301'],
    ['Cisco SPA504G', 'SPA504G'],
    ['Cisco SPA525g', 'SPA525G'],
    ['Cisco SPA525G2', 'SPA525G2'],
    ['CISCO SPA112', 'SPA112'],
    ['CISCO SPA232D', 'SPA232D'],
    ['CISCO ATA190', 'ATA190'],
    ['CISCO ATA191-MPP', 'ATA191'],
    ['Cisco Systems, Inc. IP Phone SPA504G', 'SPA504G'],
    ['LINKSYS PAP2T', 'PAP2T'],
    ['Cisco SPA504G\0', 'SPA504G'],
  ])('the vendor class %j is a %s, whatever its MAC', (vendorClass, model) => {
    expect(guessClient(STRANGER, vendorClass)).toEqual({ kind: 'wanted', model });
  });

  it.each([
    'MSFT 5.0',
    'MSFT 98',
    'android-dhcp-13',
    'PXEClient:Arch:00000:UNDI:002001',
    'dhcpcd-9.4.1:Linux-6.1:x86_64:GenuineIntel',
    'AAPLBSDPC/i386',
    'Cisco Systems, Inc. IP Phone CP-7960',
  ])('%j is foreign even with a unit’s MAC prefix', (vendorClass) => {
    expect(guessClient('000e08123456', vendorClass).kind).toBe('foreign');
  });

  it.each(['my LINKSYS SPA-962', 'LINKSYS SPA-962 clone', 'LINKSYS WRT54G', 'ubnt', ''])(
    '%j alone says nothing',
    (vendorClass) => {
      expect(guessClient(STRANGER, vendorClass)).toEqual({ kind: 'unknown', model: null });
    },
  );

  it.each([
    ['000e08123456', null, null],
    ['d0c789000001', 'udhcp 1.36.1', null],
    ['0018f8000001', null, 'PAP2T'],
  ])('the MAC prefix of %s decides where the vendor class does not', (mac, vendorClass, model) => {
    expect(guessClient(mac, vendorClass)).toEqual({ kind: 'wanted', model });
  });

  it('prefixes of the settings count too, an empty one does not', () => {
    expect(guessClient(STRANGER, null, ['3c970e1']).kind).toBe('wanted');
    expect(guessClient(STRANGER, null, ['']).kind).toBe('unknown');
  });
});
