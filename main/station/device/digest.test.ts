import { describe, expect, it } from 'vitest';
import { authorization, parseChallenges, readDigest } from './digest.ts';

const rfc =
  'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';

describe('digest authentication', () => {
  it('answers the challenge of RFC 2617 section 3.5 as it is printed there', () => {
    const challenge = readDigest(rfc);
    expect(challenge).toMatchObject({ realm: 'testrealm@host.com', hasQop: true, isStale: false });
    const header =
      challenge &&
      authorization(challenge, {
        ...{ username: 'Mufasa', password: 'Circle Of Life', method: 'GET' },
        ...{ uri: '/dir/index.html', count: 1, clientNonce: '0a4f113b' },
      });
    expect(header).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(header).toContain('nc=00000001');
    expect(header).not.toContain('Circle Of Life');
  });

  it('finds its challenge behind another scheme, and takes no scheme that sends a password', () => {
    expect(readDigest(`Basic realm="a", ${rfc}`)?.nonce).toBe('dcd98b7102dd2f0e8b11d0f600bfb0c093');
    expect(readDigest('Basic realm="a"')).toBeNull();
    expect(readDigest('Digest realm="a", nonce="b", algorithm=SHA-256')).toBeNull();
    expect(readDigest('Digest realm="a", nonce="b", qop="auth-int"')).toBeNull();
    expect(readDigest('Digest realm="a"')).toBeNull();
  });

  it('never answers with characters that would begin another header', () => {
    expect(readDigest('Digest realm="a\r\nX: y", nonce="b"')).toBeNull();
  });

  it('reads every beginning of a header, and rubbish, without a fault', () => {
    for (let length = 0; length <= rfc.length; length += 1) parseChallenges(rfc.slice(0, length));
    expect(parseChallenges('=,"\\')).toEqual([]);
    expect(parseChallenges('"'.repeat(100_000))).toEqual([]);
  });
});
