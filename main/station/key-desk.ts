/** The units' keys on their way out and in: exported for the ISP, taken in from another station. */
import { basename, dirname, isAbsolute } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { StationError } from '../contract/errors.ts';
import type {
  KeyImport,
  KeyOverview,
  KeyScope,
  MadeKeyExport,
  Recipient,
} from '../contract/escrow.ts';
import type { Mac } from '../contract/values.ts';
import type { Binder } from './binding/bind.ts';
import type { Clock } from './clock.ts';
import type { EscrowUnit } from './escrow/content.ts';
import { escrowUnit, keysIn, makeExport } from './escrow/export.ts';
import { isPresent } from './escrow/held-keys.ts';
import { applyImport, type GivenExport, planImport, readExport } from './escrow/import.ts';
import { readOpeningKey } from './escrow/private-key.ts';
import { readRecipient, refuseUnfit, wordsOf } from './escrow/recipients.ts';
import { freeName, type NamedBytes, saved, writeNew } from './escrow/written.ts';
import { checkDir, makeOwnDir } from './export/batch-file.ts';
import { type Log, severity } from './log.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { StationSigner } from './station-signer.ts';
import type { Store } from './store/store.ts';
import type { UnitBuilds } from './templates/unit-builds.ts';

export interface KeyDeskParts {
  store: Store;
  clock: Clock;
  log: Log;
  builds: UnitBuilds;
  signer: StationSigner;
  tracker(): Tracker;
  binder(): Binder;
  /** Keys are other ones now; of these units the board shows something of it. */
  onChange(macs: readonly Mac[]): void;
}

/** An import as it is asked for; the private key is never kept. */
export interface AskedImport extends GivenExport {
  privateKey: Uint8Array;
  passphrase: string | null;
  isTrial: boolean;
  /** The signer a person looked at; null only in a trial. */
  signer: string | null;
  replace: readonly Mac[];
  reason: string;
}

const MOST_EXPORTS_SHOWN = 50;
/** Gathered in one go before packets have their turn. */
const AT_ONCE = 50;

export class KeyDesk {
  readonly #parts: KeyDeskParts;
  /** One writes at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: KeyDeskParts) {
    this.#parts = parts;
  }

  async overview(): Promise<KeyOverview> {
    const { store } = this.#parts;
    const signer = store.vault.isLocked
      ? this.#parts.signer.known()
      : await this.#parts.signer.show();
    return store.read(({ keys, keyHistory, keyExports, batches }) => {
      const rotating = keyHistory.countAwaiting();
      const given = keys.countGiven();
      const notExported = given - keyExports.exported().size;
      return {
        keys: given,
        ...{ algorithm: 'AES-256-CBC', bits: 256, notExported, rotating },
        isSealed: store.dir !== null,
        exports: keyExports.newest(MOST_EXPORTS_SHOWN),
        batches: batches
          .list()
          .filter(({ state }) => state === 'live')
          .map(({ number, rows }) => ({ batch: number, rows }))
          .reverse(),
        signer:
          signer === null ? null : { subject: signer.subject, fingerprint: signer.fingerprint },
      };
    });
  }

  /** @throws StationError BAD_CERTIFICATE */
  recipients(files: readonly NamedBytes[]): Recipient[] {
    const now = this.#parts.clock.now();
    return files.map(({ name, bytes }) => readRecipient(bytes, name, now).words);
  }

  /**
   * @param out full path of the encrypted file, which must be new; absent: in the station's own folder
   * @throws StationError NO_KEY, BAD_CERTIFICATE, BAD_RECIPIENT, DIR_MISSING, FILE_EXISTS, EXPORT_FAILED, STORE_LOCKED
   */
  exportFor(
    scope: KeyScope,
    certificates: readonly NamedBytes[],
    out?: string,
  ): Promise<MadeKeyExport> {
    return this.#inTurn(() => this.#exportFor(scope, certificates, out));
  }

  async #exportFor(
    scope: KeyScope,
    files: readonly NamedBytes[],
    out: string | undefined,
  ): Promise<MadeKeyExport> {
    const { store, clock, builds, tracker } = this.#parts;
    store.vault.refuseLocked();
    const at = clock.now();
    const read = files.map(({ name, bytes }) => readRecipient(bytes, name, at));
    for (const each of read) refuseUnfit(each);
    const byPrint = new Map(read.map((each) => [each.words.fingerprint, each.certificate]));
    const held = store.read((tables) => keysIn(tables, scope));
    const units: EscrowUnit[] = [];
    for (const [index, one] of held.entries()) {
      if (index % AT_ONCE === 0) await setImmediate();
      const { mac } = one.key;
      const record = tracker().byMac(mac);
      const { model = null, serial = null } = record ?? {};
      const rule = builds.permanentRule(mac, one.key);
      units.push(store.read((tables) => escrowUnit(tables, one, { model, serial, rule })));
    }
    const dir = out === undefined ? await makeOwnDir(store.dir) : dirname(out);
    if (out !== undefined) await checkDir(isAbsolute(out) ? dir : '');
    const fileName = out === undefined ? await freeName(dir, at) : basename(out);
    const signer = await this.#parts.signer.key();
    const station = (await this.#parts.signer.show()).fingerprint;
    const made = makeExport(units, [...byPrint.values()], { fileName, signer, station, at });
    await writeNew(dir, made.files);
    const recipients = [...byPrint.values()].map(wordsOf);
    const about = { at, fileName, sha256: made.sha256, units: units.length, recipients };
    const number = await store.write((tables) => {
      const whole = held.filter(({ key }) => isPresent(tables, key));
      tables.keys.markExported(
        whole.map(({ key }) => key.mac),
        at,
      );
      return tables.keyExports.add(about, made.units);
    });
    this.#say(
      `The keys of ${units.length} units were written to ${fileName}, for ${recipients.map(({ subject }) => subject).join(' and ')}.`,
    );
    this.#parts.onChange(held.map(({ key }) => key.mac));
    return { ...about, number, dir, files: made.files.map(saved) };
  }

  /** @throws StationError as `readExport`, SIGNER_MISSING, REASON_MISSING, STORE_LOCKED */
  async import(asked: AskedImport): Promise<KeyImport> {
    const { store, clock, binder, tracker } = this.#parts;
    store.vault.refuseLocked();
    const key = readOpeningKey(asked.privateKey, asked.passphrase);
    const { content, signer } = readExport(asked, key);
    const words = wordsOf(signer);
    const isInUse = (mac: Mac) =>
      tracker().byMac(mac)?.isOffBoard === false || binder().ofUnit(mac) !== null;
    const wish = {
      ...{ at: clock.now(), isInUse, reason: asked.reason.trim() },
      replace: new Set(asked.replace),
    };
    if (!asked.isTrial && asked.signer !== words.fingerprint) {
      const message = `The manifest is signed by ${words.fingerprint}, which nobody has confirmed. Compare it with the fingerprint on the other station’s screen, then name it.`;
      throw new StationError('SIGNER_MISSING', message);
    }
    if (wish.replace.size > 0 && wish.reason === '') {
      throw new StationError('REASON_MISSING', 'To replace a key needs a reason; it is kept.');
    }
    const units = asked.isTrial
      ? store.read((tables) => planImport(tables, content, wish))
      : await store.write((tables) => applyImport(tables, content, wish));
    const own = await this.#parts.signer.show();
    const isOwn = own.fingerprint === words.fingerprint;
    if (!asked.isTrial) this.#imported(units, words.fingerprint, wish.reason);
    const madeAt = Date.parse(content.madeAt);
    return { isTrial: asked.isTrial, madeAt, signer: words, isOwn, units };
  }

  #imported(units: KeyImport['units'], signer: string, reason: string): void {
    const taken = units.filter(({ isTaken }) => isTaken);
    for (const { mac } of taken.filter(({ state }) => state === 'different')) {
      this.#say(`Its key was replaced by an import: ${reason}`, mac);
    }
    this.#say(
      `Keys of ${taken.length} of ${units.length} units were taken in, signed by ${signer}.`,
    );
    this.#parts.onChange(taken.map(({ mac }) => mac));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  #say(msg: string, mac: Mac | null = null): void {
    this.#parts.log.write({ source: 'station', severity: severity.notice, mac, msg });
  }
}
