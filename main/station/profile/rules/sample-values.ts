import { macroValues } from './macros-of-unit.ts';

/** Macros that hold text, and so stand in quotes where a condition compares them. */
export const textMacros: ReadonlySet<string> = new Set([
  ...'ABCDEFGHIJKLMNOP',
  ...['MA', 'MAU', 'MAC', 'PN', 'PSN', 'SN', 'CCERT', 'IP', 'EXTIP', 'UPGERR', 'ERR'],
  ...['SCHEME', 'METH', 'SERV', 'SERVIP', 'PATH', 'UID1', 'UID2'],
]);

const NUMBERS = ['PRVST', 'UPGST', 'PRVTMR', 'UPGTMR', 'REGTMR1', 'REGTMR2', 'PORT', 'ISCUST'];

/** Fields as names of the same length, so that places stay. */
export function withoutFields(text: string): string {
  return text.replace(/\{\{[^}]*\}\}/g, (field) => 'x'.repeat(field.length));
}

let made: ReadonlyMap<string, string> | null = null;

/**
 * A value for every macro that any unit could have, to see whether a rule can be read at all. Registers
 * are one letter, which is part of a host name, a path, a text and no structure.
 */
export function sampleValues(): ReadonlyMap<string, string> {
  made ??= new Map([
    ...macroValues({
      ...{ mac: '000e08aabbcc', productName: 'SPA962', psn: '962', serial: '88012BA01234' },
      ...{ swver: '2.0.6', hwver: '1.88.1', ip: '192.168.1.100' },
    }),
    ...[...'ABCDEFGHIJKLMNOP'].map((name): [string, string] => [name, 'x']),
    ...NUMBERS.map((name): [string, string] => [name, '1']),
    ['EXTIP', '66.43.16.52'],
    ...['SCHEME', 'METH'].map((name): [string, string] => [name, 'tftp']),
    ...['SERV', 'SERVIP'].map((name): [string, string] => [name, '192.168.1.200']),
    ['PATH', '/x'],
    ...['UID1', 'UID2', 'UPGERR', 'ERR'].map((name): [string, string] => [name, 'x']),
  ]);
  return made;
}
