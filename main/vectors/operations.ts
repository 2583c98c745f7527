/** The operations of the suites over the product's own functions (schema: `test/vectors/README.md`). */

import { detectFormat } from '../station/profile/packed/detect.ts';
import { decryptProfile, encryptProfile } from '../station/profile/packed/encrypt.ts';
import { gunzipProfile } from '../station/profile/packed/gzip.ts';
import { bad, good, type Read } from '../station/profile/problem.ts';
import { readAliasMap } from '../station/profile/rules/alias-map.ts';
import { readAssignments } from '../station/profile/rules/assignment.ts';
import { evaluateCondition } from '../station/profile/rules/condition.ts';
import { expandMacros } from '../station/profile/rules/macro.ts';
import { macroValues } from '../station/profile/rules/macros-of-unit.ts';
import { readResyncOptions } from '../station/profile/rules/resync-options.ts';
import { buildResyncUrl, parseResyncUrl } from '../station/profile/rules/resync-url.ts';
import { evaluateRule } from '../station/profile/rules/rule.ts';
import {
  nextDelay,
  readSchedule,
  resyncAt,
  retryPolicy,
} from '../station/profile/rules/schedule.ts';
import { resolveUrl } from '../station/profile/rules/url.ts';
import {
  compareVersions,
  downgradeCheck,
  isVersionLiteral,
  parseVersion,
} from '../station/profile/rules/version.ts';
import { xmlName } from '../station/profile/text/names.ts';
import { readPlainText } from '../station/profile/text/plain-text.ts';
import { readXmlProfile, type XmlProfile } from '../station/profile/text/xml.ts';
import { readAliasedProfile } from '../station/profile/unit/aliased-profile.ts';
import { runResyncSequence } from '../station/profile/unit/resync-sequence.ts';
import { decodeCadScript } from '../station/profile/values/cadence.ts';
import { builtInCatalogue } from '../station/profile/values/catalogue.ts';
import { decodeFreqScript } from '../station/profile/values/frequencies.ts';
import { isSecretParameter } from '../station/profile/values/secrets.ts';
import { decodeToneScript } from '../station/profile/values/tone.ts';
import { isValidValue } from '../station/profile/values/types.ts';
import { parseSpcArguments } from '../station/spc/arguments.ts';
import { splitSyslog } from '../station/syslog/header.ts';
import { readUnitReport } from '../station/syslog/unit-report.ts';
import { parseClientSubject, serverNameFromSubject } from '../station/units/certificate.ts';
import { parseUserAgent } from '../station/units/user-agent.ts';
import * as inputs from './inputs.ts';
import type { VectorContext } from './suite.ts';

/** @param input as the file has it: anything; one that does not fit is a problem, not an exception */
export type Operation = (input: unknown, context: VectorContext) => Read<unknown>;

const fromBase64 = (text: string) => Buffer.from(text, 'base64');
const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function map<A, B>(read: Read<A>, change: (value: A) => B): Read<B> {
  return read.ok ? good(change(read.value)) : read;
}

/** Names of the table that are not given have no value, those of a unit among them. */
function valuesOf({ vars = {} }: VectorContext): Map<string, string> {
  const unit = { mac: '', productName: '', psn: '', serial: '', swver: '', hwver: '', ip: '' };
  return macroValues({ ...unit, more: { CCERT: '', ...vars } });
}

function option66Of({ option66 }: VectorContext): { option66?: string } {
  return option66 === undefined ? {} : { option66 };
}

export const operations: Readonly<Record<string, Operation>> = {
  expandMacros: inputs.text((text, context) => good(expandMacros(text, valuesOf(context)))),
  evaluateCondition: inputs.text((text, context) => evaluateCondition(text, valuesOf(context))),
  compareVersions: inputs.versions(({ a, b }) => {
    const [left, right] = [parseVersion(a), parseVersion(b)];
    if (!left || !right) return bad('bad-version', 'Only two versions can be compared.');
    const order = compareVersions(left, right);
    return good(order < 0 ? '<' : order > 0 ? '>' : '=');
  }),
  validateVersion: inputs.value(({ value }) => good({ valid: isVersionLiteral(value) })),
  downgradeCheck: inputs.downgrade(({ version, limit }) => downgradeCheck(version, limit)),
  parseAssignments: inputs.text((text, context) =>
    readAssignments(expandMacros(text, valuesOf(context))),
  ),
  resolveUrl: inputs.text((text, context) =>
    resolveUrl(expandMacros(text, valuesOf(context)), option66Of(context)),
  ),
  parseResyncOptions: inputs.text((text, context) => readResyncOptions(text, valuesOf(context))),
  applyAliases: inputs.aliases(({ map: text, xml }) => {
    const aliases = readAliasMap(text);
    if (!aliases.ok) return aliases;
    return map(readAliasedProfile(xml, aliases.value), ({ parameters }) => ({
      parameters: Object.fromEntries(parameters),
    }));
  }),
  evaluateRule: inputs.text((text, context) =>
    evaluateRule(text, {
      ...option66Of(context),
      kind: context.ruleKind ?? 'profile',
      values: valuesOf(context),
    }),
  ),
  runResyncSequence: inputs.sequence((sequence, context) =>
    runResyncSequence(sequence, { values: valuesOf(context), ...option66Of(context) }),
  ),
  parseSchedule: inputs.text((text) => readSchedule(text)),
  nextDelay: inputs.delay(({ schedule, attempt }) =>
    map(readSchedule(schedule), (delays) => nextDelay(delays, attempt)),
  ),
  resyncAt: inputs.value(({ value }) => resyncAt(value)),
  retryPolicy: inputs.retry(({ parameter, value }) => retryPolicy(parameter, value)),
  parsePlainText: inputs.files(({ files, entry }) =>
    map(readPlainText(files[entry] ?? '', new Map(Object.entries(files)), entry), (entries) => ({
      entries,
    })),
  ),
  parseXmlProfile: inputs.text((text, { knownNames = [] }) =>
    map(readKnown(text, knownNames), ({ parameters, ignored }) => ({
      parameters: Object.fromEntries(parameters),
      ignored: ignored.sort(),
    })),
  ),
  xmlName: inputs.text((text) => good(xmlName(text))),
  validateValue: inputs.typedValue(({ type, value, options }) =>
    good({ valid: isValidValue(value, options === undefined ? { type } : { type, options }) }),
  ),
  decodeCadScript: inputs.text((text) => decodeCadScript(text)),
  decodeFreqScript: inputs.text((text) => decodeFreqScript(text)),
  decodeToneScript: inputs.text((text) => decodeToneScript(text)),
  serverNameFromSubject: inputs.text((text) => serverNameFromSubject(text)),
  parseClientSubject: inputs.text((text) => good(parseClientSubject(text))),
  parseUserAgent: inputs.text((text) =>
    map(parseUserAgent(text), ({ vendor, product, version, serial }) => ({
      ...{ vendor, product, version, serial },
    })),
  ),
  parseSyslogMessage: inputs.text((text) => readMessage(text)),
  parseResyncUrl: inputs.text((text) => parseResyncUrl(text)),
  buildResyncUrl: inputs.resyncParts((parts) => buildResyncUrl(parts)),
  parseSpcArguments: inputs.words((args) => parseSpcArguments(args)),
  decryptProfile: inputs.cipher(({ cipherBase64, phrase }) =>
    map(decryptProfile(fromBase64(cipherBase64), phrase), (plain) => ({
      plainBase64: toBase64(plain),
    })),
  ),
  encryptProfile: inputs.plain(({ plainBase64, phrase, saltHex }) => {
    const salt = Buffer.from(saltHex, 'hex');
    if (salt.length !== 8) return bad('bad-salt', 'A salt has 8 bytes.');
    return good({ cipherBase64: toBase64(encryptProfile(fromBase64(plainBase64), phrase, salt)) });
  }),
  gunzipProfile: inputs.gzip(({ gzipBase64 }) =>
    map(gunzipProfile(fromBase64(gzipBase64)), (plain) => ({ plainBase64: toBase64(plain) })),
  ),
  detectFormat: inputs.bytes(({ base64 }) => good(detectFormat(fromBase64(base64)))),
  isSecretParameter: inputs.text((name) => good(isSecretParameter(xmlName(name)))),
};

/** A file without flat-profile sets nothing; only who serves such a file has to be told. */
function readKnown(text: string, knownNames: readonly string[]): Read<XmlProfile> {
  const known = new Set([...builtInCatalogue.all.map((one) => one.xmlName), ...knownNames]);
  const read = readXmlProfile(text, { known });
  if (read.ok || read.problem.kind !== 'no-flat-profile') return read;
  return good({ parameters: new Map(), ignored: [] });
}

function readMessage(text: string): Read<unknown> {
  const { facility, severity, msg } = splitSyslog(text);
  const report = readUnitReport(msg);
  if (report === null) return bad('no-report', 'The text is no message of a unit on a resync.');
  const all = { ...report, facility, severity };
  return good(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
}
