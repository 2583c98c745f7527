/**
 * What the TLS library of this runtime can really do with old firmware, found out by handshakes in
 * memory; and the options of a server made of it (guide: Enabling HTTPS, table 1; RFC 2246, 3268).
 */
import { constants } from 'node:crypto';
import { duplexPair } from 'node:stream';
import {
  connect,
  createSecureContext,
  getCiphers,
  type SecureContext,
  type SecureContextOptions,
  type SecureVersion,
  TLSSocket,
} from 'node:tls';
import type { HttpsMode, OldSuite } from '../../contract/certificates.ts';
import { StationError } from '../../contract/errors.ts';
import { newPracticeCa } from './practice-ca.ts';

/** Names of the guide's table and of OpenSSL. RC4 and export suites are broken: nobody gets them. */
const suites = [
  { name: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', openssl: 'DHE-RSA-AES256-SHA', isSafe: true },
  { name: 'TLS_RSA_WITH_AES_256_CBC_SHA', openssl: 'AES256-SHA', isSafe: true },
  { name: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', openssl: 'DHE-RSA-AES128-SHA', isSafe: true },
  { name: 'TLS_RSA_WITH_AES_128_CBC_SHA', openssl: 'AES128-SHA', isSafe: true },
  { name: 'TLS_RSA_WITH_RC4_128_SHA', openssl: 'RC4-SHA', isSafe: false },
  { name: 'TLS_RSA_WITH_RC4_128_MD5', openssl: 'RC4-MD5', isSafe: false },
  { name: 'TLS_RSA_EXPORT1024_WITH_RC4_56_SHA', openssl: 'EXP1024-RC4-SHA', isSafe: false },
  { name: 'TLS_RSA_EXPORT1024_WITH_RC4_56_MD5', openssl: 'EXP1024-RC4-MD5', isSafe: false },
  { name: 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', openssl: 'EXP-RC4-MD5', isSafe: false },
] as const;

const versions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2'];
const PROBE_MS = 2_000;

/**
 * Old suites in the order the server prefers them. RSA key exchange first: what firmware makes of
 * Diffie-Hellman of today's size is not known.
 */
const oldCiphers = 'AES256-SHA:AES128-SHA:DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA';
/** Of suites both kinds of library know; old ones come after. */
const todaysCiphers =
  'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305';
/**
 * OpenSSL refuses TLS 1.0, short keys and old signatures above these levels; null: the library's own, and
 * the only one BoringSSL (the window's runtime) understands.
 */
const levels = { today: [null, 1, 0], old: [0, null] } as const;

export interface TlsFiles {
  /** PEM. */
  key: string;
  chain: string;
  clientRoot: string | null;
}

/**
 * Options of a TLS server: today's suites from TLS 1.2 on, or those and the old ones from TLS 1.0 on.
 * @throws StationError CERTIFICATE_UNUSABLE when no security level takes key and certificate
 */
export function tlsOptions(files: TlsFiles, oldSuites: boolean): SecureContextOptions {
  const ciphers = oldSuites ? `${todaysCiphers}:${oldCiphers}` : todaysCiphers;
  for (const level of oldSuites ? levels.old : levels.today) {
    const options: SecureContextOptions = {
      key: files.key,
      cert: files.chain,
      // Never the web's roots: an empty list trusts nobody.
      ca: files.clientRoot === null ? [] : [files.clientRoot],
      minVersion: oldSuites ? 'TLSv1' : 'TLSv1.2',
      ciphers: level === null ? ciphers : `${ciphers}:@SECLEVEL=${level}`,
      honorCipherOrder: true,
      // Every connection proves anew who it is.
      secureOptions: constants.SSL_OP_NO_TICKET,
      ...(oldSuites && { dhparam: 'auto' }),
    };
    try {
      createSecureContext(options);
      return options;
    } catch {
      // The next level is more lenient.
    }
  }
  throw new StationError(
    'CERTIFICATE_UNUSABLE',
    'The TLS library does not take the server certificate and its key. Look at Keys & certificates.',
  );
}

/** The guide's nine suites: offered or not, and in which versions a handshake worked here. */
export async function oldSuitesHere(mode: HttpsMode, isOn: boolean): Promise<OldSuite[]> {
  const isOffering = isOn && mode !== 'off';
  const found = await probed();
  return suites.map(({ name, isSafe }) => {
    const worked = found.get(name) ?? [];
    const state = !isSafe
      ? 'never'
      : worked.length === 0
        ? 'not-in-runtime'
        : isOffering
          ? 'offered'
          : 'off';
    return { name, state, versions: worked };
  });
}

let probing: Promise<Map<string, string[]>> | null = null;

/** Once per process. */
function probed(): Promise<Map<string, string[]>> {
  probing ??= probe();
  return probing;
}

async function probe(): Promise<Map<string, string[]>> {
  const known = new Set(getCiphers());
  const { privateKey: key, certificate: cert } = await newPracticeCa(Date.now());
  const identity = { key, cert };
  const found = new Map<string, string[]>();
  for (const { name, openssl } of suites) {
    if (!known.has(openssl.toLowerCase())) continue;
    const worked: string[] = [];
    for (const version of versions) {
      if (await shakesHands(identity, openssl, version))
        worked.push(version === 'TLSv1' ? 'TLS 1.0' : version.replace('v', ' '));
    }
    found.set(name, worked);
  }
  return found;
}

async function shakesHands(
  identity: { key: string; cert: string },
  cipher: string,
  version: SecureVersion,
): Promise<boolean> {
  const context = probeContext(identity, cipher, version);
  if (context === null) return false;
  const [near, far] = duplexPair();
  const server = new TLSSocket(near, { isServer: true, secureContext: context });
  server.on('error', () => server.destroy());
  // The certificate is the probe's own, of this moment.
  const client = connect({ socket: far, secureContext: context, rejectUnauthorized: false });
  const worked = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), PROBE_MS);
    client.once('secureConnect', () => resolve(client.getProtocol() === version));
    client.once('error', () => resolve(false));
    client.once('close', () => clearTimeout(timer));
  });
  client.destroy();
  server.destroy();
  return worked;
}

function probeContext(
  identity: { key: string; cert: string },
  cipher: string,
  version: SecureVersion,
): SecureContext | null {
  for (const level of levels.old) {
    try {
      return createSecureContext({
        ...identity,
        ...{ minVersion: version, maxVersion: version, dhparam: 'auto' },
        ciphers: level === null ? cipher : `${cipher}:@SECLEVEL=${level}`,
      });
    } catch {
      // The library does not know the level, or the suite.
    }
  }
  return null;
}
