/** The station's certificates: made, brought, checked and kept. Private keys stay in their files, sealed. */
import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import type { CertificateInfo, Certificates } from '../../contract/certificates.ts';
import { StationError } from '../../contract/errors.ts';
import type { EpochMs, Ipv4 } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { inOrder, mismatch } from './brought.ts';
import { checkServer, type DnsAnswer, expiryWarning, infoOf, signs } from './checks.ts';
import type { CertificateFileName, CertificateFiles } from './files.ts';
import { keyOf, keyPem, serverKeyProblem } from './own-keys.ts';
import { readCertificates, readPrivateKey } from './pem.ts';
import {
  certificateIn,
  issueServer,
  issueUnit,
  newPracticeCa,
  type PracticeCa,
  type PracticeUnit,
  readPracticeCa,
} from './practice-ca.ts';
import { checkCommonName, newKeyPair, newRequest, readRequest, unixLines } from './request.ts';

export interface CertificateBookParts {
  files: CertificateFiles;
  clock: Clock;
  /** Hosts the profile rules name with https. */
  ruleHosts(): readonly string[];
  /** Of the bench card; null while it serves nothing. */
  stationAddress(): Ipv4 | null;
  /** IPv4 addresses of a name, within some seconds. */
  lookUp(host: string): Promise<readonly Ipv4[]>;
  /** The files are other ones now. */
  onChange(): void;
}

/** What the HTTPS service needs; PEM. */
export interface ServerFiles {
  key: string;
  /** The server's own first. */
  chain: string;
  /** Null: no client root was brought, so no client certificate can be checked. */
  clientRoot: string | null;
}

export type RootKind = 'client' | 'server';
const rootFile: Record<RootKind, CertificateFileName> = {
  client: 'client-root.pem',
  server: 'server-root.pem',
};

export class CertificateBook {
  readonly #parts: CertificateBookParts;
  #dns: DnsAnswer = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: CertificateBookParts) {
    this.#parts = parts;
  }

  /** @throws StationError CERTIFICATES_UNREADABLE */
  show(): Certificates {
    const { files, clock, ruleHosts, stationAddress } = this.#parts;
    const chain = this.#chain();
    const serverRoot = this.#root('server');
    const [own] = chain;
    return {
      server: own === undefined ? null : infoOf(own),
      checks: checkServer({
        ...{ chain, serverRoot, now: clock.now(), ruleHosts: ruleHosts(), dns: this.#dns },
        keyProblem: own === undefined ? null : serverKeyProblem(files, own),
        stationAddress: stationAddress(),
      }),
      request: this.#request(),
      clientRoot: this.#root('client').map(infoOf),
      serverRoot: serverRoot.map(infoOf),
      practiceCa: this.#practiceInfo(),
      dir: files.dir,
    };
  }

  /** Null: there is no server certificate. @throws StationError STORE_LOCKED, SEAL_BROKEN */
  serverFiles(): ServerFiles | null {
    const key = this.#parts.files.readKey('server.pem');
    const chain = this.#chain();
    if (key === null || chain.length === 0) return null;
    const root = this.#root('client');
    return {
      key,
      chain: chain.map(String).join(''),
      clientRoot: root.length === 0 ? null : root.map(String).join(''),
    };
  }

  /** When the certificate ends, and the warning that is due now; null: nothing to warn of. */
  expiry(): { info: CertificateInfo; warning: number } | null {
    const [own] = this.#chain();
    if (own === undefined) return null;
    const info = infoOf(own);
    const warning = expiryWarning(info.validTo, this.#parts.clock.now());
    return warning === null ? null : { info, warning };
  }

  /**
   * A new key and the request for its certificate. The certificate in use stays until the answer comes.
   * @throws StationError BAD_COMMON_NAME, STORE_LOCKED, REQUEST_WAITS (one without answer is there; `replaces` drops it)
   */
  async request(about: {
    commonName: string;
    bits: number;
    replaces: boolean;
  }): Promise<Certificates> {
    const { commonName } = checkCommonName(about.commonName);
    return this.#change(async ({ files }) => {
      files.refuseLocked();
      if (!about.replaces && this.#request() !== null) {
        throw new StationError(
          'REQUEST_WAITS',
          'A request waits for its answer. A new one makes that answer useless: say so to go on.',
        );
      }
      const pair = await newKeyPair(about.bits);
      const csr = newRequest(commonName, pair);
      // Request away first: a stop in between leaves no request that belongs to another key.
      await files.remove('request.csr');
      await files.write('request.key', pair.privateKey);
      await files.write('request.csr', csr);
    });
  }

  /**
   * The signed answer, with or without its chain. Its key is the request's, the one in use, or comes
   * along.
   * @param key a private key made elsewhere, PEM
   * @throws StationError BAD_CERTIFICATE, BAD_KEY, KEY_MISMATCH, STORE_LOCKED
   */
  async add(bytes: Uint8Array, key: string | null): Promise<Certificates> {
    const brought = readCertificates(bytes);
    const given = key === null ? null : readPrivateKey(key);
    return this.#change(async ({ files }) => {
      files.refuseLocked();
      const candidates = given === null ? this.#ownKeys() : [given];
      const found = brought.flatMap((own) =>
        candidates.flatMap((each) => (own.checkPrivateKey(each) ? { own, key: each } : [])),
      )[0];
      if (found === undefined) throw mismatch(given !== null, candidates.length > 0);
      const chain = inOrder(found.own, brought);
      const pem = found.key.export({ type: 'pkcs8', format: 'pem' });
      const isRequests = this.#isRequestsKey(found.key);
      await files.write('server.pem', `${pem}${chain.map(String).join('')}`);
      if (isRequests) await this.#dropRequest();
    });
  }

  /** @param bytes null: none any longer. @throws StationError BAD_CERTIFICATE, NOT_A_ROOT */
  async setRoot(kind: RootKind, bytes: Uint8Array | null): Promise<Certificates> {
    const brought = bytes === null ? null : readCertificates(bytes);
    if (brought !== null && !brought.some((each) => each.ca || signs(each, each))) {
      throw new StationError(
        'NOT_A_ROOT',
        'This certificate signs no others. Bring the root that signed the certificates, not one of them.',
      );
    }
    return this.#change(async ({ files }) => {
      if (brought === null) await files.remove(rootFile[kind]);
      else await files.write(rootFile[kind], brought.map(String).join(''));
    });
  }

  /** Asks DNS for the certificate's name, and nobody waits for it but the caller. */
  async lookUp(): Promise<Certificates> {
    const host = this.show().server?.host ?? null;
    if (host === null) {
      throw new StationError('NO_CERTIFICATE', 'There is no server certificate with a name yet.');
    }
    this.#dns = await this.#parts.lookUp(host).then(
      (addresses) => ({ host, addresses }),
      () => ({ host, problem: 'DNS knows no address of it, or does not answer.' }),
    );
    return this.show();
  }

  /**
   * A server certificate and a client root of the practice CA, which is made when there is none.
   * @throws StationError BAD_COMMON_NAME, STORE_LOCKED, REAL_CERTIFICATE (one of another signer is there)
   */
  async practise(about: {
    commonName: string;
    bits: number;
    replaces: boolean;
  }): Promise<Certificates> {
    const { commonName, host } = checkCommonName(about.commonName);
    return this.#change(async ({ files, clock }) => {
      files.refuseLocked();
      const inUse = [this.#chain()[0], ...this.#root('client')].flatMap((each) => each ?? []);
      if (!about.replaces && inUse.some((each) => !infoOf(each).isPractice)) {
        throw new StationError(
          'REAL_CERTIFICATE',
          'A certificate or root that is not for practice is in use and would be lost: say so to go on.',
        );
      }
      const ca = await this.#practiceCa(clock.now());
      const pair = await newKeyPair(about.bits);
      const { publicKey } = pair;
      const own = issueServer(ca, { commonName, host, publicKey, now: clock.now() });
      await files.write('client-root.pem', ca.certificate);
      await files.write('server.pem', `${pair.privateKey}${own}${ca.certificate}`);
    });
  }

  /**
   * Key and certificate of a practice unit, PEM, for the person's own client. Nothing is kept.
   * @throws StationError STORE_LOCKED
   */
  async practiceUnit(unit: PracticeUnit): Promise<{ key: string; certificate: string }> {
    const now = this.#parts.clock.now();
    const ca = await this.#inTurn(() => this.#practiceCa(now));
    const { privateKey: key, certificate } = await issueUnit(ca, unit, now);
    return { key, certificate };
  }

  /** Keys that lie there in clear, from before they were sealed. @returns how many files. @throws as writing them */
  sealPlainKeys(): Promise<number> {
    return this.#inTurn(() => this.#parts.files.sealPlainKeys());
  }

  async #practiceCa(now: EpochMs): Promise<PracticeCa> {
    const { files } = this.#parts;
    files.refuseLocked();
    const pem = files.read('practice-ca.pem') ?? '';
    const kept = readPracticeCa(`${keyPem(files, 'practice-ca.pem') ?? ''}${pem}`);
    if (kept !== null) return kept;
    const made = await newPracticeCa(now);
    await files.write('practice-ca.pem', `${made.privateKey}${made.certificate}`);
    return made;
  }

  #practiceInfo(): CertificateInfo | null {
    const ca = certificateIn(this.#parts.files.read('practice-ca.pem') ?? '');
    return ca === null ? null : infoOf(ca);
  }

  #request(): Certificates['request'] {
    const { files } = this.#parts;
    const csr = files.read('request.csr');
    const made = csr === null ? null : readRequest(csr);
    if (csr === null || made === null || files.read('request.key') === null) return null;
    return { ...made, csr: unixLines(csr) };
  }

  #ownKeys(): KeyObject[] {
    const { files } = this.#parts;
    return [keyOf(files, 'request.key'), keyOf(files, 'server.pem')].flatMap((key) => key ?? []);
  }

  #isRequestsKey(key: KeyObject): boolean {
    const waiting = keyOf(this.#parts.files, 'request.key');
    return waiting !== null && createPublicKey(waiting).equals(createPublicKey(key));
  }

  async #dropRequest(): Promise<void> {
    await this.#parts.files.remove('request.csr');
    await this.#parts.files.remove('request.key');
  }

  #chain(): X509Certificate[] {
    const pem = this.#parts.files.read('server.pem');
    return pem === null ? [] : readCertificates(Buffer.from(pem));
  }

  #root(kind: RootKind): X509Certificate[] {
    const pem = this.#parts.files.read(rootFile[kind]);
    return pem === null ? [] : readCertificates(Buffer.from(pem));
  }

  /** One change after the other; tells when it is durable. */
  #change(work: (parts: CertificateBookParts) => Promise<void>): Promise<Certificates> {
    return this.#inTurn(async () => {
      await work(this.#parts);
      this.#parts.onChange();
      return this.show();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
