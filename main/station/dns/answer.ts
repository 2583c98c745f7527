/** What the bench's name server says (RFC 1034, 1035, 2308, 6891, 8482). Pure: bytes in, bytes out. */
import { type Ipv4, ipv4ToNumber } from '../../contract/values.ts';
import { type DnsHeader, type DnsQuestion, type Edns, HEADER_BYTES, readQuery } from './query.ts';

/**
 * Seconds. A unit that leaves the bench asks anew at its next start at the latest, and after this time in any
 * case: it never takes the station for the ISP elsewhere.
 */
export const TTL_SECONDS = 5;
/** What we take by UDP; answers are far shorter. */
const EDNS_PAYLOAD_BYTES = 1232;

const rcodes = {
  ok: 0,
  formatError: 1,
  noSuchName: 3,
  notImplemented: 4,
  refused: 5,
  badVersion: 16,
};
type Rcode = keyof typeof rcodes;

const types = { a: 1, ns: 2, soa: 6, opt: 41, ixfr: 251, axfr: 252, any: 255 } as const;
const CLASS_IN = 1;
const CLASS_ANY = 255;

export interface ServedNames {
  /** In small letters. Each is a zone of its own, with one address. */
  names: ReadonlySet<string>;
  address: Ipv4;
}

export interface DnsAnswer {
  bytes: Uint8Array;
  /**
   * What was asked and what became of it, for people; `nothing`: the name, or a kind of record, is not there.
   * Null: it was no question.
   */
  asked: { name: string; outcome: 'answered' | 'nothing' | 'refused' } | null;
}

/**
 * One answer per question; null: silence. Names beneath a served one do not exist, and every other name is
 * REFUSED: this server has no say there, and NXDOMAIN would claim so (RFC 1035 section 4.1.1).
 */
export function answerDns(message: Uint8Array, served: ServedNames): DnsAnswer | null {
  const read = readQuery(message);
  if (read.kind === 'nothing') return null;
  const { header } = read;
  if (read.kind === 'other-opcode') return withoutQuestion(header, 'notImplemented', read.edns);
  if (read.kind === 'bad') return withoutQuestion(header, 'formatError', read.edns);
  const { question, edns } = read;
  const said = decide(question, edns, served);
  const bytes = encode(header, question, edns, said);
  const isAnswered = said.answers.length > 0;
  const outcome = isAnswered ? 'answered' : said.rcode === 'refused' ? 'refused' : 'nothing';
  return { bytes, asked: { name: question.labels.join('.'), outcome } };
}

interface Said {
  rcode: Rcode;
  isAuthoritative: boolean;
  answers: Uint8Array[];
  authority: Uint8Array[];
  additional: Uint8Array[];
}

function decide(question: DnsQuestion, edns: Edns | null, served: ServedNames): Said {
  const nothing = { isAuthoritative: false, answers: [], authority: [], additional: [] };
  if (edns !== null && edns.version !== 0) return { ...nothing, rcode: 'badVersion' };
  const zone = zoneOf(question.labels, served.names);
  const isOurs =
    zone !== null &&
    (question.class === CLASS_IN || question.class === CLASS_ANY) &&
    question.type !== types.axfr &&
    question.type !== types.ixfr;
  if (!isOurs) return { ...nothing, rcode: 'refused' };
  // Of any class nobody is the authority (RFC 1034 section 6.2).
  const ours = { ...nothing, isAuthoritative: question.class === CLASS_IN };
  const apex = pointerTo(question.labels, zone);
  const address = record(apex, types.a, addressBytes(served.address));
  const soa = record(apex, types.soa, soaBytes(apex));
  if (zone > 0) return { ...ours, rcode: 'noSuchName', authority: [soa] };
  switch (question.type) {
    case types.a:
    // One of the sets is enough (RFC 8482 section 4.1).
    case types.any:
      return { ...ours, rcode: 'ok', answers: [address] };
    case types.soa:
      return { ...ours, rcode: 'ok', answers: [soa] };
    case types.ns:
      return {
        ...ours,
        rcode: 'ok',
        answers: [record(apex, types.ns, apex)],
        additional: [address],
      };
    default:
      // The name is there and has nothing of that kind (RFC 2308 section 2.2).
      return { ...ours, rcode: 'ok', authority: [soa] };
  }
}

/** How many labels stand before the longest served name the question ends with; null: none. */
function zoneOf(labels: readonly string[], names: ReadonlySet<string>): number | null {
  // A dot within a label is no border between two.
  const small = labels.map((label) => label.toLowerCase().replaceAll('.', '\\.'));
  for (let skip = 0; skip < small.length; skip += 1) {
    if (names.has(small.slice(skip).join('.'))) return skip;
  }
  return null;
}

/** Compression (RFC 1035 section 4.1.4): the name stands in the question, in the client's own letters. */
function pointerTo(labels: readonly string[], skip: number): Uint8Array {
  const before = labels.slice(0, skip).reduce((sum, label) => sum + 1 + label.length, 0);
  const at = HEADER_BYTES + before;
  return Uint8Array.of(0xc0 | (at >> 8), at & 0xff);
}

function record(name: Uint8Array, type: number, data: Uint8Array): Uint8Array {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(CLASS_IN, 2);
  fixed.writeUInt32BE(TTL_SECONDS, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([name, fixed, data]);
}

function addressBytes(address: Ipv4): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(ipv4ToNumber(address) ?? 0);
  return bytes;
}

/** Negative answers are kept as long as the last number says (RFC 2308 section 5). */
function soaBytes(apex: Uint8Array): Uint8Array {
  const person = Buffer.concat([Uint8Array.of(10), Buffer.from('hostmaster'), apex]);
  const numbers = Buffer.alloc(20);
  const times = [1, 3600, 600, 86_400, TTL_SECONDS];
  for (const [at, value] of times.entries()) numbers.writeUInt32BE(value, at * 4);
  return Buffer.concat([apex, person, numbers]);
}

function encode(
  header: DnsHeader,
  question: DnsQuestion,
  edns: Edns | null,
  said: Said,
): Uint8Array {
  const additional =
    edns === null ? said.additional : [...said.additional, optOf(edns, said.rcode)];
  const head = headerBytes(header, said.rcode, said.isAuthoritative);
  const counts = [1, said.answers.length, said.authority.length, additional.length];
  for (const [at, count] of counts.entries()) head.writeUInt16BE(count, 4 + at * 2);
  return Buffer.concat([head, question.bytes, ...said.answers, ...said.authority, ...additional]);
}

function withoutQuestion(header: DnsHeader, rcode: Rcode, edns: Edns | null): DnsAnswer {
  const head = headerBytes(header, rcode, false);
  if (edns === null) return { bytes: head, asked: null };
  head.writeUInt16BE(1, 10);
  return { bytes: Buffer.concat([head, optOf(edns, rcode)]), asked: null };
}

function headerBytes(header: DnsHeader, rcode: Rcode, isAuthoritative: boolean): Buffer {
  const { id, opcode, isRecursionDesired, isCheckingDisabled } = header;
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt16BE(
    0x8000 |
      (opcode << 11) |
      (isAuthoritative ? 0x0400 : 0) |
      (isRecursionDesired ? 0x0100 : 0) |
      (isCheckingDisabled ? 0x0010 : 0) |
      (rcodes[rcode] & 15),
    2,
  );
  return bytes;
}

/** The upper bits of the code stand here (RFC 6891 section 6.1.3). */
function optOf({ isDnssecOk }: Edns, rcode: Rcode): Uint8Array {
  const bytes = Buffer.alloc(11);
  bytes.writeUInt16BE(types.opt, 1);
  bytes.writeUInt16BE(EDNS_PAYLOAD_BYTES, 3);
  bytes[5] = rcodes[rcode] >> 4;
  bytes.writeUInt16BE(isDnssecOk ? 0x8000 : 0, 7);
  return bytes;
}
