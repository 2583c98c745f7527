/** Names of options, and their values in words (RFC 2132; 82: RFC 3046; 150: RFC 5859). Pure. */
import { visible } from '../log.ts';
import { addressAt, hex } from './values.ts';

type Kind =
  | 'address'
  | 'addresses'
  | 'text'
  | 'seconds'
  | 'number'
  | 'type'
  | 'codes'
  | 'overload'
  | 'id';

const known: Record<number, [name: string, kind: Kind]> = {
  1: ['Subnet mask', 'address'],
  2: ['Time offset', 'number'],
  3: ['Routers', 'addresses'],
  4: ['Time servers', 'addresses'],
  6: ['DNS servers', 'addresses'],
  7: ['Log servers', 'addresses'],
  12: ['Host name', 'text'],
  15: ['Domain name', 'text'],
  28: ['Broadcast address', 'address'],
  42: ['NTP servers', 'addresses'],
  43: ['Vendor specific', 'id'],
  50: ['Requested address', 'address'],
  51: ['Lease time', 'seconds'],
  52: ['Options go on in', 'overload'],
  53: ['Message type', 'type'],
  54: ['Server', 'address'],
  55: ['Asks for options', 'codes'],
  56: ['Message', 'text'],
  57: ['Largest message', 'number'],
  58: ['Renew after (T1)', 'seconds'],
  59: ['Rebind after (T2)', 'seconds'],
  60: ['Vendor class', 'text'],
  61: ['Client identifier', 'id'],
  66: ['TFTP server name', 'text'],
  67: ['Boot file name', 'text'],
  77: ['User class', 'id'],
  81: ['Client’s full name', 'id'],
  82: ['Relay information', 'id'],
  116: ['No address of its own', 'number'],
  120: ['SIP servers', 'id'],
  121: ['Routes', 'id'],
  125: ['Vendor information', 'id'],
  150: ['TFTP servers', 'addresses'],
  159: ['Provisioning server', 'text'],
  160: ['Provisioning server', 'text'],
};

const messageTypes: Record<number, string> = {
  1: 'DISCOVER',
  2: 'OFFER',
  3: 'REQUEST',
  4: 'DECLINE',
  5: 'ACK',
  6: 'NAK',
  7: 'RELEASE',
  8: 'INFORM',
};

export function optionName(code: number): string {
  return known[code]?.[0] ?? `Option ${code}`;
}

/** What does not have the length its option must have is shown in hex. */
export function optionValue(code: number, value: Uint8Array): string {
  return inWords(known[code]?.[1] ?? 'id', value) ?? (hex(value) || 'empty');
}

function inWords(kind: Kind, value: Uint8Array): string | null {
  switch (kind) {
    case 'address':
      return value.length === 4 ? addressAt(value, 0) : null;
    case 'addresses': {
      if (value.length === 0 || value.length % 4 !== 0) return null;
      const places = Array.from({ length: value.length / 4 }, (_, index) => 4 * index);
      return places.map((at) => addressAt(value, at)).join(', ');
    }
    case 'text':
      return value.length === 0 ? null : visible(new TextDecoder().decode(value));
    case 'seconds':
      return value.length === 4 ? `${numberOf(value)} s` : null;
    case 'number':
      return value.length > 0 && value.length <= 4 ? String(numberOf(value)) : null;
    case 'type':
      return value.length === 1 ? (messageTypes[value[0] ?? 0] ?? null) : null;
    case 'codes':
      return value.length === 0 ? null : [...value].join(', ');
    case 'overload':
      return ['file', 'sname', 'file and sname'][(value[0] ?? 0) - 1] ?? null;
    case 'id':
      return null;
  }
}

function numberOf(value: Uint8Array): number {
  return value.reduce((sum, byte) => sum * 256 + byte, 0);
}
