import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInCatalogue } from './catalogue.ts';
import { checkValue, isValidValue } from './types.ts';

const TYPES = [
  ...[
    'Uns8',
    'Uns16',
    'Uns32',
    'Uns64',
    'Sig8',
    'Sig16',
    'Sig32',
    'Str',
    'Str4',
    'Float0',
    'Float2',
  ],
  ...['Time0', 'Time3', 'PwrLevel', 'Bool', 'choice', 'IP', 'Port', 'UserID', 'FQDN', 'Phone'],
  ...['ActCode', 'PhTmpl', 'RscTmpl', 'CadScript', 'FreqScript', 'ToneScript', 'DialPlanScript'],
];

/** Pieces of all types in any order reach deeper than random characters do. */
const piece = fc.oneof(
  fc.constantFrom(
    '0x',
    '-',
    '+',
    '.',
    '.5',
    '255',
    '65536',
    ' ',
    '\t',
    ',',
    ':',
    ';',
    '/',
    '@',
    '%2a',
  ),
  fc.constantFrom(
    '60(2/4)',
    '350@-19',
    '(*/0/1+2)',
    '(',
    ')',
    '[2-9]',
    '<:1>',
    '|',
    'S0',
    '"',
    '*',
  ),
  fc.constantFrom('Yes', 'no', 'X20', '404', '10.1.2.3', 'sip.isp.net', 'x', '\n', '\ud800', 'é'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

describe('the value of a parameter', () => {
  it.each(TYPES)('of any text has findings inside the value as %s, and good fixes', (type) => {
    const of = { type, options: ['Parallel', 'Sequential', ' x'] };
    fc.assert(
      fc.property(text, (value) => {
        for (const finding of checkValue(value, of)) {
          expect(finding.at).toBeGreaterThanOrEqual(0);
          expect(finding.end).toBeGreaterThanOrEqual(finding.at);
          expect(finding.end).toBeLessThanOrEqual(value.length);
          expect(finding.message).toMatch(/^[^\n]+\.$/);
          expect(finding.fix).not.toBe(value);
          if (finding.severity !== 'error' || finding.fix === undefined) continue;
          const left = checkValue(finding.fix, of).map(({ kind }) => kind);
          expect(left).not.toContain(finding.kind);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each(TYPES)('is checked at once as %s, however long it is', (type) => {
    for (const unit of [
      '0',
      '.0',
      ' ',
      '0 ',
      ', ',
      '(',
      '([',
      '60(',
      '1@',
      'a.',
      '*',
      'L',
      'x ,',
      '"',
    ]) {
      const started = performance.now();
      checkValue(`${unit.repeat(20_000)}!`, { type, options: ['a'] });
      checkValue(`L${unit.repeat(20_000)}`, { type });
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });

  it.each(TYPES)('is not set when empty or "", and passes as %s', (type) => {
    expect(checkValue('', { type, options: ['a'] })).toEqual([]);
    expect(checkValue('""', { type, options: ['a'] })).toEqual([]);
  });

  it.each(TYPES.filter((type) => !type.startsWith('Str')))(
    'of blanks only is refused as %s',
    (type) => {
      expect(checkValue('  ', { type, options: ['a'] })).toMatchObject([
        { severity: 'error', kind: 'only-blanks', at: 0, end: 2, fix: '' },
      ]);
    },
  );

  it.each(['Unknown', 'constructor', 'Uns0', 'Uns65', 'Uns', ''])(
    'is not checked against %j, which is no type',
    (type) => expect(checkValue('( any', { type })).toEqual([]),
  );

  it('of a delay list is left to the reader of schedules', () => {
    expect(checkValue('1800+300,3600', { type: 'Time0', syntax: 'delay-list' })).toEqual([]);
    expect(isValidValue('1800+300,3600', { type: 'Time0', syntax: null })).toBe(false);
  });

  it('that is the default is never worse than a warning', () => {
    expect(checkValue('*0172616', { type: 'ActCode', default: '*0172616' })).toMatchObject([
      { severity: 'warning', kind: 'too-long' },
    ]);
    expect(isValidValue('*0172617', { type: 'ActCode', default: '*0172616' })).toBe(false);
  });
});

describe('the defaults of the catalogue', () => {
  it('pass their own types, but for the eight codes that are too long', () => {
    const odd = builtInCatalogue.all.filter(
      ({ default: value, ...of }) => checkValue(value, of).length > 0,
    );
    expect(odd.map(({ name }) => name)).toEqual(
      ['16', '24', '32', '40'].flatMap((rate) => [
        `Prefer_G726r${rate}_Code`,
        `Force_G726r${rate}_Code`,
      ]),
    );
    expect(odd.every((one) => isValidValue(one.default, one))).toBe(true);
  });
});
