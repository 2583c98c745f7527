/** Filters of template fields: how a value is written. */

export const filterWords = {
  upper: 'capital letters',
  lower: 'small letters',
  plain: 'without separators',
  colon: 'pairs separated by colons: 00:0e:08:aa:bb:cc',
  dash: 'pairs separated by dashes',
  dot: 'groups of four separated by dots: 000e.08aa.bbcc',
  digits: 'its digits only',
  first: 'its first characters: first:4',
  last: 'its last characters: last:6',
  url: 'escaped for a URL',
  default: 'another text when it is empty: default:Phone',
} as const;
export type FilterName = keyof typeof filterWords;

export interface FieldFilter {
  name: FilterName;
  argument: string;
}

/** @returns null for an unknown filter, or an argument that does not fit */
export function readFilter(text: string): FieldFilter | null {
  const [, name = '', argument = ''] = /^([a-z]+)(?:\s*:\s*(.*))?$/.exec(text) ?? [];
  if (!isFilterName(name)) return null;
  if (name === 'first' || name === 'last') {
    return /^[1-9]\d{0,3}$/.test(argument) ? { name, argument } : null;
  }
  if (name === 'default') return argument === '' ? null : { name, argument };
  return argument === '' && !text.includes(':') ? { name, argument } : null;
}

export function applyFilter(value: string, { name, argument }: FieldFilter): string {
  switch (name) {
    case 'upper':
      return value.toUpperCase();
    case 'lower':
      return value.toLowerCase();
    case 'plain':
      return value.replace(/[:.\-\s]/g, '');
    case 'colon':
      return grouped(value, 2, ':');
    case 'dash':
      return grouped(value, 2, '-');
    case 'dot':
      return grouped(value, 4, '.');
    case 'digits':
      return value.replace(/\D/g, '');
    case 'first':
      return value.slice(0, Number(argument));
    case 'last':
      return value.slice(-Number(argument));
    case 'url':
      return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      );
    case 'default':
      return value === '' ? argument : value;
  }
}

function grouped(value: string, size: number, separator: string): string {
  const plain = value.replace(/[:.\-\s]/g, '');
  return (plain.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator);
}

function isFilterName(name: string): name is FilterName {
  return Object.hasOwn(filterWords, name);
}
