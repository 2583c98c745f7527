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
}

/**
 * Text from the wire made safe to show: control characters become visible pictures (U+2400 block),
 * direction and invisible format marks become `U+XXXX`, everything else stays.
 */
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, '\u2421')
    .replace(
      /[\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
    );
}
