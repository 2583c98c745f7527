/** What a client may ask for in its request, and what we agree to (RFC 2347, 2348, 2349, 7440). */
import type { TftpOption } from './packet.ts';

/** How one transfer is run. */
export interface Agreement {
  blockBytes: number;
  windowBlocks: number;
  /** The client's own resend interval; null: ours, which adapts. */
  timeoutMs: number | null;
  /** For the OACK, in the order asked; empty: no OACK, the first packet is DATA 1. */
  acknowledged: TftpOption[];
}

/** An Ethernet frame's 1500 bytes without IP (20), UDP (8) and TFTP (4) headers: nothing fragments. */
const MAX_BLOCK_BYTES = 1468;
/** RFC 7440 suggests windows far below the 65535 it allows. */
const MAX_WINDOW_BLOCKS = 64;

/** What one request is about. */
export interface AskedAbout {
  /** A write: `tsize` is the client's word, and repeated to it (RFC 2349). */
  isWrite?: boolean;
  /** A read: the file's size as it will be sent; null (not known) or 0: `tsize` is passed over. */
  sizeBytes: number | null;
}

/**
 * Reads the options of a request.
 *
 * Unknown options and values outside the RFC's range are passed over, as RFC 2347 has it; of an
 * option named twice the first counts. Names are read in any case and echoed as sent.
 */
export function agree(asked: readonly TftpOption[], about: AskedAbout): Agreement {
  const agreement: Agreement = {
    blockBytes: 512,
    windowBlocks: 1,
    timeoutMs: null,
    acknowledged: [],
  };
  const seen = new Set<string>();
  for (const { name, value } of asked) {
    const key = name.toLowerCase();
    if (seen.has(key)) continue;
    seen.add(key);
    const granted = grant(key, wholeNumber(value), about, agreement);
    if (granted !== null) agreement.acknowledged.push({ name, value: String(granted) });
  }
  return agreement;
}

function grant(
  key: string,
  asked: number | null,
  { isWrite = false, sizeBytes }: AskedAbout,
  agreement: Agreement,
): number | null {
  if (asked === null) return null;
  switch (key) {
    case 'blksize':
      if (asked < 8 || asked > 65_464) return null;
      agreement.blockBytes = Math.min(asked, MAX_BLOCK_BYTES);
      return agreement.blockBytes;
    case 'windowsize':
      if (asked < 1 || asked > 65_535) return null;
      agreement.windowBlocks = Math.min(asked, MAX_WINDOW_BLOCKS);
      return agreement.windowBlocks;
    case 'timeout':
      if (asked < 1 || asked > 255) return null;
      agreement.timeoutMs = asked * 1000;
      return asked;
    case 'tsize':
      if (isWrite) return asked;
      // curl gives up on an empty file when it is told its size; nobody needs to be told 0.
      return sizeBytes === 0 ? null : sizeBytes;
    default:
      return null;
  }
}

/** The size a client says its file has; null: it does not say. */
export function saidSize(asked: readonly TftpOption[]): number | null {
  const option = asked.find(({ name }) => name.toLowerCase() === 'tsize');
  return option === undefined ? null : wholeNumber(option.value);
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
