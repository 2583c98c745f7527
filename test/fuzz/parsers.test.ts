/** Every reader of the profile language and its neighbours has an answer for every input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintProfile } from '../../main/station/profile/lint/lint.ts';
import { detectFormat } from '../../main/station/profile/packed/detect.ts';
import { decryptProfile } from '../../main/station/profile/packed/encrypt.ts';
import { gunzipProfile } from '../../main/station/profile/packed/gzip.ts';
import { openProfile } from '../../main/station/profile/packed/pack.ts';
import { ambiguities, readAliasMap } from '../../main/station/profile/rules/alias-map.ts';
import { readAssignments } from '../../main/station/profile/rules/assignment.ts';
import { evaluateCondition } from '../../main/station/profile/rules/condition.ts';
import { explainRule } from '../../main/station/profile/rules/explain-rule.ts';
import { expandMacros, findMacros } from '../../main/station/profile/rules/macro.ts';
import { expandWithMarks } from '../../main/station/profile/rules/macro-marks.ts';
import { readResyncOptions } from '../../main/station/profile/rules/resync-options.ts';
import { buildResyncUrl, parseResyncUrl } from '../../main/station/profile/rules/resync-url.ts';
import { evaluateRule } from '../../main/station/profile/rules/rule.ts';
import { nextWaits, readSchedule, resyncAt } from '../../main/station/profile/rules/schedule.ts';
import { readUpgradeChain } from '../../main/station/profile/rules/upgrade-chain.ts';
import { resolveUrl } from '../../main/station/profile/rules/url.ts';
import { parseVersion } from '../../main/station/profile/rules/version.ts';
import { convertProfile } from '../../main/station/profile/text/convert.ts';
import { fillFields, scanFields } from '../../main/station/profile/text/fields.ts';
import { readPlainText } from '../../main/station/profile/text/plain-text.ts';
import { readProfile } from '../../main/station/profile/text/profile.ts';
import { scanProfile } from '../../main/station/profile/text/scan.ts';
import { readXmlProfile } from '../../main/station/profile/text/xml.ts';
import { readAliasedProfile } from '../../main/station/profile/unit/aliased-profile.ts';
import { parseReadings } from '../../main/station/profile/unit/readings.ts';
import { decodeCadScript } from '../../main/station/profile/values/cadence.ts';
import { builtInCatalogue } from '../../main/station/profile/values/catalogue.ts';
import { decodeFreqScript } from '../../main/station/profile/values/frequencies.ts';
import { readSample } from '../../main/station/profile/values/sample-read.ts';
import { decodeToneScript } from '../../main/station/profile/values/tone.ts';
import { checkValue } from '../../main/station/profile/values/types.ts';
import { describeScript } from '../../main/station/profile/values/words.ts';
import { parseSpcArguments } from '../../main/station/spc/arguments.ts';
import { splitSyslog } from '../../main/station/syslog/header.ts';
import { readUnitReport } from '../../main/station/syslog/unit-report.ts';
import { parseClientSubject, serverNameFromSubject } from '../../main/station/units/certificate.ts';
import { parseUserAgent } from '../../main/station/units/user-agent.ts';
import * as texts from './texts.ts';

const { numRuns, timeoutMs, values } = texts;
const files = (text: string) => new Map([['a.txt', text]]);
const allTypes = [...new Set(builtInCatalogue.all.map(({ type }) => type))];

const readers: [name: string, input: fc.Arbitrary<string>, read: (text: string) => unknown][] = [
  ['expandMacros', texts.ruleText, (text) => expandMacros(text, values, { secrets: true })],
  ['expandWithMarks', texts.ruleText, (text) => expandWithMarks(text, values)],
  ['evaluateCondition', texts.ruleText, (text) => evaluateCondition(text, values)],
  ['readAssignments', texts.ruleText, (text) => readAssignments(text)],
  ['readResyncOptions', texts.ruleText, (text) => readResyncOptions(`[${text}]`, values)],
  ['resolveUrl', texts.ruleText, (text) => resolveUrl(text, { option66: text.slice(0, 20) })],
  ['evaluateRule', texts.ruleText, (text) => evaluateRule(text, { values, option66: 'host' })],
  ['explainRule', texts.ruleText, (text) => explainRule(text, { values, kind: 'upgrade' })],
  ['readUpgradeChain', texts.ruleText, readUpgradeChain],
  ['parseVersion', texts.ruleText, parseVersion],
  [
    'parseResyncUrl',
    texts.ruleText,
    (text) => parseResyncUrl(`http://192.0.2.1/admin/resync?${text}`),
  ],
  [
    'buildResyncUrl',
    texts.ruleText,
    (text) => buildResyncUrl({ device: '192.0.2.1', argument: text }),
  ],
  ['parseReadings', texts.ruleText, parseReadings],
  [
    'readSchedule',
    texts.valueText,
    (text) => {
      const read = readSchedule(text);
      return read.ok && nextWaits(read.value);
    },
  ],
  ['resyncAt', texts.valueText, resyncAt],
  [
    'readAliasMap',
    texts.plainText,
    (text) => {
      const read = readAliasMap(text);
      return read.ok && ambiguities(read.value);
    },
  ],
  [
    'readAliasedProfile',
    texts.xmlText,
    (text) => readAliasedProfile(`<r>${text}`, [{ from: ['A'], to: 'GPP_A' }]),
  ],
  ['readPlainText', texts.plainText, (text) => readPlainText(text, files(text), 'main.txt')],
  ['readXmlProfile', texts.xmlText, (text) => readXmlProfile(`<flat-profile>${text}`)],
  ['readProfile', texts.profileText, (text) => readProfile(text, files(text))],
  ['scanFields', texts.plainText, scanFields],
  ['fillFields', texts.plainText, (text) => fillFields(text, values, { escape: 'xml' })],
  [
    'checkValue',
    texts.valueText,
    (text) => allTypes.map((type) => checkValue(text, { type, options: ['a', 'B'] })),
  ],
  ['decodeCadScript', texts.scriptText, decodeCadScript],
  ['decodeFreqScript', texts.scriptText, decodeFreqScript],
  ['decodeToneScript', texts.scriptText, decodeToneScript],
  ['describeScript', texts.scriptText, describeScript],
  ['lintProfile', texts.profileText, (text) => lintProfile(scanProfile({ name: '', text }))],
  ['readSample', texts.profileText, readSample],
  ['parseUserAgent', texts.valueText, (text) => parseUserAgent(`Linksys/SPA942-5.1.10${text}`)],
  [
    'parseClientSubject',
    texts.valueText,
    (text) => parseClientSubject(`OU=a, L=${text}, S=${text}`),
  ],
  ['serverNameFromSubject', texts.valueText, (text) => serverNameFromSubject(`CN=${text}`)],
  ['parseSpcArguments', texts.ruleText, (text) => parseSpcArguments(text.split(' '))],
  ['splitSyslog', texts.valueText, (text) => readUnitReport(splitSyslog(`<134>${text}`).msg)],
];

it.each(readers)(
  '%s never throws',
  (_, input, read) => {
    fc.assert(
      fc.property(input, (text) => {
        read(text);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

/** What takes more than a line's time per character would not end within the timeout. */
it.each(readers)('%s ends with long monotonous texts', (_, _input, read) => {
  for (const piece of ['(', '[', '"', ' ', '$A', '<', '|', '{{', 'a ', '#', '!', '&', '1.', 'a=']) {
    read(piece.repeat(20_000));
  }
});

it.each([
  ['detectFormat', (bytes: Uint8Array) => detectFormat(bytes)],
  ['decryptProfile', (bytes: Uint8Array) => decryptProfile(bytes, 'k')],
  ['gunzipProfile', (bytes: Uint8Array) => gunzipProfile(bytes)],
  ['openProfile', (bytes: Uint8Array) => openProfile(bytes, 'k')],
] as const)(
  '%s never throws',
  (_, read) => {
    fc.assert(
      fc.property(texts.anyBytes, (bytes) => {
        read(bytes);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'findMacros finds what stands there, in order',
  () => {
    fc.assert(
      fc.property(texts.ruleText, (text) => {
        let end = 0;
        for (const use of findMacros(text)) {
          expect(use.from).toBeGreaterThanOrEqual(end);
          if (text.slice(use.from, use.to) !== use.text) throw new Error('not what stands there');
          end = use.to;
        }
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

describe('places', () => {
  const isInside = (start: number, end: number, { length }: string) =>
    start >= 0 && end >= start && end <= length;

  it(
    'of entries, values and problems lie inside of their file',
    () => {
      fc.assert(
        fc.property(texts.profileText, (text) => {
          const source = scanProfile({ name: 'main.txt', text }, files(text));
          for (const { start, end, file } of source.problems) {
            if (!isInside(start, end, file.text)) throw new Error('a problem outside');
          }
          for (const entry of source.entries) {
            const whole = entry.file.text;
            const spans = [entry.whole, entry.nameAt, entry.valueAt, entry.accessAt];
            for (const span of spans) {
              if (span && !isInside(span.start, span.end, whole))
                throw new Error('an entry outside');
            }
            const offsets = [...(entry.value ?? '')].map((_, index) => entry.offsetOf(index));
            if (offsets.some((at, index) => at < (offsets[index - 1] ?? 0) || at >= whole.length)) {
              throw new Error('a character outside');
            }
          }
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );

  it(
    'of findings and their fixes lie inside of the text',
    () => {
      fc.assert(
        fc.property(texts.profileText, fc.boolean(), (text, isTemplate) => {
          const source = scanProfile({ name: 'main.txt', text }, files(text));
          const options = isTemplate ? { layer: 'model' as const, isWhole: true } : {};
          for (const { file, start, end, fix } of lintProfile(source, options)) {
            const whole = file === 'main.txt' ? text : (files(text).get(file) ?? '');
            if (!isInside(start, end, whole)) throw new Error('a finding outside');
            for (const edit of fix?.edits ?? []) {
              if (!isInside(edit.start, edit.end, whole)) throw new Error('an edit outside');
            }
          }
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );

  it(
    'in the text of a conversion mean what was meant',
    () => {
      fc.assert(
        fc.property(
          texts.profileText,
          fc.constantFrom('xml' as const, 'plain-text' as const),
          (text, to) => {
            const source = scanProfile({ name: 'main.txt', text }, files(text));
            const converted = convertProfile(source, to, builtInCatalogue);
            if (!converted.ok) return;
            const before = readProfile(text, files(text));
            const after = readProfile(converted.value.text);
            if (!before.ok || !after.ok) throw new Error('cannot be read back');
            const meant = (name: string, list: typeof before.value) => {
              const entry = list.find((one) => one.name === name);
              const access = entry?.access ?? builtInCatalogue.byXmlName(name)?.userAccess ?? 'na';
              return JSON.stringify([entry?.value?.trim() ?? null, access]);
            };
            for (const { name } of before.value) {
              if (meant(name, before.value) !== meant(name, after.value)) throw new Error(name);
            }
            expect(after.value).toHaveLength(before.value.length);
          },
        ),
        { numRuns },
      );
    },
    timeoutMs,
  );
});
