import type { LogSource } from '../contract/model.ts';
import type { EpochMs, Mac } from '../contract/values.ts';

/** syslog's severities (RFC 5424 section 6.2.1), as our own lines use them. */
export const severity = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 } as const;

/** What a part knows of a line; the log adds the number, and the time when it is missing. */
export interface NewLogLine {
  source: LogSource;
  severity: number;
  msg: string;
  at?: EpochMs;
  mac?: Mac | null;
  address?: string | null;
  facility?: number | null;
  raw?: string | null;
}

/** Where every part writes its lines. Never give it a key, a password or a bootstrap passphrase. */
export interface Log {
  write(line: NewLogLine): void;
  /** Much waits to be stored. Whoever can make senders wait should. */
  readonly isBehind?: boolean;
}

/**
 * Text from the wire made safe to show: control characters become visible pictures (U+2400 block),
 * direction, invisible and tag marks become `<U+XXXX>`, everything else stays.
 */
export function visible(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(ALL_UNSAFE, (mark) => {
    const code = mark.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const ALL_UNSAFE = new RegExp(UNSAFE, 'gu');
