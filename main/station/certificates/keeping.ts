/** The book joined to the running station: DNS, the bench, the log, and the warnings before its end. */
import { Resolver } from 'node:dns/promises';
import type { SecureContextOptions } from 'node:tls';
import { StationError } from '../../contract/errors.ts';
import { type Log, severity } from '../log.ts';
import type { CertificateBook } from './book.ts';
import { tlsOptions } from './suites.ts';

const LOOK_UP_MS = 2_000;
const LOOK_EVERY_MS = 3_600_000;

/** IPv4 addresses of a name by the computer's DNS; given up after a few seconds. */
export function lookUpHost(host: string): Promise<string[]> {
  return new Resolver({ timeout: LOOK_UP_MS, tries: 2 }).resolve4(host);
}

/** @throws StationError NO_CERTIFICATE, CERTIFICATE_UNUSABLE, as the book's readings */
export function tlsOf(book: CertificateBook, oldSuites: boolean): SecureContextOptions {
  const files = book.serverFiles();
  if (files !== null) return tlsOptions(files, oldSuites);
  throw new StationError(
    'NO_CERTIFICATE',
    'HTTPS is on and there is no server certificate. Make one under Keys & certificates, or switch HTTPS off.',
  );
}

/** What lies in `certificates` in clear from before is sealed; the vault is open. Never throws for the disk. */
export async function sealKeptKeys(book: CertificateBook, log: Log): Promise<void> {
  const say = (msg: string, level: number) =>
    log.write({ source: 'station', severity: level, msg });
  try {
    const count = await book.sealPlainKeys();
    if (count > 0) say(`Private keys in certificates are sealed now: ${count}.`, severity.notice);
  } catch (error) {
    if (!(error instanceof StationError)) throw error;
    say(`Private keys in certificates are not sealed. ${error.message}`, severity.warning);
  }
}

/** A server that runs goes on with the new files; what it cannot use, it says, and keeps the old. */
export function renewServed(bench: { renewCertificate(): void } | null, log: Log): void {
  try {
    bench?.renewCertificate();
  } catch (error) {
    if (!(error instanceof StationError)) throw error;
    log.write({ source: 'https', severity: severity.error, msg: error.message });
  }
}

/** Writes a line when the certificate's end comes near: once for each of 60, 21 and 7 days, and its end. */
export class ExpiryWatch {
  readonly #book: CertificateBook;
  readonly #log: Log;
  #lookedAt: number | null = null;
  #told = '';

  constructor(book: CertificateBook, log: Log) {
    this.#book = book;
    this.#log = log;
  }

  /** Cheap to call often: it looks once an hour. */
  tick(monotonicMs: number): void {
    if (this.#lookedAt !== null && monotonicMs - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = monotonicMs;
    const due = this.#book.expiry();
    if (due === null) return;
    const { info, warning } = due;
    const id = `${info.fingerprint} ${warning}`;
    if (id === this.#told) return;
    this.#told = id;
    const day = new Date(info.validTo).toISOString().slice(0, 10);
    const msg =
      warning === 0
        ? `The server certificate for ${info.host} ended on ${day}: units refuse it.`
        : `The server certificate for ${info.host} ends on ${day}, within ${warning} days. Make a new request.`;
    this.#log.write({
      source: 'station',
      severity: warning > 7 ? severity.notice : severity.warning,
      msg,
    });
  }
}
