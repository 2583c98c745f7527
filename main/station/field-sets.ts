/** Sets of the units' later profiles, each under its unit's key, for the ISP's server (SEC-PRV-2). */
import { StationError } from '../contract/errors.ts';
import type { FileSet, KeyScope } from '../contract/escrow.ts';
import type { Clock } from './clock.ts';
import { keysIn } from './escrow/export.ts';
import { benchMark, type FieldFile, fieldFile } from './escrow/file-set.ts';
import type { HeldKey } from './escrow/held-keys.ts';
import { apacheSnippet, nginxSnippet, readmeOf } from './escrow/server-snippets.ts';
import { tarOf } from './escrow/tar.ts';
import { type NamedBytes, saved, stamp, writeSet } from './escrow/written.ts';
import { sha256Hex } from './export/batch-file.ts';
import { isBeforeXml } from './files/unit-format.ts';
import { type Log, severity } from './log.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { Store } from './store/store.ts';
import type { UnitBuilds } from './templates/unit-builds.ts';

export interface FieldSetsParts {
  store: Store;
  clock: Clock;
  log: Log;
  builds: UnitBuilds;
  tracker(): Tracker;
  /** Addresses the bench has, or would have. */
  addresses(): string[];
}

/** Built in one go before other work has its turn. */
const AT_ONCE = 10;
/** What goes over the contract in one message. */
const MOST_ARCHIVE_BYTES = 20 * 1024 * 1024;

export class FieldSets {
  readonly #parts: FieldSetsParts;
  /** One is made at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: FieldSetsParts) {
    this.#parts = parts;
  }

  /**
   * @param where a folder, which is made when missing; null: as an archive
   * @throws StationError NO_KEY, NO_SUCH_BATCH, DIR_MISSING, TOO_LARGE, STORE_LOCKED
   */
  make(scope: KeyScope, where: string | null): Promise<FileSet> {
    return this.#inTurn(() => this.#make(scope, where));
  }

  async #make(scope: KeyScope, where: string | null): Promise<FileSet> {
    const { store, clock } = this.#parts;
    store.vault.refuseLocked();
    const held = store.read((tables) => keysIn(tables, scope));
    const leftOut: FileSet['leftOut'] = [];
    const built = new Map<string, FieldFile>();
    for (const [index, one] of held.entries()) {
      if (index % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      const { mac } = one.key;
      const file = await this.#fieldFile(one);
      if (typeof file === 'string') leftOut.push({ mac, why: file });
      else if (built.has(file.path)) {
        leftOut.push({ mac, why: 'Its rule leads to the same file as another unit’s.' });
      } else built.set(file.path, file);
    }
    const files = [...built.values()];
    const hosts = [...new Set(files.map(({ host }) => host))];
    const set = files.length === 0 ? [] : setOf(files, hosts);
    const about = { files: files.length, leftOut, hosts };
    if (where !== null) {
      if (files.length > 0) await writeSet(where, set);
      this.#say(`${files.length} profiles for the ISP’s server were written to ${where}.`);
      return { ...about, dir: where, archive: null };
    }
    const at = clock.now();
    const bytes = tarOf(set, at);
    if (bytes.length > MOST_ARCHIVE_BYTES) {
      const message = 'The archive would be too large to send. Take fewer units, or a folder.';
      throw new StationError('TOO_LARGE', message);
    }
    this.#say(`An archive of ${files.length} profiles for the ISP’s server was made.`);
    const name = `profiles-${stamp(at)}.tar`;
    return { ...about, dir: null, archive: files.length === 0 ? null : saved({ name, bytes }) };
  }

  /** @returns words when it has none */
  async #fieldFile({ key, previous }: HeldKey): Promise<FieldFile | string> {
    const { builds, tracker, store, addresses } = this.#parts;
    const { mac } = key;
    const isChanging = store.read((tables) => tables.keyHistory.awaitingSince(mac)) !== null;
    if (previous !== null || isChanging) {
      return 'Its key is being changed. Wait until it shows that it uses the new one.';
    }
    const record = tracker().byMac(mac);
    if (record === null) return 'It was never on this bench, so its model is not known here.';
    const entries = await builds.forGood(mac, benchMark);
    if (!entries.ok) return `Its profile does not build: ${entries.problem.message}`;
    const { serial, firmware } = record;
    const model = builds.modelOf(mac);
    if (firmware !== null && isBeforeXml(firmware, model)) {
      return `Its firmware ${firmware} reads no XML: its later files have to be compiled.`;
    }
    const unit = { mac, model, serial, firmware, key, entries: entries.value };
    const file = fieldFile(unit, addresses());
    return file.ok ? file.value : file.problem.message;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  #say(msg: string): void {
    this.#parts.log.write({ source: 'station', severity: severity.notice, msg });
  }
}

function setOf(files: readonly FieldFile[], hosts: readonly string[]): NamedBytes[] {
  const prefixes = [...new Set(files.map(({ prefix }) => prefix))];
  const sums = files.map(({ path, bytes }) => `${sha256Hex(bytes)}  ${path}\n`).join('');
  const text = (name: string, content: string) => ({ name, bytes: Buffer.from(content) });
  return [
    text('README.txt', readmeOf(files.length, hosts)),
    text('nginx.conf', nginxSnippet(prefixes)),
    text('apache.conf', apacheSnippet(prefixes)),
    text('SHA256SUMS', sums),
    ...files.map(({ path, bytes }) => ({ name: `www/${path}`, bytes })),
  ];
}
