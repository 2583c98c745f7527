/**
 * Secrets in captured datagrams, written over by as many `*`: lengths, numbers and everything else stay, so
 * that the capture can be given away and still be read. What the station does not know as a secret stays. Pure.
 */

/** Shorter values stand in any bytes by chance. */
const SHORTEST_SECRET = 4;
const STAR = 0x2a;
/** A file in a common profile's rule, and what lets somebody in there; a one-time code. */
const patterns = [
  /--key\s+(?!\$)(?<secret>[^\s\]"<]+)/dg,
  /\w:\/\/(?<secret>[^/\s"<@]*)@/dg,
  /cisco-init(?:[/\\?=.]|%2f|%5c|%3f)+(?<secret>[^/?#\s\0"<]+)/dgi,
];
const TFTP_DATA = 3;

/** One datagram; `bytes` is written over in place. */
export interface MaskedDatagram {
  /** Same for all datagrams of one way between two sockets. */
  flow: string;
  isTftp: boolean;
  bytes: Buffer;
}

/**
 * Looks through every datagram, and through the blocks of a file on its way as one text: a secret may begin
 * in one block and end in the next. Where a neighbouring block is not there, the half of a secret at the edge
 * counts, too.
 */
export function maskSecrets(datagrams: readonly MaskedDatagram[], secrets: Iterable<string>): void {
  const known = [...new Set(secrets)].filter(({ length }) => length >= SHORTEST_SECRET);
  const flows = new Map<string, Buffer[][]>();
  for (const { flow, isTftp, bytes } of datagrams) {
    const block = isTftp ? blockOf(bytes) : null;
    if (block === null) {
      maskText([bytes], known, { start: true, end: true });
      continue;
    }
    const blocks = flows.get(flow) ?? [];
    flows.set(flow, blocks);
    blocks[block] = [...(blocks[block] ?? []), bytes.subarray(4)];
  }
  for (const blocks of flows.values()) maskFile(blocks, known);
}

/** The same in a text that stands alone. */
export function maskedText(text: string, secrets: Iterable<string>): string {
  const bytes = Buffer.from(text);
  maskSecrets([{ flow: '', isTftp: false, bytes }], secrets);
  return bytes.toString();
}

/** Number of a DATA packet (RFC 1350 section 5); null: another one. */
function blockOf(bytes: Buffer): number | null {
  return bytes.length >= 4 && bytes.readUInt16BE(0) === TFTP_DATA ? bytes.readUInt16BE(2) : null;
}

/** @param blocks  by number, each as often as it was sent; holes where none was kept */
function maskFile(blocks: readonly (Buffer[] | undefined)[], secrets: readonly string[]): void {
  const numbers = Object.keys(blocks).map(Number);
  for (let at = 0; at < numbers.length; ) {
    const first = numbers[at] ?? 0;
    let next = at + 1;
    while (numbers[next] === first + next - at) next += 1;
    maskRun(blocks.slice(first, first + next - at), first === 1, secrets);
    at = next;
  }
}

/** Blocks that follow each other, from the file's first one or not. */
function maskRun(
  run: readonly (Buffer[] | undefined)[],
  isFromStart: boolean,
  secrets: readonly string[],
): void {
  const blocks = run.flatMap((sent) => (sent ? [sent] : []));
  const firsts = blocks.flatMap(([first]) => first ?? []);
  // A block sent again has the same bytes; two sockets may meet again for another file, too.
  const others = blocks.map(([first, ...more]) => ({
    same: more.filter((copy) => first !== undefined && copy.equals(first)),
    different: more.filter((copy) => first === undefined || !copy.equals(first)),
  }));
  const isToEnd = (firsts.at(-1)?.length ?? 0) < (firsts[0]?.length ?? 0);
  maskText(firsts, secrets, { start: isFromStart, end: isToEnd });
  for (const [at, { same, different }] of others.entries()) {
    for (const copy of same) copy.set(firsts[at] ?? []);
    for (const copy of different) maskText([copy], secrets, { start: false, end: false });
  }
}

/** @param isWhole  whether nothing is missing before the start and after the end */
function maskText(
  pieces: readonly Buffer[],
  secrets: readonly string[],
  isWhole: { start: boolean; end: boolean },
): void {
  const whole = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  const ranges: [from: number, to: number][] = [];
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    for (let at = whole.indexOf(bytes); at >= 0; at = whole.indexOf(bytes, at + 1)) {
      ranges.push([at, at + bytes.length]);
    }
    const start = isWhole.start ? 0 : edge(whole, bytes, 'start');
    const end = isWhole.end ? 0 : edge(whole, bytes, 'end');
    ranges.push([0, start], [whole.length - end, whole.length]);
  }
  const text = whole.toString('latin1');
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const range = match.indices?.groups?.secret;
      if (range !== undefined) ranges.push(range);
    }
  }
  for (const [from, to] of ranges) whole.fill(STAR, from, to);
  if (whole === pieces[0]) return;
  let at = 0;
  for (const piece of pieces) {
    whole.copy(piece, 0, at, at + piece.length);
    at += piece.length;
  }
}

/** How much of a secret's other half stands at that edge; 0: less than can be told from chance. */
function edge(text: Buffer, secret: Buffer, at: 'start' | 'end'): number {
  for (
    let length = Math.min(secret.length - 1, text.length);
    length >= SHORTEST_SECRET;
    length -= 1
  ) {
    const isThere =
      at === 'start'
        ? text.subarray(0, length).equals(secret.subarray(-length))
        : text.subarray(-length).equals(secret.subarray(0, length));
    if (isThere) return length;
  }
  return 0;
}
