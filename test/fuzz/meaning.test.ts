/** What is written can be read, and means the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openProfile, packProfile } from '../../main/station/profile/packed/pack.ts';
import { expandMacros, expandRule, settle } from '../../main/station/profile/rules/macro.ts';
import {
  readUpgradeChain,
  writeUpgradeRule,
} from '../../main/station/profile/rules/upgrade-chain.ts';
import {
  type PlainEntry,
  readPlainText,
  writePlainText,
} from '../../main/station/profile/text/plain-text.ts';
import { readProfile } from '../../main/station/profile/text/profile.ts';
import {
  escapeXml,
  type ProfileEntry,
  writeXmlProfile,
} from '../../main/station/profile/text/xml.ts';
import { numRuns, profileText, ruleText, timeoutMs } from './texts.ts';

const access = fc.constantFrom('na' as const, 'ro' as const, 'rw' as const);
const xmlEntries: fc.Arbitrary<ProfileEntry[]> = fc.uniqueArray(
  fc.record(
    {
      name: fc.stringMatching(/^[A-Z][A-Za-z0-9_-]{0,12}$/),
      value: fc.option(
        fc.stringMatching(/^[\x20-\x7e]{0,30}$/).map((text) => text.trim()),
        { nil: null },
      ),
      access,
    },
    { requiredKeys: ['name', 'value'] },
  ),
  { selector: ({ name }) => name, maxLength: 6 },
);
const plainEntries: fc.Arbitrary<PlainEntry[]> = fc.array(
  fc.record({
    name: fc.stringMatching(/^[A-Z][A-Za-z0-9_/()[\]-]{0,12}$/),
    access,
    value: fc.option(fc.stringMatching(/^[\x20\x21\x23-\x7e]{0,30}$/), { nil: null }),
  }),
  { maxLength: 6 },
);

it(
  'an XML profile reads back as it was written',
  () => {
    fc.assert(
      fc.property(xmlEntries, (entries) => {
        const written = writeXmlProfile(entries);
        expect(written.ok && readProfile(written.value)).toEqual({ ok: true, value: entries });
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'plain text reads back as it was written',
  () => {
    fc.assert(
      fc.property(plainEntries, (entries) => {
        const written = writePlainText(entries);
        expect(written.ok && readPlainText(written.value)).toEqual({ ok: true, value: entries });
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'whatever can be read keeps its meaning when it is written and read again',
  () => {
    fc.assert(
      fc.property(profileText, (text) => {
        const first = readProfile(text);
        const written = first.ok ? writeXmlProfile(first.value) : first;
        if (!first.ok || !written.ok) return;
        const trimmed = first.value.map((entry) => ({
          ...entry,
          value: entry.value?.trim() ?? null,
        }));
        expect(readProfile(written.value)).toEqual({ ok: true, value: trimmed });
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'nothing that comes out of an expansion is expanded again',
  () => {
    const value = fc.constantFrom('$MA', '$$', '$(B:1)', '$A$B', 'x', '', '$', '(SA)', '$SA');
    fc.assert(
      fc.property(ruleText, value, value, (text, a, b) => {
        // Signs nobody can type stand for the values; putting the values in afterwards expands nothing.
        const marks = new Map([
          ['A', '\u0001'],
          ['B', '\u0002'],
          ['MA', '\u0003'],
        ]);
        fc.pre(!/[\u0000-\u0003]/.test(text) && !/\(\w*(?:A|B):/.test(text));
        const real = new Map([
          ['A', a],
          ['B', b],
          ['MA', '000e08aabbcc'],
        ]);
        const put = (marked: string) =>
          marked
            .replaceAll('\u0001', () => a)
            .replaceAll('\u0002', () => b)
            .replaceAll('\u0003', '000e08aabbcc');
        // The marks are put in one after the other, so a value must not hold one.
        const expected = [...expandMacros(text, marks)].map((char) => put(char)).join('');
        expect(expandMacros(text, real)).toBe(expected);
        const once = expandRule(text, real);
        expect(expandRule(once, real)).toBe(once);
        expect(settle(once).includes('\0')).toBe(false);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'a built file opens to what was put in, with its key',
  () => {
    const text = fc
      .stringMatching(/^[\x20-\x7e\n]{0,60}$/)
      .map((inside) => `<flat-profile><A>${escapeXml(inside)}</A></flat-profile>`);
    const key = fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: null });
    fc.assert(
      fc.property(text, key, fc.boolean(), (some, phrase, gzip) => {
        const packed = packProfile(some, { gzip, key: phrase });
        expect(openProfile(packed, phrase)).toEqual({ ok: true, value: some });
      }),
      { numRuns: Math.ceil(numRuns / 5) },
    );
  },
  timeoutMs,
);

it(
  'a chain of upgrades reads back as it was written',
  () => {
    const version = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(99)).map((parts) => parts.join('.'));
    const url = fc.constantFrom('http://a.example/b.bin', 'tftp://192.0.2.1/$PSN.bin', '/fw.bin');
    const chain = fc.record({
      steps: fc.array(fc.record({ below: version, url }), { maxLength: 4 }),
      last: fc.option(url, { nil: null }),
    });
    fc.assert(
      fc.property(chain, (some) => {
        const written = writeUpgradeRule(some);
        if (written.ok) expect(readUpgradeChain(written.value)).toEqual({ ok: true, value: some });
      }),
      { numRuns },
    );
  },
  timeoutMs,
);
