/** The operations of the suites over the product's own functions (schema: `test/vectors/README.md`). */

import { detectFormat } from '../station/profile/packed/detect.ts';
import { decryptBytes, encryptProfile } from '../station/profile/packed/encrypt.ts';
import { gunzipProfile } from '../station/profile/packed/gzip.ts';
import { bad, good, type Read } from '../station/profile/problem.ts';
import { readAliasMap } from '../station/profile/rules/alias-map.ts';
import { readAssignments } from '../station/profile/rules/assignment.ts';
import { evaluateCondition } from '../station/profile/rules/condition.ts';
import { expandMacros } from '../station/profile/rules/macro.ts';
import { macroValues } from '../station/profile/rules/macros-of-unit.ts';
import { type ResyncOptions, readResyncOptions } from '../station/profile/rules/resync-options.ts';
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
  parseResyncOptions: inputs.text((text, context) => {
    const read = readResyncOptions(text, valuesOf(context));
    return read.ok && !isOfGuide(read.value) ? unknownOption : read;
  }),
  applyAliases: inputs.aliases(({ map: text, xml }, { knownNames = [] }) => {
    const aliases = readAliasMap(text);
    if (!aliases.ok) return aliases;
    // What a map names is a parameter; children of flat-profile are as in parseXmlProfile.
    const names = known([...knownNames, ...aliases.value.map(({ to }) => to)]);
    return map(readAliasedProfile(xml, aliases.value, { known: names }), ({ parameters }) => ({
      parameters: Object.fromEntries(parameters),
    }));
  }),
  evaluateRule: inputs.text((text, context) => {
    const kind = context.ruleKind ?? 'profile';
    const read = evaluateRule(text, { ...option66Of(context), kind, values: valuesOf(context) });
    if (!read.ok || read.value.outcome !== 'fetch') return read;
    return isOfGuide(read.value.options ?? {}) ? read : unknownOption;
  }),
  runResyncSequence: inputs.sequence((sequence, context) =>
    runResyncSequence(sequence, { values: valuesOf(context), ...option66Of(context) }),
  ),
  parseSchedule: inputs.text((text) => readSchedule(text)),
  nextDelay: inputs.delay(({ schedule, attempt }) =>
    map(readSchedule(schedule), (delays) => nextDelay(delays, attempt)),
  ),
  resyncAt: inputs.value(({ value }) => resyncAt(value)),
  retryPolicy: inputs.retry(({ parameter, value }) => retryPolicy(parameter, value)),
  parsePlainText: inputs.files(({ files, entry }) => {
    const text = files[entry];
    if (text === undefined) return bad('missing-file', `There is no file ${entry}.`);
    return map(readPlainText(text, new Map(Object.entries(files)), entry), (entries) => ({
      entries,
    }));
  }),
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
    map(parseUserAgent(text), ({ vendor, product, version, serial, mac }) => {
      // The guide knows the serial number only; what looks like a MAC is one in its words.
      const written =
        mac === undefined ? null : (/\(\s*([^()]*?)\s*\)\s*$/.exec(text)?.[1] ?? null);
      return { vendor, product, version, serial: serial ?? written };
    }),
  ),
  parseSyslogMessage: inputs.text((text) => readMessage(text)),
  parseResyncUrl: inputs.text((text) => parseResyncUrl(text)),
  buildResyncUrl: inputs.resyncParts((parts) => buildResyncUrl(parts)),
  parseSpcArguments: inputs.words((args) => parseSpcArguments(args)),
  decryptProfile: inputs.cipher(({ cipherBase64, phrase }) =>
    map(decryptBytes(fromBase64(cipherBase64), phrase), (plain) => ({
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
  const read = readXmlProfile(text, { known: known(knownNames) });
  if (read.ok || read.problem.kind !== 'no-flat-profile') return read;
  return good({ parameters: new Map(), ignored: [] });
}

/** Newer firmware also knows an account for HTTP, which the guide does not. */
function isOfGuide({ uid, pwd }: ResyncOptions): boolean {
  return uid === undefined && pwd === undefined;
}

const unknownOption = bad('unknown-option', 'The guide knows --key, --post and --alias.');

function known(more: readonly string[]): Set<string> {
  return new Set([...builtInCatalogue.all.map((one) => one.xmlName), ...more]);
}

function readMessage(text: string): Read<unknown> {
  const { facility, severity, msg } = splitSyslog(text);
  const report = readUnitReport(msg);
  if (report === null) return bad('no-report', 'The text is no message of a unit on a resync.');
  const all = { ...report, facility, severity };
  return good(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
}
