/** One syslog text cut into priority and message. */
export interface SyslogParts {
  /** Null without a valid priority. */
  facility: number | null;
  severity: number | null;
  /** The MSG part; in RFC 3164 that begins with the tag. */
  msg: string;
}

const PRIORITY = /^<(0|[1-9]\d{0,2})>/;
const MAX_PRIORITY = 191;
/** `Mmm dd hh:mm:ss `, the day padded with a blank (RFC 3164 section 4.1.2). */
const BSD_TIME =
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d /;
/** A host name or address; a tag ends with a colon or has brackets. */
const BSD_HOST = /^[A-Za-z0-9._:-]*[A-Za-z0-9._-] /;
/** A MAC, or a unit's own line: what stands in the host's place is then no host. */
const NO_HOST =
  /^(?:[A-Za-z0-9._-]+ +)?(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?:\s|$)|[0-9a-f]{12}\s+[-\u2010-\u2015])/i;
/** RFC 5424 section 6.2, up to the structured data: version 1, time, host, application, process, message ID. */
const IETF_HEADER =
  /^1 (?:-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) [\x21-\x7e]{1,255} [\x21-\x7e]{1,48} [\x21-\x7e]{1,128} [\x21-\x7e]{1,32} /;
const STRUCTURED_ELEMENT =
  /\[[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}(?: [\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}="(?:[^"\\\]]|\\.)*")*\]/sy;

/**
 * Splits a datagram's text by RFC 5424 or RFC 3164, whichever it follows. A header that is not whole
 * is part of the message, as RFC 3164 section 4.3 has it; so is everything without a valid priority.
 * A product name or MAC after a time stamp is never taken for a host. Line ends and NULs at the end
 * do not count.
 */
export function splitSyslog(text: string): SyslogParts {
  // Before anything is read: a message may end with its header.
  const whole = trimEnd(text);
  const priority = PRIORITY.exec(whole);
  const code = Number(priority?.[1]);
  if (!priority || code > MAX_PRIORITY) return { facility: null, severity: null, msg: whole };
  const rest = whole.slice(priority[0].length);
  return { facility: code >> 3, severity: code & 7, msg: readIetf(rest) ?? readBsd(rest) };
}

/** The message after an RFC 5424 header, or null when the header is not one. */
function readIetf(text: string): string | null {
  const header = IETF_HEADER.exec(text);
  if (!header) return null;
  let at = header[0].length;
  if (text[at] === '-') at += 1;
  else {
    const start = at;
    STRUCTURED_ELEMENT.lastIndex = at;
    while (STRUCTURED_ELEMENT.test(text)) at = STRUCTURED_ELEMENT.lastIndex;
    if (at === start) return null;
  }
  if (at === text.length) return '';
  return text[at] === ' ' ? text.slice(at + 1).replace(/^\ufeff/, '') : null;
}

function readBsd(text: string): string {
  const time = BSD_TIME.exec(text);
  if (!time) return text;
  const rest = text.slice(time[0].length);
  const host = NO_HOST.test(rest) ? null : BSD_HOST.exec(rest);
  return host ? rest.slice(host[0].length) : rest;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\r\n\0]/.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
