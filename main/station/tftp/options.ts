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

/**
 * Reads the options of a read request.
 *
 * Unknown options and values outside the RFC's range are passed over, as RFC 2347 has it; of an
 * option named twice the first counts. Names are read in any case and echoed as sent.
 *
 * @param sizeBytes  the file's size as it will be sent; null (not known) or 0: `tsize` is passed over
 */
export function agree(asked: readonly TftpOption[], sizeBytes: number | null): Agreement {
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
    const granted = grant(key, wholeNumber(value), sizeBytes, agreement);
    if (granted !== null) agreement.acknowledged.push({ name, value: String(granted) });
  }
  return agreement;
}

function grant(
  key: string,
  asked: number | null,
  sizeBytes: number | null,
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
      // curl gives up on an empty file when it is told its size; nobody needs to be told 0.
      return sizeBytes === 0 ? null : sizeBytes;
    default:
      return null;
  }
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
