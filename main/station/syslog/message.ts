import type { Mac } from '../../contract/values.ts';
import type { UnitReport } from '../events.ts';
import { visible } from '../log.ts';
import { splitSyslog } from './header.ts';
import { findMac } from './mac-in-text.ts';
import { readUnitReport } from './unit-report.ts';

/** What one message says. Every text is safe to show. */
export interface SyslogMessage {
  facility: number | null;
  severity: number | null;
  /** The MSG part; see {@link splitSyslog}. */
  msg: string;
  /** The whole message as it came. */
  raw: string;
  /** The unit named in the message, else in its header, if any. */
  mac: Mac | null;
  report: UnitReport | null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a syslog message of any kind: RFC 5424, RFC 3164, without priority, or no syslog at all.
 * Bytes that are not UTF-8 are seen as Latin-1. Nothing is refused; never throws.
 * @param missing  bytes of it that were cut off or never came: said at the end of both texts
 */
export function readSyslog(bytes: Uint8Array, missing = 0): SyslogMessage {
  if (missing > 0) {
    const torn = tornLetter(bytes);
    if (torn > 0) return readSyslog(bytes.subarray(0, -torn), missing + torn);
  }
  const text = decode(bytes);
  const { facility, severity, msg } = splitSyslog(text);
  const found = findMac(msg);
  const report = readUnitReport(msg, found);
  const cut = missing === 0 ? '' : ` … [${missing} bytes more are missing]`;
  return {
    facility,
    severity,
    msg: visible(msg) + cut,
    raw: visible(text) + cut,
    mac: report?.mac ?? found?.mac ?? macOfHeader(text, msg),
    report: report && {
      ...report,
      url: report.url === null ? null : visible(report.url),
      detail: report.detail === null ? null : visible(report.detail),
    },
  };
}

/** The host's place may hold it. A priority alone is too short for one. */
function macOfHeader(text: string, msg: string): Mac | null {
  return text.length - msg.length < 12 ? null : (findMac(text)?.mac ?? null);
}

/** Bytes at the end that begin a letter of UTF-8 and do not end it: as Latin-1 they would spoil all others. */
function tornLetter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back += 1) {
    const byte = bytes.at(-back) ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
