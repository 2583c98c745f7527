/** A DNS question in bytes (RFC 1035 section 4, EDNS0 of RFC 6891). Total: any bytes give a result, nothing throws. */

export const HEADER_BYTES = 12;
const MAX_NAME_BYTES = 255;
const TYPE_OPT = 41;

export interface DnsHeader {
  id: number;
  opcode: number;
  /** Copied into the answer: recursion desired, checking disabled (RFC 4035 section 3.1.6). */
  isRecursionDesired: boolean;
  isCheckingDisabled: boolean;
}

export interface Edns {
  version: number;
  /** Wants signatures; copied (RFC 3225 section 3). */
  isDnssecOk: boolean;
}

export interface DnsQuestion {
  /** As asked, with its capital letters. */
  labels: string[];
  type: number;
  class: number;
  /** The question section as it came, for the answer: capital letters are a client's proof (draft 0x20). */
  bytes: Uint8Array;
}

export type DnsRead =
  /** No question at all: too short, or itself an answer. Silence, or two servers would talk for ever. */
  | { kind: 'nothing' }
  | { kind: 'other-opcode'; header: DnsHeader; edns: Edns | null }
  | { kind: 'bad'; header: DnsHeader; edns: Edns | null }
  | { kind: 'query'; header: DnsHeader; question: DnsQuestion; edns: Edns | null };

/** Exactly one question (RFC 9619), whole records behind it, at most one OPT. */
export function readQuery(bytes: Uint8Array): DnsRead {
  if (bytes.length < HEADER_BYTES) return { kind: 'nothing' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint16(2);
  if ((flags & 0x8000) !== 0) return { kind: 'nothing' };
  const header: DnsHeader = {
    id: view.getUint16(0),
    opcode: (flags >> 11) & 15,
    isRecursionDesired: (flags & 0x0100) !== 0,
    isCheckingDisabled: (flags & 0x0010) !== 0,
  };
  const count = view.getUint16(4);
  const end = skipQuestions(view, count);
  const read = end === null ? 'bad' : readRecords(view, end);
  // Whatever else is wrong, OPT is answered with OPT (RFC 6891 section 6.1.1).
  const edns = read === 'bad' ? null : read;
  if (header.opcode !== 0) return { kind: 'other-opcode', header, edns };
  const question = count === 1 ? readQuestion(bytes, view) : null;
  if (question === null || question.type === TYPE_OPT || read === 'bad') {
    return { kind: 'bad', header, edns };
  }
  return { kind: 'query', header, question, edns };
}

/** Where the further records begin. */
function skipQuestions(view: DataView, count: number): number | null {
  let at = HEADER_BYTES;
  for (let question = 0; question < count; question += 1) {
    const afterName = skipName(view, at);
    if (afterName === null || afterName + 4 > view.byteLength) return null;
    at = afterName + 4;
  }
  return at;
}

/** The first name of a message has nothing before it a pointer could mean, so pointers are faults here. */
function readQuestion(bytes: Uint8Array, view: DataView): DnsQuestion | null {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (;;) {
    const length = bytes[at];
    if (length === undefined || length > 63) return null;
    at += 1;
    if (length === 0) break;
    if (at + length > bytes.length || at + length - HEADER_BYTES >= MAX_NAME_BYTES) return null;
    labels.push(Buffer.from(bytes.subarray(at, at + length)).toString('latin1'));
    at += length;
  }
  if (at + 4 > bytes.length) return null;
  const section = bytes.subarray(HEADER_BYTES, at + 4);
  return { labels, type: view.getUint16(at), class: view.getUint16(at + 2), bytes: section };
}

function readRecords(view: DataView, from: number): Edns | null | 'bad' {
  let at = from;
  let edns: Edns | null = null;
  const before = view.getUint16(6) + view.getUint16(8);
  const all = before + view.getUint16(10);
  for (let record = 0; record < all; record += 1) {
    const start = at;
    const afterName = skipName(view, at);
    if (afterName === null || afterName + 10 > view.byteLength) return 'bad';
    at = afterName + 10 + view.getUint16(afterName + 8);
    if (at > view.byteLength) return 'bad';
    if (view.getUint16(afterName) !== TYPE_OPT) continue;
    // Only with the additional records, of the root, and once (RFC 6891 section 6.1.1).
    if (record < before || afterName !== start + 1 || edns !== null) return 'bad';
    if (!areOptionsWhole(view, afterName + 10, at)) return 'bad';
    const version = view.getUint8(afterName + 5);
    edns = { version, isDnssecOk: (view.getUint16(afterName + 6) & 0x8000) !== 0 };
  }
  return edns;
}

/** Pointers are not followed: nothing here needs the names of further records, so none can go in circles. */
function skipName(view: DataView, from: number): number | null {
  let at = from;
  while (at < view.byteLength && at - from <= MAX_NAME_BYTES) {
    const length = view.getUint8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    if (length > 63) return null;
    at += 1 + length;
  }
  return null;
}

function areOptionsWhole(view: DataView, from: number, end: number): boolean {
  let at = from;
  while (at + 4 <= end) at += 4 + view.getUint16(at + 2);
  return at === end;
}
