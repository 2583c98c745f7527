import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseUserAgent } from '../units/user-agent.ts';
import { readAssignments } from './rules/assignment.ts';
import { evaluateCondition } from './rules/condition.ts';
import { expandMacros } from './rules/macro.ts';
import { readResyncOptions } from './rules/resync-options.ts';
import { evaluateRule } from './rules/rule.ts';
import { resolveUrl } from './rules/url.ts';
import { fillFields } from './text/fields.ts';
import { readPlainText } from './text/plain-text.ts';
import { readProfile } from './text/profile.ts';
import { readXmlProfile } from './text/xml.ts';

const values = new Map([
  ['A', 'x" | ) ] $B'],
  ['SA', '$SA"'],
  ['SWVER', '2.0.6'],
]);

/** Pieces of the languages in any order reach deeper than random characters do. */
const piece = fc.oneof(
  fc.constantFrom(
    '$A',
    '$(A:1:2)',
    '$SA',
    '$$',
    '(',
    ')?',
    ')!',
    '[',
    ']',
    '--key ',
    '|',
    '"',
    ';',
    '=',
  ),
  fc.constantFrom(
    ' and ',
    ' eq ',
    '!',
    '2.0.6(b)',
    'http://h/a',
    '://',
    '/',
    '#',
    '\n',
    'import a.txt\n',
  ),
  fc.constantFrom(
    '<flat-profile>',
    '</flat-profile>',
    '<A>',
    '</A>',
    '<A/>',
    '&lt;',
    '&#0;',
    '<!--',
    '<![CDATA[',
  ),
  fc.constantFrom('{{', '}}', 'mac', '\0', '\ufeff', '\ud800', '<!DOCTYPE a [', '<?xml', '?>'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

const readers: [string, (text: string) => { ok: boolean }][] = [
  ['evaluateRule', (some) => evaluateRule(some, { values, option66: some })],
  ['evaluateCondition', (some) => evaluateCondition(some, values)],
  ['readAssignments', readAssignments],
  ['readResyncOptions', (some) => readResyncOptions(`[${some}]`, values)],
  ['resolveUrl', (some) => resolveUrl(some, { option66: some })],
  ['readXmlProfile', (some) => readXmlProfile(`<flat-profile>${some}`)],
  ['readPlainText', (some) => readPlainText(some, new Map([['a.txt', some]]), 'main.txt')],
  ['readProfile', (some) => readProfile(some)],
  ['fillFields', (some) => fillFields(some, values, { escape: 'xml' })],
  ['parseUserAgent', (some) => parseUserAgent(`Linksys/SPA942-5.1.10${some}`)],
];

it.each(readers)('%s has an answer for every text', (_, read) => {
  fc.assert(
    fc.property(text, (some) => {
      expect(typeof read(some).ok).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});

it.each(readers)('%s answers long monotonous texts at once', (_, read) => {
  for (const unit of ['(', '[', '"', ' ', '$A', '<', '|', '{{', 'a ', '#', '!', '&', '1.', 'a=']) {
    const started = performance.now();
    read(unit.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(2000);
  }
});

it('expandMacros has an answer for every text', () => {
  fc.assert(
    fc.property(text, (some) => {
      expect(typeof expandMacros(some, values)).toBe('string');
    }),
  );
});
