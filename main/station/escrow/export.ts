/** An encrypted export: the units' secrets in one file, its manifest, and the station's signature under that. */
import type { X509Certificate } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';
import type { KeyScope } from '../../contract/escrow.ts';
import { type EpochMs, formatMac, isoTime, type Mac } from '../../contract/values.ts';
import { sha256Hex } from '../export/batch-file.ts';
import { keyFingerprint } from '../provisioning/unit-keys.ts';
import type { Tables } from '../store/store.ts';
import { type EscrowContent, type EscrowManifest, type EscrowUnit, writeJson } from './content.ts';
import { toPem } from './der.ts';
import { sealFor } from './envelope.ts';
import { type HeldKey, heldKeyOf, heldKeys } from './held-keys.ts';
import { wordsOf } from './recipients.ts';
import { type SigningKey, signDetached } from './signing.ts';

/** Kept well below what the contract carries in one message. */
const MOST_UNITS = 5000;
const MOST_PROFILES = 50;

/** What a unit is besides its key, as the station knows it. */
export interface UnitAbout {
  model: string | null;
  serial: string | null;
  rule: string | null;
}

/** The keys a scope means. @throws StationError NO_KEY, NO_SUCH_BATCH, TOO_MANY_UNITS, STORE_LOCKED */
export function keysIn(tables: Tables, scope: KeyScope): HeldKey[] {
  const held = chosen(tables, scope);
  if (held.length === 0) {
    const why = scope.kind === 'new' ? 'Every key is in an encrypted export already.' : noKey;
    throw new StationError('NO_KEY', why);
  }
  if (held.length > MOST_UNITS) {
    const message = `${held.length} units are too many for one file: take batches, or at most ${MOST_UNITS} units.`;
    throw new StationError('TOO_MANY_UNITS', message);
  }
  return held;
}

const noKey = 'No unit of these has a key yet: a unit gets one with its own profile (SEC-PRV-1).';

function chosen(tables: Tables, scope: KeyScope): HeldKey[] {
  switch (scope.kind) {
    case 'all':
      return heldKeys(tables);
    case 'new': {
      const exported = tables.keyExports.exported();
      return heldKeys(tables).filter(({ key }) => !exported.has(key.mac));
    }
    case 'batch': {
      if (tables.batches.get(scope.batch) === null) {
        throw new StationError('NO_SUCH_BATCH', `There is no batch ${scope.batch}.`);
      }
      const bound = tables.bindings.list().filter(({ batch }) => batch === scope.batch);
      return [...new Set(bound.map(({ mac }) => mac))].flatMap(
        (mac) => heldKeyOf(tables, mac) ?? [],
      );
    }
    case 'units':
      return [...new Set(scope.macs)].map((mac) => {
        const held = heldKeyOf(tables, mac);
        if (held !== null) return held;
        const message = `${formatMac(mac)} has no key yet: it has not been given its own profile.`;
        throw new StationError('NO_KEY', message);
      });
  }
}

export function escrowUnit(
  tables: Tables,
  { key, previous }: HeldKey,
  about: UnitAbout,
): EscrowUnit {
  const { mac } = key;
  // Of a file that went out again and again only the newest is what the unit has.
  const served = new Map(
    tables.served
      .of(mac)
      .filter((file) => file.complete)
      .map((file) => [file.name, file]),
  );
  return {
    ...{ mac, ...about },
    ...secretsOf(key),
    keyMadeAt: isoTime(key.createdAt),
    keyGivenAt: isoTime(key.issuedAt ?? key.createdAt),
    secrets: Object.fromEntries(tables.secrets.of(mac)),
    profiles: [...served.values()].slice(-MOST_PROFILES).map(({ name, at, bytes, sha256 }) => ({
      ...{ name, at: isoTime(at), bytes, sha256 },
    })),
    previous: previous === null ? null : secretsOf(previous),
  };
}

function secretsOf({ key, directory, lastName }: HeldKey['key']) {
  return { key, directory, lastName };
}

export interface MadeExport {
  /** The encrypted file, the manifest, its signature. */
  files: { name: string; bytes: Buffer }[];
  sha256: string;
  units: { mac: Mac; fingerprint: string }[];
}

/** @param fileName of the encrypted file; ending in `.pem` it is written as PEM, else as DER */
export function makeExport(
  units: readonly EscrowUnit[],
  recipients: readonly X509Certificate[],
  {
    fileName,
    signer,
    station,
    at,
  }: {
    fileName: string;
    signer: SigningKey;
    station: string;
    at: EpochMs;
  },
): MadeExport {
  const madeAt = isoTime(at);
  const content: EscrowContent = {
    ...{ format: 'spa-bench-keys', version: 1, madeAt, station },
    units: [...units],
  };
  const plain = writeJson(content);
  const der = sealFor(plain, recipients);
  plain.fill(0);
  const sealed = /\.pem$/i.test(fileName) ? Buffer.from(toPem('CMS', der)) : der;
  const sha256 = sha256Hex(sealed);
  const manifest: EscrowManifest = {
    ...{ format: 'spa-bench-keys-manifest', version: 1, madeAt, station },
    file: { name: fileName, sha256, bytes: sealed.length },
    recipients: recipients.map(wordsOf),
    units: units.map(({ mac, key, profiles }) => ({
      mac,
      keyFingerprint: keyFingerprint(key),
      profiles: profiles.map((file) => file.sha256),
    })),
  };
  const written = writeJson(manifest);
  return {
    files: [
      { name: fileName, bytes: sealed },
      { name: `${fileName}.manifest.json`, bytes: written },
      { name: `${fileName}.manifest.p7s`, bytes: Buffer.from(signDetached(written, signer)) },
    ],
    sha256,
    units: units.map(({ mac, key }) => ({ mac, fingerprint: keyFingerprint(key) })),
  };
}
