/**
 * The one question TFTP and HTTP ask about a path, and the one answer both serve.
 * Types only: `resolve.ts` answers, `station.ts` joins them.
 */
import type { EpochMs, Ipv4, Mac } from '../../contract/values.ts';

export interface FileRequest {
  via: 'tftp' | 'http';
  /** As it came, decoded to text: with or without leading slash, query included. */
  path: string;
  address: Ipv4;
  port: number;
  userAgent: string | null;
  at: EpochMs;
}

/** Which step of the chain a made file is (spec: the chain's four files), or a file as it lies on disk. */
export type FileKind = 'common' | 'own' | 'rehearsal' | 'last' | 'holding' | 'disk';

/** What a transfer is about; services hand it back in their events untouched. */
export interface FileAbout {
  /** Name without secrets, for logs and screens. */
  name: string;
  kind: FileKind;
  mac: Mac | null;
  sizeBytes: number;
  /** Hex SHA-256 of the bytes; empty for a file read from disk piece by piece. */
  sha256: string;
  /** Why a unit is held at the common file; only with `holding`. */
  why?: string;
}

export type FileAnswer =
  | { kind: 'bytes'; about: FileAbout; bytes: Uint8Array; allowOptions: boolean }
  | { kind: 'disk'; about: FileAbout; filePath: string; allowOptions: boolean }
  /** TFTP error 1 or HTTP 404. */
  | { kind: 'missing'; reason: string }
  /** TFTP error 2 or HTTP 403. */
  | { kind: 'refused'; reason: string };

/** Never throws; a fault inside becomes `missing` and a line in the log. */
export type AnswerFile = (request: FileRequest) => Promise<FileAnswer>;
