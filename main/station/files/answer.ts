/**
 * The one question TFTP, HTTP and HTTPS ask about a path, and the one answer all serve.
 * Types, and what may be shown of a path: `resolve.ts` answers, `station.ts` joins them.
 */
import type { EpochMs, Ipv4, Mac } from '../../contract/values.ts';
import type { ClientSubject } from '../units/certificate.ts';

export interface FileRequest {
  via: 'tftp' | 'http' | 'https';
  /** As it came, decoded to text: with or without leading slash, query included. */
  path: string;
  address: Ipv4;
  port: number;
  userAgent: string | null;
  at: EpochMs;
  /** What came with a POST (guide: `--post`); absent otherwise. At most 64 KiB. */
  body?: Uint8Array;
  /** HTTP HEAD: nothing may come of it. */
  isHead?: boolean;
  /** HTTPS only: who the client's certificate says it is. */
  client?: ClientCertificate;
}

/** What a TLS client showed of itself. */
export type ClientCertificate =
  | { state: 'none' }
  /** Signed by nobody we trust, or out of date; `reason` is a word of the TLS library. */
  | { state: 'unverified'; reason: string }
  /** Signed by the client root, so what its subject says is so. */
  | { state: 'verified'; subject: ClientSubject };

/**
 * Which step of the chain a made file is (spec: the chain's four files), or a file as it lies on disk;
 * `retail`: the whole profile in one step, `reflected`: what its certificate says, both by HTTPS only.
 */
export type FileKind =
  | 'common'
  | 'own'
  | 'rehearsal'
  | 'last'
  | 'holding'
  /** In the common file's place: the unit's firmware comes first. */
  | 'firmware'
  /** A firmware image of the station's own store. */
  | 'image'
  | 'disk'
  | 'retail'
  | 'reflected';

/** What a transfer is about; services hand it back in their events untouched. */
export interface FileAbout {
  /** Name without secrets, for logs and screens. */
  name: string;
  kind: FileKind;
  mac: Mac | null;
  sizeBytes: number;
  /** Hex SHA-256 of the bytes; empty for a file read from disk piece by piece. */
  sha256: string;
  /** Why a unit is held at the common file; only with `holding` and `firmware`. */
  why?: string;
}

export type FileAnswer =
  | {
      kind: 'bytes';
      about: FileAbout;
      bytes: Uint8Array;
      allowOptions: boolean;
      /** When a file of the folder was last changed; absent: made for this request. */
      modifiedMs?: number;
    }
  /** `place`: as {@link openDiskFile} takes it. */
  | { kind: 'disk'; about: FileAbout; filePath: string; place?: string; allowOptions: boolean }
  /** TFTP error 1 or HTTP 404. */
  | { kind: 'missing'; reason: string }
  /** TFTP error 2 or HTTP 403. */
  | {
      kind: 'refused';
      reason: string;
      /** What it shows of itself does not fit together: the unit is held until a person decides. */
      holds?: boolean;
    };

/** Never throws; a fault inside becomes `missing` and a line in the log. */
export type AnswerFile = (request: FileRequest) => Promise<FileAnswer>;

/** However it is asked for: by TFTP without a slash before it, with two, or encoded. */
const CODE_IN_TEXT = /(cisco-init(?:[/\\?=.]|%2f|%5c|%3f)+)[^/?#\s"<:,;)\]]+/gi;

/** Text with a path in it, as logs and screens may have it: a one-time code is not for them. */
export function shownText(text: string): string {
  return text.replace(CODE_IN_TEXT, '$1…');
}
