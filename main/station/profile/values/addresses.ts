import { checkLength, error, firstGood, type ValueFinding, warning } from './finding.ts';

/**
 * IP: four numbers from 0 to 255. Leading zeros (`010.1.2.3`) fit the guide's words, but some software
 * reads such a number as octal; they get a warning and a fix.
 */
export function checkIp(value: string): ValueFinding[] {
  if (!isIp(value)) {
    const message = 'An IP address is expected, such as 10.1.2.100, of numbers up to 255.';
    return [error('no-address', message, 0, value.length, firstGood(value, [value.trim()], isIp))];
  }
  const zero = /(?:^|\.)0(?=\d)/.exec(value);
  if (!zero) return [];
  const at = zero.index + zero[0].length - 1;
  const fix = value.split('.').map(Number).join('.');
  const message = 'Some software reads numbers with leading zeros in another way.';
  return [warning('leading-zero', message, at, at + 1, { fix })];
}

function isIp(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/**
 * FQDN: a name or an address, and a port if wanted (`sip.Cisco.com:5060`, `109.12.14.12:12345`), up to
 * 63 characters with the port. Where the guide is silent: one label is enough, underscores are allowed
 * (`_sip._udp.isp.net`), so is the dot at the end; names of digits only must be good addresses; the
 * port is decimal, from 0 to 65535.
 */
export function checkFqdn(value: string): ValueFinding[] {
  const fix = firstGood(value, [value.trim()], (text) => checkHostPort(text).length === 0);
  const findings = checkHostPort(value).map((finding) => ({ ...finding, ...fix }));
  return [...findings, ...checkLength(value, 63)];
}

/**
 * A host and perhaps a port inside a longer value.
 * @param offset where the text starts in that value, for the positions
 */
export function checkHostPort(text: string, offset = 0): ValueFinding[] {
  const colon = text.indexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  const findings = checkHost(host, offset);
  if (findings.length > 0 || colon < 0) return findings;
  const port = text.slice(colon + 1);
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return [];
  const message = 'After the colon stands a port, from 0 to 65535.';
  return [error('bad-port', message, offset + colon + 1, offset + text.length)];
}

function checkHost(host: string, offset: number): ValueFinding[] {
  const bad = host.search(/[^A-Za-z0-9._-]/);
  if (bad >= 0) {
    const message = 'A host name has only letters, digits, dots, hyphens and underscores.';
    return [error('bad-character', message, offset + bad, offset + bad + 1)];
  }
  const labels = host.replace(/\.$/, '').split('.');
  let at = offset;
  for (const label of labels) {
    if (!/^(?!-).+(?<!-)$/.test(label)) {
      const message = 'A part of the host name is empty, or starts or ends with a hyphen.';
      return [error('bad-host', message, at, at + label.length)];
    }
    at += label.length + 1;
  }
  const isNumeric = labels.length > 1 && labels.every((label) => /^\d+$/.test(label));
  if (!isNumeric || isIp(host)) return [];
  const message = 'The IP address needs four numbers from 0 to 255.';
  return [error('no-address', message, offset, offset + host.length)];
}
