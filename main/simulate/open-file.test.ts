import { createCipheriv, createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { packProfile } from '../station/profile/packed/pack.ts';
import { openAsUnit } from './open-file.ts';

const xml = '<flat-profile><GPP_A>x</GPP_A><Syslog_Server></Syslog_Server></flat-profile>';
const healthy = new Set<never>();

/** What today's `openssl enc` makes without `-md md5`: EVP_BytesToKey with SHA-256. */
function sealWithSha256(plain: Uint8Array, phrase: string): Buffer {
  const salt = Buffer.from('0102030405060708', 'hex');
  const secret = Buffer.concat([Buffer.from(phrase), salt]);
  const first = createHash('sha256').update(secret).digest();
  const second = createHash('sha256').update(first).update(secret).digest();
  const cipher = createCipheriv('aes-256-cbc', first, second.subarray(0, 16));
  return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(plain), cipher.final()]);
}

describe('a file, as a unit reads it', () => {
  it('opens with the rule’s key, plain without one', () => {
    for (const [bytes, key] of [
      [packProfile(xml, { gzip: true, key: 'k' }), 'k'],
      [packProfile(xml, { gzip: true }), null],
    ] as const) {
      const read = openAsUnit(bytes, key, healthy);
      expect(read.ok && read.value.parameters.get('GPP_A')).toEqual({ value: 'x' });
    }
  });

  it('is refused plain when the rule has a key', () => {
    for (const gzip of [true, false]) {
      expect(openAsUnit(packProfile(xml, { gzip }), 'k', healthy).ok).toBe(false);
    }
  });

  it('is refused when its key was derived with SHA-256, or is another', () => {
    expect(openAsUnit(sealWithSha256(Buffer.from(xml), 'k'), 'k', healthy).ok).toBe(false);
    expect(openAsUnit(packProfile(xml, { gzip: true, key: 'k' }), 'other', healthy).ok).toBe(false);
    expect(
      openAsUnit(packProfile(xml, { gzip: true, key: 'k' }), 'k', new Set(['wrong-key'] as const))
        .ok,
    ).toBe(false);
  });

  it('is refused when it is not well-formed', () => {
    expect(openAsUnit(Buffer.from('<flat-profile><A>1</B></flat-profile>'), null, healthy).ok).toBe(
      false,
    );
  });

  it('keeps the syslog server of a unit that reads the long form like the short one', () => {
    const read = openAsUnit(Buffer.from(xml), null, new Set(['long-syslog'] as const));
    expect(read.ok && read.value.parameters.has('Syslog_Server')).toBe(false);
  });
});
