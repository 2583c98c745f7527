/** How SEC-PRV-1 is made, in words, and what each way protects against (docs/security.md). Pure. */
import type { CompilerWay } from '../../main/contract/compiler.ts';

/** Null: the open format. */
export function wayWords(way: CompilerWay | null): string {
  if (way === null) return 'Open format';
  const { cipher, key, scramble, files } = way;
  const bits = key === 'hex' ? 256 : 128;
  const parts = [
    'Compiler, for its MAC',
    cipher === 'none' ? null : `${cipher.toUpperCase()}, ${cipher === 'rc4' ? 128 : bits} bits`,
    scramble ? 'scrambled' : null,
    files === 'all' ? 'all files' : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** What each way does about each danger; the first cell of a row names the danger. */
export const protectionHead = [
  'Who',
  'Open format, AES-256',
  'Compiler, --target alone',
  'Compiler with a key',
] as const;

export const protections: readonly (readonly [string, string, string, string])[] = [
  [
    'Recorded the whole bench wire',
    'Opens everything: the passphrase stands in the common file.',
    'Has the file and the MAC. Only the vendor’s unpublished format is in the way.',
    'As the open format: the same passphrase stands in the common file.',
  ],
  [
    'Starts to listen later',
    'Cannot open what comes after the own file.',
    'The same: later files are under the unit’s own key.',
    'The same.',
  ],
  [
    'Has a copy of the file alone',
    'Cannot open it without the passphrase.',
    'The MAC is printed on the box. Only the unpublished format is in the way.',
    'Cannot open it without the passphrase. RC4 is weaker than AES, 128 bits less than 256.',
  ],
  [
    'Is the customer with the unit',
    'Sees its rules and its directory; not its key, as the maker says.',
    'The same.',
    'The same.',
  ],
  [
    'Has this computer',
    'Reads the keys, unless a passphrase opens them.',
    'The same.',
    'The same. While the compiler runs, the computer’s other users see its key on the command line.',
  ],
];

export const standardWay: CompilerWay = {
  scramble: false,
  cipher: 'aes',
  key: 'hex',
  files: 'own',
};
