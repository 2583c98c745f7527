/** Names that try to get out of the served folder, or mean something else on some system. */

/** What lies in the folder of these tests besides: `public.cfg`, `sub/public.cfg`. */
export const LINKS = [
  'link',
  'sub/link',
  'linked/secret',
  'linked/../secret',
  'loop/loop/public.cfg',
];

const DEVICES = [
  ...['con', 'prn', 'aux', 'nul', 'conin$', 'conout$'],
  ...Array.from({ length: 10 }, (_, n) => [`com${n}`, `lpt${n}`]).flat(),
  ...['com¹', 'com²', 'com³', 'lpt¹', 'lpt²', 'lpt³'],
];

/** A device whatever follows its first dot, in any folder and case (win32 file names). */
const devices = DEVICES.flatMap((name) => [
  name,
  name.toUpperCase(),
  `${name}.cfg`,
  `sub/${name}.tar.gz`,
]);

const drives = [
  ...[
    'c:',
    'C:/',
    'c:secret',
    'c:/secret',
    'C:\\secret',
    'z:public.cfg',
    '/c:/secret',
    'sub/c:secret',
  ],
  ...[
    'c:/windows/win.ini',
    'c:\\boot.ini',
    '/C:\\windows\\system32\\drivers\\etc\\hosts',
    'c|/secret',
  ],
];

const shares = [
  ...['//server/share/secret', '\\\\server\\share\\secret', '\\\\127.0.0.1\\c$\\secret'],
  ...[
    '\\\\?\\C:\\secret',
    '\\\\.\\C:\\secret',
    '//?/C:/secret',
    '//./pipe/secret',
    '\\\\.\\pipe\\x',
  ],
  ...['\\\\?\\UNC\\server\\share\\secret', '/\\server\\share\\secret', '\\/server/share/secret'],
  ...['\\??\\C:\\secret', '//127.0.0.1/secret', '///secret'],
];

const streams = [
  ...['public.cfg::$DATA', 'public.cfg:$DATA', 'public.cfg::$data', 'public.cfg:other'],
  ...[
    'public.cfg:other:$DATA',
    'sub::$INDEX_ALLOCATION/public.cfg',
    'sub:$I30:$INDEX_ALLOCATION/public.cfg',
  ],
  ...[
    ':public.cfg',
    '::$DATA',
    'sub/:public.cfg',
    'sub/public.cfg::$DATA',
    'sub/public.cfg:Zone.Identifier',
  ],
];

/** Win32 drops dots and blanks at the end of a name. */
const trailing = [
  'public.cfg.',
  'public.cfg ',
  'public.cfg. .',
  'sub./public.cfg',
  'sub /public.cfg',
].concat([
  'sub/public.cfg...',
  '. /secret',
  '.. /secret',
  '... /secret',
  '.../secret',
  '..../secret',
  '. ./secret',
]);

const characters = [
  ...[
    'public.cfg\n',
    'public\x01.cfg',
    '\x7fpublic.cfg',
    'pub*',
    '*.cfg',
    'public.cfg|',
    '<public.cfg',
  ],
  ...[
    'public.cfg>',
    '"public.cfg"',
    'sub/*',
    '',
    '/',
    '//',
    'sub/',
    'sub//public.cfg',
    '\\',
    'sub\\\\x',
  ],
  ...['a'.repeat(256), `${'a/'.repeat(40)}public.cfg`, '/'.repeat(600)],
];

const UPS = ['..', './..', 'sub/..', 'sub/../..', 'nowhere/..', '../..', '../../../../../..', '.'];

/** Up and out, from where `secret` lies beside the folder; each by slashes and by backslashes. */
const ups = UPS.flatMap((up) => [
  `${up}/secret`,
  `/${up}/secret`,
  `${up}/served/../secret`,
]).flatMap((name) => [name, name.replaceAll('/', '\\')]);

/** What {@link pathSegments} must refuse on every system. */
export const REFUSED = [
  ...[...devices, ...drives.filter((name) => !name.includes('|')), ...shares, ...streams],
  ...[...trailing, ...characters, ...ups, 'c|/secret'],
];

/** Mean nothing to us, but might to what decodes twice, folds characters or reads overlong UTF-8. */
export const CODED = [
  ...['%2e%2e/secret', '..%2fsecret', '%2e%2e%2fsecret', '..%5csecret', '%252e%252e/secret'],
  ...[
    '..%255csecret',
    '%c0%ae%c0%ae/secret',
    '..%c0%afsecret',
    '%u002e%u002e/secret',
    '%%32%65./secret',
  ],
  ...[
    '‥/secret',
    '．．/secret',
    '․․/secret',
    '..／secret',
    '..∕secret',
    '..⁄secret',
    '．．／secret',
  ],
  ...[
    '\xc0\xae\xc0\xae/secret',
    '..\xc0\xafsecret',
    '\xc0.\xc0./secret',
    '~/secret',
    '~root/secret',
  ],
  ...[
    '$HOME/secret',
    '$PWD/../secret',
    '`pwd`',
    'public.cfg;secret',
    'secret',
    'SECRET~1',
    'sub~1',
  ],
  ...[
    'etc/passwd',
    '/etc/passwd',
    'proc/self/environ',
    '/proc/self/cmdline',
    '/dev/zero',
    'dev/mem',
  ],
];

export const TFTP_NAMES = [...REFUSED, ...CODED, ...LINKS];

const coded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** The same as request targets of HTTP: percent-encoded, and those that go as they are also plain. */
export const HTTP_TARGETS = [
  ...TFTP_NAMES.map((name) => `/${coded(name)}`),
  ...TFTP_NAMES.filter((name) => /^[\x21-\x7e]+$/.test(name)).map((name) => `/${name}`),
  ...ups.filter((name) => /^[\x21-\x7e]+$/.test(name)).map((name) => `http://bench/${name}`),
  ...[
    '/..;/secret',
    '/.;/../secret',
    '/sub/..%00/secret',
    '/%00',
    '/public.cfg%00.txt',
    '/?../secret',
  ],
];
