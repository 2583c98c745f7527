/**
 * The NTP header (RFC 5905 section 7.3), bytes ↔ fields. Total: any bytes give a result, nothing here throws.
 *
 *      0               1               2               3
 *     +---+-----+-----+---------------+---------------+---------------+
 *   0 |LI | VN  |Mode | stratum       | poll          | precision     |
 *     +---+-----+-----+---------------+---------------+---------------+
 *   4 | root delay                    16.16 s                         |
 *   8 | root dispersion               16.16 s                         |
 *  12 | reference identifier                                          |
 *     +---------------------------------------------------------------+
 *  16 | reference, 24 origin, 32 receive, 40 transmit: 32.32 s each   |
 *     +---------------------------------------------------------------+
 *  48 | extension fields (RFC 7822), then key number and digest       |
 *     +---------------------------------------------------------------+
 */
import type { EpochMs } from '../../contract/values.ts';

export const NTP_PORT = 123;
const HEADER_BYTES = 48;
const MODE_CLIENT = 3;
const MODE_SERVER = 4;
const NEWEST_VERSION = 4;
const TRANSMIT_AT = 40;
/** Key number and digest: MD5, SHA-1. */
const MAC_BYTES: readonly number[] = [20, 24];
const SMALLEST_EXTENSION = 16;
/** From 1900, NTP's first second, to 1970. */
const SECONDS_BEFORE_1970 = 2_208_988_800;

/** What a client asks (mode 3). */
export interface NtpRequest {
  /** 1 to 4, given back as it came. */
  version: number;
  poll: number;
  /** Its clock when it asked; 8 bytes that mean nothing to us and go back as the origin. */
  transmit: Uint8Array;
  /** It wants an answer signed with a key. */
  isSigned: boolean;
}

/** Why bytes are no client's request. */
export type NotNtpRequest = 'too-short' | 'not-a-client' | 'version' | 'bad-extension';

export type NtpDecoded = { ok: true; value: NtpRequest } | { ok: false; reason: NotNtpRequest };

/** Any other mode than a client's is passed over: an answer to an answer would go round for ever. */
export function decodeNtpRequest(bytes: Uint8Array): NtpDecoded {
  if (bytes.length < HEADER_BYTES) return { ok: false, reason: 'too-short' };
  const first = bytes[0] ?? 0;
  if ((first & 7) !== MODE_CLIENT) return { ok: false, reason: 'not-a-client' };
  const version = (first >> 3) & 7;
  if (version < 1 || version > NEWEST_VERSION) return { ok: false, reason: 'version' };
  const tail = tailOf(bytes);
  if (tail === 'bad') return { ok: false, reason: 'bad-extension' };
  const transmit = bytes.slice(TRANSMIT_AT, HEADER_BYTES);
  return {
    ok: true,
    value: { version, poll: bytes[2] ?? 0, transmit, isSigned: tail === 'signed' },
  };
}

/** What stands behind the header (RFC 7822 section 7.5.1.1): extension fields end where a digest begins. */
function tailOf(bytes: Uint8Array): 'none' | 'signed' | 'bad' {
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const rest = bytes.length - at;
    if (MAC_BYTES.includes(rest)) return 'signed';
    const size = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (rest < SMALLEST_EXTENSION || size < SMALLEST_EXTENSION || size % 4 !== 0 || size > rest) {
      return 'bad';
    }
    at += size;
  }
  return 'none';
}

/** The clock that answers. */
export interface ServedClock {
  /** False: it is known to be wrong, and says so. */
  isRight: boolean;
  receivedAt: EpochMs;
  sentAt: EpochMs;
}

/** As chrony's `local` has it: far below every real server, so that nobody takes it for one. */
const OWN_STRATUM = 10;
/** 127.127.1.1: this machine's own clock, also as chrony names it. */
const OWN_CLOCK = [127, 127, 1, 1];
/** Of a clock read in milliseconds: 2^-10 s. */
const PRECISION = -10;
/** 10 ms: the answer waits its turn. */
const ROOT_DISPERSION = 655;
const NOT_SYNCHRONISED = 3;

/** The answer: as long as the header, never longer than the question. */
export function encodeNtpAnswer(request: NtpRequest, clock: ServedClock): Uint8Array {
  const { isRight, receivedAt, sentAt } = clock;
  const bytes = headerOf(request, isRight ? 0 : NOT_SYNCHRONISED);
  const view = new DataView(bytes.buffer);
  bytes[1] = isRight ? OWN_STRATUM : 0;
  view.setUint32(8, ROOT_DISPERSION);
  bytes.set(isRight ? OWN_CLOCK : Buffer.from('INIT'), 12);
  if (isRight) setTime(view, 16, receivedAt);
  setTime(view, 32, receivedAt);
  setTime(view, TRANSMIT_AT, Math.max(sentAt, receivedAt));
  // We hold no keys. Key number 0 without a digest says that (RFC 5905: crypto-NAK).
  return request.isSigned ? Buffer.concat([bytes, Buffer.alloc(4)]) : bytes;
}

/** "You ask too often" (RFC 5905 section 7.4, RATE). */
export function encodeNtpRate(request: NtpRequest, receivedAt: EpochMs): Uint8Array {
  const bytes = headerOf(request, NOT_SYNCHRONISED);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from('RATE'), 12);
  setTime(view, 32, receivedAt);
  setTime(view, TRANSMIT_AT, receivedAt);
  return bytes;
}

function headerOf({ version, poll, transmit }: NtpRequest, leap: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes[0] = (leap << 6) | (version << 3) | MODE_SERVER;
  bytes[2] = poll;
  new DataView(bytes.buffer).setInt8(3, PRECISION);
  bytes.set(transmit, 24);
  return bytes;
}

/** The seconds begin anew in 2036; receivers know by the era they live in (RFC 5905 section 6). */
function setTime(view: DataView, at: number, time: EpochMs): void {
  const seconds = Math.floor(time / 1000);
  view.setUint32(at, (seconds + SECONDS_BEFORE_1970) % 2 ** 32);
  view.setUint32(at + 4, Math.floor(((time - seconds * 1000) / 1000) * 2 ** 32));
}
