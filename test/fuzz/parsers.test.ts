/** Every reader of the profile language and its neighbours has an answer for every input. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lintProfile } from '../../main/station/profile/lint/lint.ts';
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
  ['readPlainText', texts.plainText, (text) => readPlainText(text, texts.files(text), 'main.txt')],
  ['readXmlProfile', texts.xmlText, (text) => readXmlProfile(`<flat-profile>${text}`)],
  ['readProfile', texts.profileText, (text) => readProfile(text, texts.files(text))],
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
