import type { DhcpExchange, DhcpMessage } from '../contract/dhcp.ts';
import { isoTime } from '../contract/values.ts';

/** An exchange for people: a heading, then a line per field with the byte it begins at. */
export function exchangeText(exchange: DhcpExchange): string {
  const { at, message, outcome, asked, sent } = exchange;
  return [
    `${isoTime(at)}  ${message} → ${outcome}`,
    ...messageLines('asked', asked),
    ...(sent === null ? ['  nothing was sent'] : messageLines('sent', sent)),
    '',
  ].join('\n');
}

function messageLines(word: string, { from, to, bytes, fields }: DhcpMessage): string[] {
  const heading = `  ${word}, ${from} to ${to}, ${bytes} bytes`;
  const lines = fields.map(({ option, name, value, area, offset }) => {
    const place = area === 'header' || area === 'options' ? '' : ` (in ${area})`;
    const number = option === null ? '' : `${option} `;
    return `    ${String(offset).padStart(4)}  ${number}${name}${place}: ${value}`;
  });
  return [heading, ...lines];
}
