import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Certificates } from '../../main/contract/certificates.ts';
import { CertificateBook } from '../../main/station/certificates/book.ts';
import { openCertificateFiles } from '../../main/station/certificates/files.ts';
import { tlsOf } from '../../main/station/certificates/keeping.ts';
import {
  issueServer,
  issueUnit,
  newPracticeCa,
  type PracticeCa,
} from '../../main/station/certificates/practice-ca.ts';
import { Vault } from '../../main/station/vault/vault.ts';

const dir = mkdtempSync(join(tmpdir(), 'certificates-'));
afterAll(() => rmSync(dir, { recursive: true }));
const now = Date.parse('2025-11-22T12:00:00Z');
const DAY = 86_400_000;

let ca: PracticeCa;
let otherCa: PracticeCa;
beforeAll(async () => {
  [ca, otherCa] = await Promise.all([newPracticeCa(now), newPracticeCa(now)]);
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const vault = Vault.memory();
let changes = 0;
let at = now;
let dnsAnswer: () => Promise<string[]> = async () => ['192.168.76.1'];
function bookIn(
  dataDir: string | null,
  ruleHosts: string[] = [],
  sealing: Vault = vault,
): CertificateBook {
  return new CertificateBook({
    files: openCertificateFiles(dataDir, sealing),
    clock: { now: () => at, monotonicMs: () => 0 },
    ruleHosts: () => ruleHosts,
    stationAddress: () => '192.168.76.1',
    lookUp: () => dnsAnswer(),
    onChange: () => {
      changes += 1;
    },
  });
}

/** Signs a request as the maker would. */
function answer(csr: string, host: string, days = 365, signer = ca): Buffer {
  const file = join(dir, 'request.pem');
  writeFileSync(file, csr);
  const publicKey = openssl(['req', '-in', file, '-noout', '-pubkey']);
  return Buffer.from(issueServer(signer, { commonName: host, host, publicKey, now: at, days }));
}

function openssl(args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

const check = (view: Certificates, id: string) => view.checks.find((each) => each.id === id);

it.skipIf(!hasOpenssl).each([2048, 1024])(
  'openssl verifies a request of %i bits and reads its name',
  async (bits) => {
    const data = join(dir, `request-${bits}`);
    const commonName = 'prof.voice.example/info@voice.example';
    const { request } = await bookIn(data).request({ commonName, bits, replaces: false });
    const csr = join(data, 'certificates', 'request.csr');
    expect(openssl(['req', '-in', csr, '-verify', '-noout', '-subject'])).toContain(
      'CN = prof.voice.example/info@voice.example',
    );
    expect(openssl(['req', '-in', csr, '-noout', '-text'])).toContain(`Public-Key: (${bits} bit)`);
    // A PrintableString has no @ (X.680): strict signers refuse a request with one.
    expect(openssl(['asn1parse', '-in', csr])).toMatch(/UTF8STRING +:prof\.voice\.example\/info@/);
    const key = readFileSync(join(data, 'certificates', 'request.key'), 'utf8');
    expect(key).toMatch(/^-----BEGIN SEALED PRIVATE KEY-----\n\$seal1\$/);
    expect(key).not.toContain('BEGIN PRIVATE KEY');
    expect(statSync(join(data, 'certificates', 'request.key')).mode & 0o777).toBe(0o600);
    expect(request).toEqual({ commonName, bits, csr: readFileSync(csr, 'utf8') });
  },
);

it.each([
  '192.168.76.1',
  'station',
  'a b.example',
  '',
  'x.example/',
  `x.example/${'i'.repeat(60)}`,
])('no request is made for the name "%s"', (commonName) =>
  expect(bookIn(null).request({ commonName, bits: 2048, replaces: false })).rejects.toThrow(
    /Common name/,
  ),
);

it.skipIf(!hasOpenssl)(
  'the answer takes the place of the request, and the key stays in its file',
  async () => {
    const data = join(dir, 'answer');
    const book = bookIn(data, ['prov.example.net']);
    const asked = await book.request({
      commonName: 'prov.example.net',
      bits: 2048,
      replaces: false,
    });
    const again = book.request({ commonName: 'prov.example.net', bits: 2048, replaces: false });
    await expect(again).rejects.toThrow(/waits for its answer/);
    const before = changes;
    const view = await book.add(answer(asked.request?.csr ?? '', 'prov.example.net'), null);
    expect(view.request).toBeNull();
    expect(view.server).toMatchObject({ host: 'prov.example.net', bits: 2048, isPractice: true });
    expect(changes).toBe(before + 1);
    expect(JSON.stringify(view)).not.toContain('PRIVATE');
    const keyFile = join(dir, 'opened.key');
    writeFileSync(keyFile, book.serverFiles()?.key ?? '');
    expect(openssl(['rsa', '-in', keyFile, '-check'])).toContain('RSA key ok');
    const onDisk = readFileSync(join(data, 'certificates', 'server.pem'), 'utf8');
    expect(onDisk).not.toContain('BEGIN PRIVATE KEY');
    expect(
      openssl(['x509', '-in', join(data, 'certificates', 'server.pem'), '-subject']),
    ).toContain('prov.example.net');
    expect(statSync(join(data, 'certificates', 'server.pem')).mode & 0o777).toBe(0o600);
    expect(bookIn(data).show().server?.host).toBe('prov.example.net');
  },
);

it('a certificate of another key is refused, and nothing changes', async () => {
  const book = bookIn(null);
  await book.request({ commonName: 'prov.example.net', bits: 2048, replaces: false });
  const { certificate, privateKey } = await issueUnit(ca, 'generic', now);
  await expect(book.add(Buffer.from(certificate), null)).rejects.toThrow(/another key/);
  await expect(
    book.add(Buffer.from(otherCa.certificate), privateKey).then(() => undefined),
  ).rejects.toThrow(/does not belong/);
  expect(book.show()).toMatchObject({ server: null, request: { bits: 2048 } });
  await expect(book.add(Buffer.from('rubbish'), null)).rejects.toThrow(
    /no certificate can be read/,
  );
  await expect(book.add(Buffer.from(certificate), 'rubbish')).rejects.toThrow(/No RSA key/);
});

it('checks say what units would find: signer, dates, name, DNS, size', async () => {
  const book = bookIn(null, ['prov.example.net', 'other.example.net']);
  await book.practise({ commonName: 'prov.example.net/info', bits: 1024, replaces: false });
  let view = book.show();
  expect(check(view, 'chain')).toMatchObject({ result: 'warn', text: /practice CA: real units/ });
  expect(check(view, 'dates')).toMatchObject({ result: 'ok' });
  expect(check(view, 'name')).toMatchObject({ result: 'warn', text: /other\.example\.net/ });
  expect(check(view, 'dns')).toMatchObject({ result: 'open' });
  expect(check(view, 'size')).toMatchObject({
    result: 'warn',
    text: /1024 bits, for old firmware/,
  });
  expect(check(await book.lookUp(), 'dns')).toMatchObject({ result: 'ok' });
  dnsAnswer = async () => ['10.1.1.1'];
  view = await book.lookUp();
  expect(check(view, 'dns')).toMatchObject({
    result: 'warn',
    text: /10\.1\.1\.1.*192\.168\.76\.1/,
  });
  dnsAnswer = () => Promise.reject(new Error('ENOTFOUND'));
  expect(check(await book.lookUp(), 'dns')).toMatchObject({ result: 'warn', text: /no address/ });
});

it.skipIf(!hasOpenssl)(
  'a signer other than the server root brought here is a warning, no refusal',
  async () => {
    const book = bookIn(null);
    const asked = await book.request({
      commonName: 'prov.example.net',
      bits: 2048,
      replaces: false,
    });
    // Signed by somebody who is not the practice CA of this station, and says so in no subject.
    const csr = asked.request?.csr ?? '';
    const self = join(dir, 'self');
    const [key, crt] = [`${self}.key`, `${self}.crt`];
    openssl(
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Test root'].concat([
        ...['-keyout', key, '-out', crt, '-days', '30'],
      ]),
    );
    writeFileSync(`${self}.csr`, csr);
    const signed = openssl(
      ['x509', '-req', '-in', `${self}.csr`, '-CA', crt, '-CAkey', key, '-days', '30'].concat([
        ...['-set_serial', '7'],
      ]),
    );
    at = Date.now() + 10 * DAY;
    let view = await book.add(Buffer.from(signed), null);
    expect(check(view, 'chain')).toMatchObject({ result: 'open', text: /Signed by Test root/ });
    expect(check(view, 'dates')).toMatchObject({
      result: 'warn',
      text: /19 days are left|20 days/,
    });
    view = await book.setRoot('server', Buffer.from(otherCa.certificate));
    expect(check(view, 'chain')).toMatchObject({ result: 'warn', text: /does not lead/ });
    view = await book.setRoot('server', readFileSync(crt));
    expect(check(view, 'chain')).toMatchObject({ result: 'ok' });
    await expect(
      book.practise({ commonName: 'prov.example.net', bits: 2048, replaces: false }),
    ).rejects.toThrow(/not for practice/);
    at = now;
  },
);

it.each([
  [61, null],
  [60, 60],
  [22, 60],
  [21, 21],
  [8, 21],
  [7, 7],
  [0, 0],
])('%i days before its end the warning is %s', async (days, warning) => {
  const book = await practised;
  at = (book.show().server?.validTo ?? 0) - days * DAY;
  expect(book.expiry()?.warning ?? null).toBe(warning);
  at = now;
});
const practised = (async () => {
  const book = bookIn(null);
  await book.practise({ commonName: 'prov.example.net', bits: 1024, replaces: false });
  return book;
})();

it('only a certificate that signs others is taken as a root', async () => {
  const book = bookIn(null);
  const { certificate } = await issueUnit(ca, 'generic', now);
  await expect(book.setRoot('client', Buffer.from(certificate))).rejects.toThrow(/signs no others/);
  const view = await book.setRoot('client', Buffer.from(ca.certificate));
  expect(view.clientRoot).toMatchObject([{ isPractice: true }]);
  expect((await book.setRoot('client', null)).clientRoot).toEqual([]);
});

it.skipIf(!hasOpenssl)(
  'a practice unit carries OU, L and S, and openssl leads it to the practice CA',
  async () => {
    const book = bookIn(null);
    await book.practise({ commonName: 'prov.example.net', bits: 2048, replaces: false });
    const unit = { product: 'SPA-962', serial: '88012BA01234', mac: '000e08abcdef' };
    const { certificate } = await book.practiceUnit(unit);
    writeFileSync(join(dir, 'unit.crt'), certificate);
    writeFileSync(join(dir, 'root.crt'), book.serverFiles()?.clientRoot ?? '');
    const verified = openssl(
      [
        'verify',
        '-no_check_time',
        '-purpose',
        'sslclient',
        '-CAfile',
        join(dir, 'root.crt'),
      ].concat(join(dir, 'unit.crt')),
    );
    expect(verified).toContain('OK');
    expect(openssl(['x509', '-in', join(dir, 'unit.crt'), '-noout', '-subject'])).toMatch(
      /PRACTICE.*OU = SPA-962, L = 88012BA01234, ST = 000e08abcdef/,
    );
  },
);

it('keys are sealed to their file, and those an older version left in clear are sealed', async () => {
  const data = join(dir, 'sealed');
  const folder = join(data, 'certificates');
  const own = new Vault({ dir: null, sealedWith: null });
  const files = openCertificateFiles(data, own);
  const book = () => bookIn(data, [], own);
  await book().practise({ commonName: 'prov.example.net', bits: 1024, replaces: false });
  await book().request({ commonName: 'new.example.net', bits: 1024, replaces: false });
  const key = files.readKey('server.pem') ?? '';
  const sealed = files.read('server.pem') ?? '';
  // As the version before wrote it, and what a stop in the middle of that left.
  const chain = sealed.slice(sealed.indexOf('-----BEGIN CERTIFICATE'));
  writeFileSync(join(folder, 'server.pem'), `${key}${chain}`);
  writeFileSync(join(folder, `server.pem.${randomUUID()}.new`), key);
  expect(readFileSync(join(folder, 'server.pem'), 'utf8')).toContain('BEGIN PRIVATE KEY');
  expect(book().serverFiles()?.key).toBe(key);
  expect(await book().sealPlainKeys()).toBe(1);
  expect(await book().sealPlainKeys()).toBe(0);
  expect(readdirSync(folder).sort()).toEqual([
    ...['client-root.pem', 'practice-ca.pem', 'request.csr', 'request.key', 'server.pem'],
  ]);
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/BEGIN (?:RSA )?PRIVATE KEY/);
  }
  expect(book().serverFiles()?.key).toBe(key);
  // One that is moved into another file does not open there.
  writeFileSync(join(folder, 'practice-ca.pem'), files.read('server.pem') ?? '');
  expect(() => files.readKey('practice-ca.pem')).toThrow(/does not open/);
});

it('while the vault is locked all is shown, nothing is served, and what waits stays', async () => {
  const data = join(dir, 'locked');
  mkdirSync(data);
  const own = new Vault({ dir: data, sealedWith: null });
  const book = bookIn(data, [], own);
  const about = { bits: 1024, replaces: false };
  const before = await book.request({ ...about, commonName: 'new.example.net' });
  await book.practise({ ...about, commonName: 'prov.example.net' });
  own.lock();
  const locked = { code: 'STORE_LOCKED' };
  expect(book.show()).toMatchObject({
    server: { host: 'prov.example.net' },
    request: before.request,
    practiceCa: { isPractice: true },
  });
  expect(() => tlsOf(book, false)).toThrow(expect.objectContaining(locked));
  const replaces = { commonName: 'new.example.net', bits: 1024, replaces: true };
  await expect(book.request(replaces)).rejects.toMatchObject(locked);
  await expect(book.practise(replaces)).rejects.toMatchObject(locked);
  await expect(book.practiceUnit('generic')).rejects.toMatchObject(locked);
  await expect(book.add(Buffer.from(ca.certificate), ca.privateKey)).rejects.toMatchObject(locked);
  await own.unlock(null);
  expect(book.show().request).toEqual(before.request);
  expect(tlsOf(book, false).key).toContain('PRIVATE KEY');
});

it('a folder of another station says what is wrong, and can be used anew', async () => {
  const data = join(dir, 'moved');
  const about = { commonName: 'prov.example.net', bits: 1024, replaces: false };
  await bookIn(data).practise(about);
  const here = bookIn(data, [], Vault.memory());
  expect(check(here.show(), 'key')).toMatchObject({
    ...{ result: 'fail', text: expect.stringMatching(/another station's/) },
  });
  expect(() => tlsOf(here, false)).toThrow(/does not open with the keys of this station/);
  const view = await here.practise(about);
  expect(check(view, 'key')).toMatchObject({ result: 'ok' });
  expect(tlsOf(here, false).key).toContain('PRIVATE KEY');
});
