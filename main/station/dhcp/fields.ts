/** A DHCP message field by field, for people: what it says and where it lies. Pure and total. */
import type { DhcpExchange, DhcpField, DhcpMessage } from '../../contract/dhcp.ts';
import { formatMac } from '../../contract/values.ts';
import { visible } from '../log.ts';
import type { Endpoint } from './destination.ts';
import type { SeenExchange } from './exchange.ts';
import { optionName, optionValue } from './option-values.ts';
import { optionCode } from './options.ts';
import { addressAt, hex } from './values.ts';
import { answerWords } from './words.ts';

const SNAME = { area: 'sname', from: 44, to: 108 } as const;
const FILE = { area: 'file', from: 108, to: 236 } as const;
const OPTIONS_AT = 240;

export function describeExchange(seen: SeenExchange): DhcpExchange {
  const { at, asked, outcome, own, sent } = seen;
  const fields = messageFields(asked);
  return {
    at,
    message: fields.find(({ option }) => option === optionCode.messageType)?.value ?? '?',
    outcome: answerWords(outcome),
    asked: { from: place(seen.from), to: place(own), bytes: asked.length, fields },
    sent:
      sent === null
        ? null
        : {
            from: place(own),
            to: place(sent.to),
            bytes: sent.bytes.length,
            fields: messageFields(sent.bytes),
          },
  };
}

function place({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}

/** Fields that are zero are left out, but for the ones a reader looks for. */
export function messageFields(bytes: Uint8Array): DhcpMessage['fields'] {
  if (bytes.length < OPTIONS_AT) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const overload = overloadOf(bytes);
  const header = (name: string, value: string, offset: number, size: number): DhcpField => ({
    ...{ option: null, name, value, area: 'header' as const },
    ...{ offset, bytes: size },
  });
  const fields = [
    header('op', view.getUint8(0) === 1 ? '1, a request' : '2, a reply', 0, 1),
    header('xid', `0x${hex(bytes.subarray(4, 8))}`, 4, 4),
    header('secs', String(view.getUint16(8)), 8, 2),
    header('flags', (view.getUint16(10) & 0x8000) !== 0 ? 'broadcast' : 'none', 10, 2),
    ...(['ciaddr', 'yiaddr', 'siaddr', 'giaddr'] as const).map((name, index) =>
      header(name, addressAt(bytes, 12 + 4 * index), 12 + 4 * index, 4),
    ),
    header('chaddr', formatMac(hex(bytes.subarray(28, 34))), 28, 16),
  ];
  for (const { area, from, to } of [SNAME, FILE]) {
    const isOptions = (overload & (area === 'file' ? 1 : 2)) !== 0;
    const text = new TextDecoder().decode(bytes.subarray(from, to)).replace(/\0.*$/s, '');
    if (!isOptions && text !== '') fields.push(header(area, visible(text), from, to - from));
  }
  fields.push(...optionFields(bytes, 'options', OPTIONS_AT, bytes.length));
  if ((overload & 1) !== 0) fields.push(...optionFields(bytes, 'file', FILE.from, FILE.to));
  if ((overload & 2) !== 0) fields.push(...optionFields(bytes, 'sname', SNAME.from, SNAME.to));
  return fields;
}

function overloadOf(bytes: Uint8Array): number {
  for (const { code, from, length } of piecesOf(bytes, OPTIONS_AT, bytes.length)) {
    if (code === optionCode.overload && length > 0) return bytes[from] ?? 0;
  }
  return 0;
}

function optionFields(
  bytes: Uint8Array,
  area: DhcpField['area'],
  start: number,
  end: number,
): DhcpField[] {
  return [...piecesOf(bytes, start, end)].map(({ code, from, length }) => ({
    option: code,
    name: optionName(code),
    value: optionValue(code, bytes.subarray(from, from + length)),
    area,
    offset: from - 2,
    bytes: length + 2,
  }));
}

function* piecesOf(bytes: Uint8Array, start: number, end: number) {
  let at = start;
  while (at < end) {
    const code = bytes[at];
    if (code === 0) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1];
    if (code === undefined || code === 255 || length === undefined || at + 2 + length > end) return;
    yield { code, from: at + 2, length };
    at += 2 + length;
  }
}
