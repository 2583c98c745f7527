/**
 * The secrets of the units: one set per unit, random, unchanged over retries and restarts, on disk
 * before the first byte of a file that carries them (R-126, the chain's K, D and N).
 */
import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import type { EpochMs, Mac } from '../../contract/values.ts';

/** A unit's own secret and the random names made with it. Never leaves the station but by key export. */
export interface UnitKey {
  mac: Mac;
  /** 64 hex digits: 256 bits. */
  key: string;
  /** Random directory of the unit's files; unique. */
  directory: string;
  /** Random name of its last file, without `.cfg`. */
  lastName: string;
  createdAt: EpochMs;
  /** When the first byte of a file with the key in it went out; null before. */
  issuedAt: EpochMs | null;
  /** When it was last written to a key file for the ISP. */
  exportedAt: EpochMs | null;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits from the system's generator, each equally likely. */
export function randomName(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** 256 random bits as 64 hex digits, a directory of 20 and a file name of 16 letters and digits. */
export function newUnitKey(mac: Mac, at: EpochMs): UnitKey {
  return {
    mac,
    key: randomBytes(32).toString('hex'),
    directory: randomName(20),
    lastName: randomName(16),
    createdAt: at,
    issuedAt: null,
    exportedAt: null,
  };
}

/** 32 random bytes in hex: the secret of this station, from which bootstrap passphrases come. */
export function newStationSecret(): string {
  return randomBytes(32).toString('hex');
}

/** The bootstrap passphrase of a unit: stable, nothing to store, different for every MAC and station. */
export function bootstrapKey(stationSecret: string, mac: Mac): string {
  return createHmac('sha256', Buffer.from(stationSecret, 'hex')).update(mac).digest('hex');
}

/** What people may see of a key: the first 8 bytes of its SHA-256 in hex. */
export function keyFingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
