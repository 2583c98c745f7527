import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildResyncUrl, parseResyncUrl } from './resync-url.ts';

const good = (value: unknown) => ({ ok: true, value });

describe('a resync URL', () => {
  it.each([
    ['http://192.168.1.5:8080/admin/resync?/spa962.cfg', '192.168.1.5', 8080, '/spa962.cfg'],
    [' HTTP://phone.lan/admin/resync?http://h/a?b=?c#d ', 'phone.lan', 80, 'http://h/a?b=?c#d'],
    ['http://10.0.0.9/admin/resync?%5B--key%20x%5Dh/a', '10.0.0.9', 80, '%5B--key%20x%5Dh/a'],
  ])('%j is taken apart', (text, device, port, argument) => {
    expect(parseResyncUrl(text)).toEqual(good({ device, port, argument }));
  });

  it.each([
    ['https://192.168.1.5/admin/resync?/a', 1],
    ['http://192.168.1.500/admin/resync?/a', 8],
    ['http:///admin/resync?/a', 8],
    ['http://h:0/admin/resync?/a', 10],
    ['http://h/admin/upgrade?/a', 9],
    ['http://h/admin/resync', 22],
    ['http://h/admin/resync?', 23],
  ])('%j is none', (text, column) => {
    expect(parseResyncUrl(text)).toMatchObject({ problem: { kind: 'bad-resync-url', column } });
  });

  it.each([
    [{ device: '10.0.0.9', argument: '/spa$PSN.cfg' }, 'http://10.0.0.9/admin/resync?/spa$PSN.cfg'],
    [
      { device: 'h', port: 8080, argument: ' tftp://s/a%20b?c=%zz ' },
      'http://h:8080/admin/resync?tftp://s/a%20b?c=%25zz',
    ],
    [
      { device: 'h', port: 80, argument: '[--key "my key" --alias m]http://s/a#b|c' },
      'http://h/admin/resync?%5B--key%20%22my%20key%22%20--alias%20m%5Dhttp://s/a%23b%7Cc',
    ],
  ])('%j is written', (parts, url) => {
    expect(buildResyncUrl(parts)).toEqual(good(url));
  });

  it.each([
    [{ device: '1.2.3', argument: '/a' }, 'bad-resync-url'],
    [{ device: 'h', port: 70_000, argument: '/a' }, 'bad-resync-url'],
    [{ device: 'h', argument: '' }, 'missing-path'],
    [{ device: 'h', argument: 'ftp://s/a' }, 'bad-scheme'],
    [{ device: 'h', argument: '192.168.1.300/a' }, 'bad-server'],
    [{ device: 'h', argument: '/a b' }, 'bad-url'],
    [{ device: 'h', argument: '[--what x]/a' }, 'unknown-option'],
    [{ device: 'h', argument: '[--post z]/a' }, 'bad-letter'],
  ])('%j is not written: %s', (parts, kind) => {
    expect(buildResyncUrl(parts)).toMatchObject({ problem: { kind } });
  });

  it('comes back from what was built, and holds only characters of a URL', () => {
    const argument = fc.stringMatching(/^(tftp:\/\/host)?\/[!-~]{0,20}$/);
    fc.assert(
      fc.property(argument, (text) => {
        const built = buildResyncUrl({ device: '10.0.0.9', argument: text });
        if (!built.ok) return;
        expect(built.value).toMatch(/^[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+$/);
        expect(parseResyncUrl(built.value).ok).toBe(true);
      }),
    );
  });
});
