/** Changes of a unit's key, joined to the bench: who may have one, and how the unit hears of it. */
import { StationError } from '../contract/errors.ts';
import type { Rotated, UnitKeysView } from '../contract/escrow.ts';
import { formatMac, type Mac } from '../contract/values.ts';
import type { Bench } from './bench.ts';
import type { Clock } from './clock.ts';
import { beginRotation, undoRotation } from './escrow/rotation.ts';
import { type Log, severity } from './log.ts';
import type { UnitRecord } from './provisioning/record.ts';
import type { Tracker } from './provisioning/tracker.ts';
import { keyFingerprint } from './provisioning/unit-keys.ts';
import type { Store, Tables } from './store/store.ts';
import type { UnitProof } from './unit-proof.ts';

export interface KeyChangesParts {
  store: Store;
  clock: Clock;
  log: Log;
  proof: UnitProof;
  tracker(): Tracker;
  bench(): Bench | null;
  /** The rehearsal is what proves a new key. */
  isRehearsing(): boolean;
  onChange(macs: readonly Mac[]): void;
}

const unreachable =
  'It does not answer on this bench. A unit that was sent away gets a new key only here: plug it in, and wait until it has an address.';

export class KeyChanges {
  readonly #parts: KeyChangesParts;

  constructor(parts: KeyChangesParts) {
    this.#parts = parts;
  }

  ofUnit(mac: Mac): UnitKeysView {
    const { store, tracker } = this.#parts;
    const record = tracker().byMac(mac);
    return store.read((tables) => {
      const info = tables.keys.infoOf(mac);
      const since = tables.keyHistory.awaitingSince(mac);
      const exports = info === null ? [] : tables.keyExports.ofUnit(mac, info.fingerprint);
      return {
        exports: exports.map(({ at, fileName, recipients }) => ({ at, fileName, recipients })),
        past: tables.keyHistory.of(mac),
        rotation: since === null ? null : { since, isGiven: info?.issuedAt != null },
        whyNot: this.#whyNotRotate(record, tables, mac)?.message ?? null,
      };
    });
  }

  /**
   * Makes a new key and directory, and tells the unit to fetch them under its old key.
   * @throws StationError NO_KEY, KEY_IN_CHANGE, MID_CHAIN, UNREACHABLE, NO_REHEARSAL, STORE_LOCKED; nothing is changed then
   */
  async rotate(mac: Mac): Promise<Rotated> {
    const { store, clock, tracker, bench } = this.#parts;
    store.vault.refuseLocked();
    const record = tracker().byMac(mac);
    const refusal = store.read((tables) => this.#whyNotRotate(record, tables, mac));
    if (refusal !== null) throw refusal;
    const answers = await isAlive(bench(), record);
    if (!answers) throw new StationError('UNREACHABLE', unreachable);
    const at = clock.now();
    const made = await store.write((tables) => beginRotation(tables, mac, at));
    const text = 'A new key was made; it is given to the unit under its old one';
    tracker().apply(mac, { type: 'key-changed', at, text, mayGoAgain: true });
    await tracker().settled();
    this.#say('A new key was made for it, to be given under its old one.', mac);
    const told = await this.#told(mac);
    this.#parts.onChange([mac]);
    return { fingerprint: keyFingerprint(made.key), ...told };
  }

  /** @throws StationError NO_ROTATION, KEY_GIVEN, STORE_LOCKED */
  async undo(mac: Mac): Promise<void> {
    const { store, clock, tracker } = this.#parts;
    await store.write((tables) => undoRotation(tables, mac));
    const text = 'The change of its key was undone before it was given';
    tracker().apply(mac, { type: 'key-changed', at: clock.now(), text, mayGoAgain: false });
    await tracker().settled();
    this.#say('The change of its key was undone; its key stays.', mac);
    this.#parts.onChange([mac]);
  }

  async #told(mac: Mac): Promise<Pick<Rotated, 'text' | 'isTold'>> {
    try {
      const { sentence } = await this.#parts.proof.resync(mac);
      return { isTold: true, text: sentence };
    } catch (error) {
      if (!(error instanceof StationError)) throw error;
      const text = `It could not be told: ${error.message} Order “Resync now” once its web server answers, or undo the change.`;
      return { isTold: false, text };
    }
  }

  #whyNotRotate(record: UnitRecord | null, tables: Tables, mac: Mac): StationError | null {
    const { isRehearsing, bench } = this.#parts;
    const info = tables.keys.infoOf(mac);
    if (tables.keyHistory.awaitingSince(mac) !== null) {
      const message = 'Its key is being changed already.';
      return new StationError('KEY_IN_CHANGE', message);
    }
    if (info === null || info.issuedAt === null) {
      return new StationError('NO_KEY', 'It was given no key yet, so there is none to change.');
    }
    const isHere = record !== null && !record.isOffBoard && record.address !== null;
    if (!isHere || bench() === null) return new StationError('UNREACHABLE', unreachable);
    if (record.stage !== 'VERIFIED') {
      const message = `${formatMac(mac)} is in the middle of its chain. Wait until it is verified.`;
      return new StationError('MID_CHAIN', message);
    }
    if (record.heldBecause !== null) {
      const message = `${formatMac(mac)} is under suspicion and gets no file. Look at it, then choose Provision again.`;
      return new StationError('MID_CHAIN', message);
    }
    if (isRehearsing()) return null;
    const message =
      'The rehearsal is switched off, so nothing would prove that the unit took the new key. Switch it on in the settings.';
    return new StationError('NO_REHEARSAL', message);
  }

  #say(msg: string, mac: Mac): void {
    this.#parts.log.write({ source: 'station', severity: severity.notice, mac, msg });
  }
}

/** Whether the unit itself answers; on loopback everything does. */
async function isAlive(bench: Bench | null, record: UnitRecord | null): Promise<boolean> {
  if (bench === null || record?.address == null) return false;
  if (bench.network.isLoopback) return true;
  return (await bench.signOfLife(record.address, record.mac)) !== null;
}
