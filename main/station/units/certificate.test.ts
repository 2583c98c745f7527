import { describe, expect, it } from 'vitest';
import { parseClientSubject, serverNameFromSubject } from './certificate.ts';

describe('the name of a server', () => {
  it.each([
    ['CN=prov.example.net', 'prov.example.net'],
    ['C=US, O=x, CN = prov.example.net/emailAddress=a@b', 'prov.example.net'],
    ['/C=US/CN=prov.example.net', 'prov.example.net'],
    ['CN="prov.example.net"', 'prov.example.net'],
  ])('in %j is %s', (subject, name) => {
    expect(serverNameFromSubject(subject)).toEqual({ ok: true, value: name });
  });
  it.each(['', 'O=x', 'CN=', 'CN=/x', 'ZCN=x'])('is missing in %j', (subject) => {
    expect(serverNameFromSubject(subject)).toMatchObject({ problem: { kind: 'no-common-name' } });
  });
});

describe('the subject of a unit', () => {
  it.each([
    'OU=SPA-962, L=88012BA01234, S=000e08abcdef',
    'S=000e08abcdef,OU=SPA-962,L=88012BA01234',
    '/OU=SPA-962/L=88012BA01234/ST=00:0E:08:AB:CD:EF',
    'OU=SPA-962\nL=88012BA01234\nS=000e08abcdef',
  ])('is read from %j', (subject) => {
    expect(parseClientSubject(subject)).toEqual({
      ...{ product: 'SPA-962', serial: '88012BA01234', mac: '000e08abcdef', generic: false },
    });
  });
  it('names nobody when all units share it, and nothing when it says nothing', () => {
    const nobody = { product: null, serial: null, mac: null };
    expect(parseClientSubject('OU=ciscogeneric, L=ciscogeneric, S=ciscogeneric')).toEqual({
      ...{ ...nobody, generic: true },
    });
    expect(parseClientSubject('S=not a mac')).toEqual({ ...nobody, generic: false });
  });
});
