import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSyslog } from './message.ts';

const read = (text: string) => readSyslog(Buffer.from(text));
const UNIT_LINE = 'SPA-962 00:0e:08:ab:cd:ef -- Requesting resync tftp://192.168.1.200/basic.txt';
const start = 'SPA962 00:0e:08:aa:bb:cc';

describe('the message of a syslog datagram', () => {
  it.each([
    [
      'RFC 3164',
      "<34>Oct 11 22:14:15 mymachine su: 'su root' failed on /dev/pts/8",
      4,
      2,
      "su: 'su root' failed on /dev/pts/8",
    ],
    [
      'RFC 3164 with a padded day',
      '<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!',
      1,
      5,
      'Use the BFG!',
    ],
    [
      'a time but no host before the tag',
      '<13>Feb  5 17:32:18 app[12]: text',
      1,
      5,
      'app[12]: text',
    ],
    ['a time but no host before a bare tag', '<13>Feb  5 17:32:18 app: text', 1, 5, 'app: text'],
    ['a priority only', '<191>text', 23, 7, 'text'],
    ['priority zero', '<0>text', 0, 0, 'text'],
    [
      'RFC 5424',
      '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" x="a\\]\\"\\\\"][b@1] \ufeffAn event',
      20,
      5,
      'An event',
    ],
    ['RFC 5424 with nothing but dashes', '<14>1 - - - - - - hello  world', 1, 6, 'hello  world'],
    ['RFC 5424 without a message', '<14>1 - - - - - -', 1, 6, ''],
    ['the same as a line', '<14>1 - - - - - -\r\n', 1, 6, ''],
    [
      'RFC 5424 with an offset',
      "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time",
      20,
      5,
      "%% It's time",
    ],
    [
      'a broken RFC 5424 header',
      '<14>1 yesterday host app - - - text',
      1,
      6,
      '1 yesterday host app - - - text',
    ],
    ['broken structured data', '<14>1 - - - - - [a b="c] text', 1, 6, '1 - - - - - [a b="c] text'],
    ['no priority', 'plain text', null, null, 'plain text'],
    [
      'no priority before a header',
      'Oct 11 22:14:15 host text',
      null,
      null,
      'Oct 11 22:14:15 host text',
    ],
    ['a priority too high', '<192>text', null, null, '<192>text'],
    ['a priority with a leading zero', '<013>text', null, null, '<013>text'],
    ['an open priority', '<13 text', null, null, '<13 text'],
    ['a line end', '<13>text\r\n\0', 1, 5, 'text'],
    ['nothing', '', null, null, ''],
  ])('%s', (_, text, facility, severity, msg) => {
    expect(read(text)).toMatchObject({ facility, severity, msg });
  });

  it.each([
    UNIT_LINE,
    `<134>${UNIT_LINE}`,
    `<134>Oct 11 22:14:15 ${UNIT_LINE}`,
    `<134>Oct 11 22:14:15 192.168.1.100 ${UNIT_LINE}`,
    `<134>1 - 192.168.1.100 - - - - ${UNIT_LINE}`,
  ])('keeps product and MAC of a unit line: %s', (text) => {
    expect(read(text)).toMatchObject({
      msg: UNIT_LINE,
      mac: '000e08abcdef',
      report: { product: 'SPA-962', mac: '000e08abcdef', operation: 'resync', phase: 'request' },
    });
  });

  it('keeps product and MAC also when the MAC has no separators', () => {
    const line = 'SPA962 000e08aabbcc -- Successful resync tftp://s/a';
    expect(read(`<134>Oct 11 22:14:15 ${line}`)).toMatchObject({ msg: line, mac: '000e08aabbcc' });
  });

  it('finds the MAC in the header when the message names none', () => {
    expect(read('<134>1 - 00-0E-08-AA-BB-CC - - - - up')).toMatchObject({
      msg: 'up',
      mac: '000e08aabbcc',
    });
  });

  it('never takes a MAC in the host place for a host', () => {
    const line = '<134>Oct 11 22:14:15 00:0e:08:ab:cd:ef reboot';
    expect(read(line).msg).toBe('00:0e:08:ab:cd:ef reboot');
  });

  it('shows control and format characters and keeps the whole datagram', () => {
    const text = `<13>a\u001b[2J\u202e\tb${'x'.repeat(60_000)}\n`;
    const seen = read(text);
    expect(seen.msg).toMatch(/^a␛\[2J<U\+202E>␉bx+$/);
    expect(seen.raw).toBe(`<13>${seen.msg}␊`);
  });

  it('cut within a letter loses that letter only', () => {
    for (const [text, torn] of [
      ['Gr\u00fc\u00df', 1],
      ['\u20ac\u20ac', 2],
      ['\u{1f4de}', 3],
    ] as const) {
      const bytes = Buffer.from(`<1>${text}`).subarray(0, -1);
      const whole = [...text].slice(0, -1).join('');
      expect(readSyslog(bytes, 7).msg).toBe(`${whole} \u2026 [${7 + torn} bytes more are missing]`);
    }
  });

  it('sees bytes that are not UTF-8 as Latin-1', () => {
    expect(readSyslog(Buffer.from('<13>Ger\xe4t \x96', 'latin1')).msg).toBe('Gerät <U+0096>');
  });
});

describe('the unit a line names', () => {
  it.each([
    ['mac 00:0E:08:AA:BB:CC up', '000e08aabbcc'],
    ['[00-0e-08-aa-bb-cc] up', '000e08aabbcc'],
    ['MAC:00:0e:08:aa:bb:cc', '000e08aabbcc'],
    ['000e.08aa.bbcc up', '000e08aabbcc'],
    ['got /p/000e08aabbcc.cfg', '000e08aabbcc'],
    ['000E08AABBCC 88012BA01234', '000e08aabbcc'],
    ['88012BA01234 000E08AABBCC', '000e08aabbcc'],
    ['000e08aabbcc at 00:18:f8:01:02:03', '0018f8010203'],
    ['MAC: 88012BA01234', '88012ba01234'],
    ['serial 88012BA01234 only', null],
    ['S/N 123456789012', null],
    ['00:0e:08:aa:bb:cc:dd', null],
    ['x00:0e:08:aa:bb:cc', null],
    ['00:0e:08-aa-bb-cc', null],
    ['ff:ff:ff:ff:ff:ff and 00:00:00:00:00:00', null],
    ['01:00:5e:00:00:01', null],
    ['fe80:0000:0000:0000', null],
    ['at 10:11:12', null],
  ])('%j names %s', (text, mac) => {
    expect(read(text).mac).toBe(mac);
  });
});

describe('a report of a unit', () => {
  it.each([
    ['-- Requesting resync tftp://s:69/a', 'resync', 'request', 'tftp://s:69/a', null],
    ['– Requesting resync tftp://s:69/a', 'resync', 'request', 'tftp://s:69/a', null],
    ['–- Successful resync tftp:// s:69/a -- ', 'resync', 'success', 'tftp://s:69/a', null],
    [
      '— Successful upgrade http://s/a--b.bin – all well',
      'upgrade',
      'success',
      'http://s/a--b.bin',
      'all well',
    ],
    [
      '--Resync failed: File not found -- retry',
      'resync',
      'failure',
      null,
      'File not found -- retry',
    ],
    ['-- Upgrade failed', 'upgrade', 'failure', null, null],
    ['-- Requesting upgrade', 'upgrade', 'request', null, null],
    ['-- successful resync', 'resync', 'success', null, null],
  ])('%s', (body, operation, phase, url, detail) => {
    const about = { product: 'SPA962', mac: '000e08aabbcc' };
    expect(read(`${start} ${body}`).report).toEqual({ ...about, operation, phase, url, detail });
  });

  it('may have its dash in a Windows code page', () => {
    const line = Buffer.from(`${start} \x96 Resync failed: corrupt file`, 'latin1');
    expect(readSyslog(line).report).toMatchObject({ phase: 'failure', detail: 'corrupt file' });
  });

  it('may write the MAC plainly', () => {
    expect(read('SPA962 000e08aabbcc -- Successful resync tftp://s/a').report?.phase).toBe(
      'success',
    );
  });

  it.each([
    'SPA962 00:0e:08:aa:bb:cc Requesting resync tftp://s/a',
    '00:0e:08:aa:bb:cc -- Requesting resync tftp://s/a',
    'SPA962 -- Requesting resync tftp://s/a',
    'SPA962 00:0e:08:aa:bb:cc -- Resyncing',
    'SPA962 00:0e:08:aa:bb:cc -- not a Successful resync',
  ])('is not what %j is', (text) => {
    expect(read(text).report).toBeNull();
  });

  it('shows the control characters of its parts', () => {
    const { report } = read(`${start} -- Resync failed: a\u0007b`);
    expect(report?.detail).toBe('a␇b');
  });
});

describe('hostile bytes', () => {
  const piece = fc.constantFrom(
    '<13>',
    '<',
    '1 - - - - - ',
    '[',
    '"',
    '\\',
    '=',
    '00:0e:08:',
    'aa',
    ' -- ',
    ' ',
    'Oct 11 22:14:15 ',
  );
  it('are always answered with printable text', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(piece).map((pieces) => Buffer.from(pieces.join(''))),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        const { msg, raw } = readSyslog(some);
        expect(msg + raw).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 1000 },
    );
  });

  it('cut off anywhere are a message as well', () => {
    const whole = Buffer.from(`<165>1 2003-10-11T22:14:15.003Z h a - ID [x@1 y="z"] ${UNIT_LINE}`);
    for (let size = 0; size <= whole.length; size += 1) {
      const { raw } = readSyslog(whole.subarray(0, size));
      expect(raw).toBe(whole.toString('utf8', 0, size));
    }
  });

  // What takes longer than linear time here takes seconds, or for ever: the test's own limit says so.
  it.each([
    ...['[a b="', '\\', '00:', 'a ', '-', ' ', '<13>', 'MAC ', '000e08aabbcc ', '\u0000'].map(
      (piece) => `<13>1 - - - - - ${piece.repeat(65_000 / piece.length)}`,
    ),
    `<13>1 - h a p m [a b="${'\\'.repeat(65_000)}`,
    `<13>${start} -- Requesting resync x${' '.repeat(65_000)}x`,
    `<13>${start} -- Requesting resync x${'-'.repeat(65_000)}x`,
    `<13>${start} -- Successful upgrade x${' - x'.repeat(16_000)}`,
    `<13>${start}${' '.repeat(65_000)}-- Resync failed`,
    `<13>Resync failed${' '.repeat(65_000)}x`,
  ])('of a whole datagram are read at once: %.40s', (text) => {
    expect(read(text).raw).toHaveLength(text.length);
  });
});
