/** Envelopes, signatures and recipients, against openssl. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readContent } from './content.ts';
import { toPem } from './der.ts';
import { openEnvelope, sealFor } from './envelope.ts';
import { readOpeningKey } from './private-key.ts';
import { readRecipient } from './recipients.ts';
import { newSigningKey, signDetached, verifyDetached } from './signing.ts';

const dir = mkdtempSync(join(tmpdir(), 'spa-escrow-'));
afterAll(() => rmSync(dir, { recursive: true }));

const at = (name: string) => join(dir, name);
const now = Date.now();

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
}

/** A self-signed certificate as an ISP makes it; `more`: further arguments of `openssl req`. */
function made(name: string, subject: string, ...more: string[]) {
  const key = more.includes('-newkey') ? [] : ['-newkey', 'rsa:2048'];
  openssl(
    ...['req', '-x509', ...key, '-noenc', '-utf8', '-days', '400', ...more],
    ...['-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', subject],
  );
  return read(name);
}

const read = (name: string) =>
  readRecipient(readFileSync(at(`${name}.pem`)), `${name}.pem`, Date.now());
const keyOf = (name: string) => createPrivateKey(readFileSync(at(`${name}.key`)));

const isp = made('isp', '/O=Příbram Telecom/CN=Žlutý kůň keys');
const second = made('second', '/CN=second');
made('other', '/CN=other');

const secret = Buffer.from(`{"key":"${'3f'.repeat(32)}","text":"žluťoučký"}`);

describe('an envelope', () => {
  const der = sealFor(secret, [isp.certificate, second.certificate]);
  writeFileSync(at('keys.p7m'), der);

  it('is opened by openssl with each recipient’s key, and says nothing without one', () => {
    for (const name of ['isp', 'second']) {
      const args = ['-inform', 'DER', '-in', 'keys.p7m', '-recip', `${name}.pem`];
      const plain = openssl('cms', '-decrypt', ...args, '-inkey', `${name}.key`);
      expect(plain).toBe(secret.toString());
    }
    expect(der.includes('3f3f')).toBe(false);
    const wrong = ['-in', 'keys.p7m', '-recip', 'other.pem', '-inkey', 'other.key'];
    expect(() => openssl('cms', '-decrypt', '-inform', 'DER', ...wrong)).toThrow();
  });

  it('is AES-256-CBC', () => {
    const told = openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'keys.p7m');
    expect(told).toContain('aes-256-cbc');
  });

  it('is opened here by its keys, DER and PEM, and refused with words to another', () => {
    expect(openEnvelope(der, keyOf('second')).equals(secret)).toBe(true);
    expect(openEnvelope(Buffer.from(toPem('CMS', der)), keyOf('isp')).equals(secret)).toBe(true);
    expect(() => openEnvelope(der, keyOf('other'))).toThrow(/encrypted for somebody else/);
  });

  it('opens what openssl made for the same certificate', () => {
    writeFileSync(at('plain'), secret);
    const out = ['-binary', '-outform', 'DER', '-out', 'theirs.p7m'];
    openssl('cms', '-encrypt', '-aes-256-cbc', '-in', 'plain', ...out, 'isp.pem');
    expect(openEnvelope(readFileSync(at('theirs.p7m')), keyOf('isp')).equals(secret)).toBe(true);
  });

  it('cut off anywhere, or with a byte changed, it is refused or opens as something else', () => {
    for (let length = 0; length < der.length; length += 97) {
      expect(() => openEnvelope(der.subarray(0, length), keyOf('isp'))).toThrow(/\./);
    }
    expect(() => openEnvelope(Buffer.from('-----BEGIN CMS-----\n-----END'), keyOf('isp'))).toThrow(
      /cannot be read/,
    );
  });
});

describe('a recipient', () => {
  it('shows who it is, until when, and that it is fit', () => {
    expect(isp.words).toMatchObject({
      ...{ fileName: 'isp.pem', key: 'RSA, 2048 bits', problem: null, warning: null },
      subject: 'O=Příbram Telecom, CN=Žlutý kůň keys',
    });
    const told = openssl('x509', '-in', 'isp.pem', '-noout', '-fingerprint', '-sha256');
    expect(told).toContain(isp.words.fingerprint);
  });

  it('with another kind of key, a short one, another usage or out of its dates says what to do', () => {
    const ec = made('ec', '/CN=ec', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1');
    expect(ec.words.problem).toMatch(/elliptic curves.*RSA/);
    expect(made('short', '/CN=short', '-newkey', 'rsa:1024').words.problem).toMatch(/1024 bits/);
    const signs = made('signs', '/CN=signs', '-addext', 'keyUsage=digitalSignature');
    expect(signs.words.problem).toMatch(/keyEncipherment is missing/);
    const old = readRecipient(readFileSync(at('isp.pem')), 'isp.pem', now + 500 * 86_400_000);
    expect(old.words.problem).toMatch(/It ended on/);
    const early = readRecipient(readFileSync(at('isp.pem')), 'isp.pem', now - 5 * 86_400_000);
    expect(early.words.problem).toMatch(/It begins on/);
    const late = readRecipient(readFileSync(at('isp.pem')), 'isp.pem', now + 390 * 86_400_000);
    expect(late.words).toMatchObject({ problem: null, warning: expect.stringMatching(/ends on/) });
  });

  it('that brings its private key along, or is none, is refused', () => {
    const both = Buffer.concat([readFileSync(at('isp.pem')), readFileSync(at('isp.key'))]);
    expect(() => readRecipient(both, 'both.pem', now)).toThrow(/holds a private key/);
    expect(() => readRecipient(Buffer.from('hello'), 'x.pem', now)).toThrow(/no certificate/);
  });
});

describe('a private key', () => {
  it('is read from PEM with a passphrase, and from PKCS #12', () => {
    openssl('pkey', '-in', 'isp.key', '-aes256', '-passout', 'pass:geheim', '-out', 'locked.key');
    const pair = ['-inkey', 'isp.key', '-in', 'isp.pem', '-passout', 'pass:geheim'];
    openssl('pkcs12', '-export', ...pair, '-out', 'isp.p12');
    for (const name of ['locked.key', 'isp.p12']) {
      const bytes = readFileSync(at(name));
      expect(readOpeningKey(bytes, 'geheim').equals(keyOf('isp'))).toBe(true);
      for (const wrong of [null, 'falsch']) {
        expect(() => readOpeningKey(bytes, wrong)).toThrow(/No RSA private key can be read/);
      }
    }
  });

  it('of another kind, and a file that would count for minutes, are refused', () => {
    expect(() => readOpeningKey(readFileSync(at('ec.key')), null)).toThrow(/No RSA private key/);
    const pair = ['-inkey', 'isp.key', '-in', 'isp.pem', '-passout', 'pass:x', '-nomaciter'];
    openssl('pkcs12', '-export', ...pair, '-out', 'slow.p12');
    const bytes = readFileSync(at('slow.p12'));
    // 2048 rounds (02 02 08 00) made 2^31 - 1 would need four bytes; two give 30,720 and stay allowed.
    const where = bytes.indexOf(Buffer.from('02020800', 'hex'));
    expect(where).toBeGreaterThan(0);
    bytes.writeUInt16BE(0x7800, where + 2);
    expect(() => readOpeningKey(bytes, 'x')).toThrow(/passphrase is another/);
  });
});

describe('a signature', async () => {
  const key = await newSigningKey(now);
  const content = Buffer.from('{"units": 3}\n');
  const signature = signDetached(content, key);
  writeFileSync(at('manifest.json'), content);
  writeFileSync(at('manifest.p7s'), signature);
  writeFileSync(at('station.pem'), key.certificate);
  const check = ['cms', '-verify', '-inform', 'PEM', '-in', 'manifest.p7s', '-binary'];

  it('holds for openssl and here, under the station’s own certificate', () => {
    const how = ['-CAfile', 'station.pem', '-content', 'manifest.json'];
    expect(openssl(...check, ...how)).toBe(content.toString());
    const signer = verifyDetached(content, Buffer.from(signature));
    const told = openssl('x509', '-in', 'station.pem', '-noout', '-fingerprint', '-sha256');
    expect(told).toContain(signer.fingerprint256);
  });

  it('does not hold for other bytes, for another signature, or for rubbish', () => {
    writeFileSync(at('changed.json'), '{"units": 4}\n');
    const how = ['-CAfile', 'station.pem', '-content', 'changed.json'];
    expect(() => openssl(...check, ...how)).toThrow();
    const refused = /The manifest is not accepted/;
    expect(() => verifyDetached(Buffer.from('x'), Buffer.from(signature))).toThrow(refused);
    expect(() => verifyDetached(content, Buffer.from('x'))).toThrow(refused);
    expect(() => verifyDetached(content, readFileSync(at('keys.p7m')))).toThrow(refused);
    const der = Buffer.from(signature.replace(/-----[^-]+-----/g, ''), 'base64');
    expect(verifyDetached(content, der).subject).toContain('SPA Bench station');
    for (let length = 0; length < der.length; length += 61) {
      expect(() => verifyDetached(content, der.subarray(0, length))).toThrow(refused);
    }
  });

  it('with the signed attributes openssl adds is not one of a station', () => {
    openssl(
      ...['cms', '-sign', '-binary', '-in', 'manifest.json', '-signer', 'isp.pem'],
      ...['-inkey', 'isp.key', '-outform', 'PEM', '-out', 'theirs.p7s'],
    );
    const theirs = readFileSync(at('theirs.p7s'));
    expect(() => verifyDetached(content, theirs)).toThrow(/not one of a SPA Bench station/);
  });
});

describe('the content', () => {
  it('that is not as it should be is refused with the place, and none of its values', () => {
    const unit = { mac: '000e08aabbcc', key: 'hush' };
    const whole = { format: 'spa-bench-keys', version: 1, madeAt: new Date(now).toISOString() };
    const text = (value: unknown) => Buffer.from(JSON.stringify(value));
    expect(() => readContent(text({ ...whole, station: 'x', units: [unit] }))).toThrow(/units\.0/);
    expect(() => readContent(text({ ...whole, version: 2 }))).toThrow(/version 2.*Update/);
    expect(() => readContent(Buffer.from('hush'))).toThrow(/no JSON/);
    try {
      readContent(text({ ...whole, station: 'x', units: [unit] }));
    } catch (error) {
      expect(String(error)).not.toContain('hush');
    }
  });
});
