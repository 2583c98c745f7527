/**
 * Another station's export taken in: what is new is added, what is the same stays, what differs stays too unless a
 * person gives a reason; and never what this station uses itself.
 */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';
import type { ImportedUnit } from '../../contract/escrow.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import { sha256Hex } from '../export/batch-file.ts';
import { keyFingerprint, type UnitKey } from '../provisioning/unit-keys.ts';
import type { Tables } from '../store/store.ts';
import { type EscrowContent, type EscrowUnit, readContent, readManifest } from './content.ts';
import { openEnvelope } from './envelope.ts';
import { verifyDetached } from './signing.ts';

export interface GivenExport {
  file: Uint8Array;
  manifest: Uint8Array;
  signature: Uint8Array;
}

/**
 * Signature, then the file's hash, then the key, then that the file holds what the manifest says.
 * @throws StationError BAD_SIGNATURE, BAD_MANIFEST, BAD_KEY_FILE, NOT_FOR_THIS_KEY
 */
export function readExport(
  { file, manifest: written, signature }: GivenExport,
  key: KeyObject,
): { content: EscrowContent; signer: X509Certificate } {
  const signer = verifyDetached(written, signature);
  const manifest = readManifest(written);
  if (manifest.file.sha256 !== sha256Hex(file)) {
    throw badManifest('it is of another file, or the file was changed on its way');
  }
  if (manifest.station !== signer.fingerprint256) throw badManifest('another station signed it');
  const plain = openEnvelope(file, key);
  const content = readContent(plain);
  plain.fill(0);
  const told = (units: readonly { mac: Mac; fingerprint: string }[]) =>
    JSON.stringify(units.map(({ mac, fingerprint }) => `${mac} ${fingerprint}`));
  const inManifest = manifest.units.map(({ mac, keyFingerprint: fingerprint }) => ({
    ...{ mac, fingerprint },
  }));
  const inFile = content.units.map(({ mac, key: own }) => ({
    ...{ mac, fingerprint: keyFingerprint(own) },
  }));
  if (told(inManifest) !== told(inFile)) throw badManifest('the file holds other units or keys');
  if (new Set(inFile.map(({ mac }) => mac)).size !== inFile.length) {
    throw badManifest('a unit is in it twice');
  }
  return { content, signer };
}

function badManifest(why: string): StationError {
  const message = `Manifest and file do not belong together: ${why}. Take all three files of one export.`;
  return new StationError('BAD_MANIFEST', message);
}

export interface ImportWish {
  at: EpochMs;
  /** Units whose present key may be replaced, and why. */
  replace: ReadonlySet<Mac>;
  reason: string;
  /** Whether this station works with the unit: on the board, or bound here. */
  isInUse(mac: Mac): boolean;
}

/** What would become of each unit. @throws StationError STORE_LOCKED */
export function planImport(
  tables: Tables,
  { units }: EscrowContent,
  wish: Pick<ImportWish, 'replace' | 'isInUse'>,
): ImportedUnit[] {
  return units.map((unit) => {
    const { mac, model, key } = unit;
    const found = compared(tables, unit, wish);
    const isTaken =
      found.state === 'new' ||
      (found.state === 'same' && found.text !== null) ||
      (found.state === 'different' && wish.replace.has(mac));
    return { mac, model, fingerprint: keyFingerprint(key), ...found, isTaken };
  });
}

/** In one change of the store. @returns what became of each unit */
export function applyImport(
  tables: Tables,
  content: EscrowContent,
  wish: ImportWish,
): ImportedUnit[] {
  const plan = planImport(tables, content, wish);
  const taken = new Set(plan.filter(({ isTaken }) => isTaken).map(({ mac }) => mac));
  for (const unit of content.units) if (taken.has(unit.mac)) take(tables, unit, wish);
  return plan;
}

function compared(
  tables: Tables,
  unit: EscrowUnit,
  { isInUse }: Pick<ImportWish, 'isInUse'>,
): Pick<ImportedUnit, 'state' | 'text'> {
  const { keys, keyHistory, secrets } = tables;
  const { mac, directory } = unit;
  const owner = keys.byDirectory(directory)?.mac ?? mac;
  if (owner !== mac) {
    return { state: 'in-use', text: 'Its directory is another unit’s here.' };
  }
  const own = keys.of(mac);
  if (own === null) return { state: 'new', text: null };
  const kept = secrets.of(mac);
  const others = Object.entries(unit.secrets).filter(([name, value]) => {
    const here = kept.get(name);
    return here !== undefined && here !== value;
  });
  if (isSameKey(own, unit) && others.length === 0) {
    const missing = Object.keys(unit.secrets).filter((name) => !kept.has(name));
    return {
      state: 'same',
      text: missing.length === 0 ? null : `Adds ${passwords(missing)}.`,
    };
  }
  const what = isSameKey(own, unit)
    ? `Here it has another value for ${passwords(others.map(([name]) => name))}.`
    : 'Here it has another key.';
  if (keyHistory.awaitingSince(mac) !== null) {
    return { state: 'in-use', text: `${what} It is being changed here, so it stays.` };
  }
  if (own.issuedAt !== null && isInUse(mac)) {
    const text = `${what} This station works with it: release it, and take it off the board first.`;
    return { state: 'in-use', text };
  }
  return { state: 'different', text: what };
}

function take(tables: Tables, unit: EscrowUnit, { at, reason }: ImportWish): void {
  const { keys, keyHistory, secrets } = tables;
  const { mac, key, directory, lastName, previous } = unit;
  const old = keys.of(mac);
  if (old === null || !isSameKey(old, unit)) {
    if (old !== null) {
      keyHistory.add(old, {
        endedAt: at,
        state: 'replaced',
        why: `Replaced by an import: ${reason}`,
      });
    }
    const taken: UnitKey = {
      ...{ mac, key, directory, lastName, exportedAt: null },
      createdAt: Date.parse(unit.keyMadeAt),
      issuedAt: Date.parse(unit.keyGivenAt),
    };
    keys.save(taken);
    if (previous !== null && keys.byDirectory(previous.directory) === null) {
      const why = 'Its key was being changed when it was exported';
      keyHistory.add({ ...taken, ...previous }, { endedAt: at, state: 'awaiting-proof', why });
    }
  }
  for (const [name, value] of Object.entries(unit.secrets)) {
    if (secrets.of(mac).get(name) !== value) secrets.replace(mac, name, value, at);
  }
}

function isSameKey(one: UnitKey, other: EscrowUnit): boolean {
  const names = ['key', 'directory', 'lastName'] as const;
  return names.every((name) => one[name] === other[name]);
}

function passwords(names: readonly string[]): string {
  return `${names.length === 1 ? 'the password' : 'the passwords'} ${names.join(', ')}`;
}
