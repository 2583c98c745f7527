import { createCipheriv, createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect.ts';
import { decryptProfile, encryptProfile } from './encrypt.ts';
import { gzipProfile, packHead } from './gzip.ts';
import { openProfile, openSource, packProfile } from './pack.ts';

const TEXT = '<flat-profile>\n  <GPP_A>12345678</GPP_A>\n</flat-profile>\n';
const KEY = 'f'.repeat(64);
const SALT = Buffer.from('0011223344556677', 'hex');
const problem = (kind: string) => ({ ok: false, problem: expect.objectContaining({ kind }) });

describe('a packed profile', () => {
  it.each([
    [{ gzip: false }, 'xml'],
    [{ gzip: true }, 'gzip'],
    [{ gzip: false, key: KEY }, 'openssl'],
    [{ gzip: true, key: KEY }, 'openssl'],
    [{ gzip: true, key: null }, 'gzip'],
  ])('packed with %j opens again and shows its format %s', (options, format) => {
    const packed = packProfile(TEXT, options);
    expect(detectFormat(packed)).toBe(format);
    expect(openProfile(packed, KEY)).toEqual({ ok: true, value: TEXT });
  });

  it('behind a head that was compressed before is the same text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.string({ unit: 'binary-ascii' }),
        (start, text) => {
          const head = packHead(start);
          const packed = packProfile(text, { gzip: true, head });
          const whole = Buffer.concat([start, Buffer.from(text)]);
          expect(gunzipSync(packed).equals(whole)).toBe(true);
          expect(whole.equals(packProfile(text, { gzip: false, head }))).toBe(true);
        },
      ),
    );
  });

  it('compressed around an encryption is the wrong order, and says so', () => {
    const wrong = gzipSync(packProfile(TEXT, { gzip: false, key: KEY }));
    expect(openProfile(wrong, KEY)).toMatchObject(problem('wrong-order'));
    expect(openSource(wrong, KEY)).toMatchObject(problem('wrong-order'));
  });

  it('of people may be plain text or UTF-16, and is named when it is neither', () => {
    const wide = Buffer.from('\ufeffDomain "a" ;', 'utf16le');
    expect(openSource(wide, null)).toEqual({ ok: true, value: 'Domain "a" ;' });
    expect(openSource(gzipSync('Domain "a" ;'), null)).toMatchObject({ value: 'Domain "a" ;' });
    expect(openProfile(gzipSync('Domain "a" ;'), null)).toMatchObject(problem('not-a-profile'));
    expect(openSource(Buffer.from(' \n'), null)).toMatchObject(problem('empty'));
    expect(openSource(Buffer.from([1, 0, 2]), null)).toMatchObject(problem('not-a-profile'));
    expect(openSource(packProfile(TEXT, { gzip: true, key: KEY }), null)).toMatchObject(
      problem('needs-key'),
    );
  });

  it('has the same bytes every time when the salt is given, and a fresh salt otherwise', () => {
    const options = { gzip: true, key: KEY };
    expect(packProfile(TEXT, { ...options, salt: SALT })).toEqual(
      packProfile(TEXT, { ...options, salt: SALT }),
    );
    expect(packProfile(TEXT, options)).not.toEqual(packProfile(TEXT, options));
  });

  it('is compressed before it is encrypted, with no time in the gzip header', () => {
    const opened = decryptProfile(packProfile(TEXT, { gzip: true, key: KEY }), KEY);
    expect(opened.ok && [...opened.value.subarray(0, 10)]).toEqual([
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3,
    ]);
  });

  it('needs its key', () => {
    const packed = packProfile(TEXT, { gzip: true, key: KEY });
    expect(openProfile(packed, null)).toEqual(problem('needs-key'));
    expect(openProfile(packed, `${KEY} `)).toEqual(problem('wrong-key'));
  });
});

describe('a wrong key', () => {
  it('is found out also when the padding happens to be valid', () => {
    const packed = packProfile(TEXT, { gzip: true, key: KEY, salt: SALT });
    const opened = Array.from({ length: 3000 }, (_, index) => openProfile(packed, `key ${index}`));
    expect(opened.filter((one) => one.ok || one.problem.kind !== 'wrong-key')).toEqual([]);
  });

  it('is what binary clear text looks like', () => {
    const binary = encryptProfile(Buffer.from('01020304', 'hex'), KEY);
    expect(decryptProfile(binary, KEY)).toEqual(problem('wrong-key'));
  });

  it('is reported for a file derived with SHA-256', () => {
    const secret = Buffer.concat([Buffer.from(KEY), SALT]);
    const first = createHash('sha256').update(secret).digest();
    const second = createHash('sha256').update(first).update(secret).digest();
    const cipher = createCipheriv('aes-256-cbc', first, second.subarray(0, 16));
    const bytes = Buffer.concat([
      Buffer.from('Salted__'),
      SALT,
      cipher.update(TEXT),
      cipher.final(),
    ]);
    expect(openProfile(bytes, KEY)).toEqual(problem('wrong-key'));
  });
});

describe('a file that is no profile', () => {
  it.each([
    ['not-a-profile', Buffer.from('')],
    ['not-a-profile', Buffer.from('User_ID[1] "x";')],
    ['not-a-profile', Buffer.from([1, 2, 3])],
    ['not-a-profile', gzipProfile(gzipProfile(Buffer.from(TEXT)))],
    ['bad-gzip', gzipProfile(Buffer.from(TEXT)).subarray(0, 30)],
    ['bad-gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024))],
    ['damaged', Buffer.from('Salted__12345678')],
    ['damaged', Buffer.from('Salted__12345678abc')],
  ])('is refused as %s', (kind, bytes) => {
    expect(openProfile(bytes, KEY)).toEqual(problem(kind));
  });

  it('never throws, cut anywhere or made of random bytes', () => {
    const packed = packProfile(TEXT, { gzip: true, key: KEY, salt: SALT });
    for (let size = 0; size < packed.length; size += 1) {
      expect(openProfile(packed.subarray(0, size), KEY).ok).toBe(false);
    }
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('', 'Salted__', '\x1f\x8b\x08'),
        (tail, head) => {
          const bytes = Buffer.concat([Buffer.from(head, 'latin1'), tail]);
          expect(typeof openProfile(bytes, KEY).ok).toBe('boolean');
        },
      ),
    );
  });
});

it('detects a format by content, whatever surrounds the buffer', () => {
  const shared = Buffer.from(`garbage${TEXT}`);
  expect(detectFormat(shared.subarray(7))).toBe('xml');
  expect(detectFormat(Buffer.from('\ufeff \n<a/>'))).toBe('xml');
  expect(detectFormat(Buffer.from(' \n '))).toBe('unknown');
  expect(detectFormat(Buffer.from([0xff, 0xfe, 0xfd, 0xfc, 0xfb]))).toBe('unknown');
  expect(detectFormat(Buffer.from([0xd8, 0xe9, 0xf2, 0xb1, 0xc3, 0xa0, 0x99, 0xee]))).toBe(
    'unknown',
  );
  expect(detectFormat(Buffer.from('# T\u00f6ne\nA "b" ;'))).toBe('plain-text');
  expect(detectFormat(Buffer.from('# T\u00f6ne\nA "b" ;', 'latin1'))).toBe('plain-text');
});
