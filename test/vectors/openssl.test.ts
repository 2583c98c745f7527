/** The real openssl and gzip against ours; skipped where they are not installed. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { decryptProfile } from '../../main/station/profile/packed/encrypt.ts';
import { openProfile, packProfile } from '../../main/station/profile/packed/pack.ts';

const PHRASE = 'a phrase with blanks, "quotes" and $ signs';
const TEXT = `<flat-profile>\n${'<GPP_A>12345678</GPP_A>\n'.repeat(500)}</flat-profile>\n`;

function run(command: string, args: string[], input: Uint8Array): Buffer {
  return execFileSync(command, args, { input, stdio: ['pipe', 'pipe', 'ignore'] });
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, [command === 'openssl' ? 'version' : '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const cipher = (digest: string) => ['enc', '-aes-256-cbc', '-md', digest, '-k', PHRASE];

describe.skipIf(!isInstalled('openssl') || !isInstalled('gzip'))('openssl and gzip', () => {
  it('open what the station packed', () => {
    const packed = packProfile(TEXT, { gzip: true, key: PHRASE });
    const opened = run('gzip', ['-dc'], run('openssl', [...cipher('md5'), '-d'], packed));
    expect(opened.toString()).toBe(TEXT);
  });

  it('make files the station opens, with MD5 derivation', () => {
    const made = run('openssl', cipher('md5'), run('gzip', ['-9c'], Buffer.from(TEXT)));
    expect(openProfile(made, PHRASE)).toEqual({ ok: true, value: TEXT });
  });

  it('make files a unit cannot open when they derive with SHA-256', () => {
    const made = run('openssl', cipher('sha256'), Buffer.from(TEXT));
    expect(decryptProfile(made, PHRASE)).toMatchObject({ problem: { kind: 'wrong-key' } });
  });
});
