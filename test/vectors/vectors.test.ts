/** The guide's worked examples against the profile language; rules of comparison in README.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectFormat } from '../../main/station/profile/packed/detect.ts';
import { decryptProfile, encryptProfile } from '../../main/station/profile/packed/encrypt.ts';
import { gunzipProfile } from '../../main/station/profile/packed/gzip.ts';
import { good, type ProfileProblem, type Read } from '../../main/station/profile/problem.ts';
import { readAssignments } from '../../main/station/profile/rules/assignment.ts';
import { evaluateCondition } from '../../main/station/profile/rules/condition.ts';
import { expandMacros } from '../../main/station/profile/rules/macro.ts';
import { macroValues } from '../../main/station/profile/rules/macros-of-unit.ts';
import { readResyncOptions } from '../../main/station/profile/rules/resync-options.ts';
import { evaluateRule, type RuleKind } from '../../main/station/profile/rules/rule.ts';
import { nextDelay, readSchedule } from '../../main/station/profile/rules/schedule.ts';
import { resolveUrl } from '../../main/station/profile/rules/url.ts';
import { compareVersions, parseVersion } from '../../main/station/profile/rules/version.ts';
import { xmlName } from '../../main/station/profile/text/names.ts';
import { readPlainText } from '../../main/station/profile/text/plain-text.ts';
import { readXmlProfile } from '../../main/station/profile/text/xml.ts';
import { isSecretParameter } from '../../main/station/profile/values/secrets.ts';
import { readUnitReport } from '../../main/station/syslog/unit-report.ts';
import { parseUserAgent } from '../../main/station/units/user-agent.ts';

interface Context {
  vars?: Record<string, string>;
  option66?: string;
  ruleKind?: RuleKind;
  knownNames?: string[];
}
interface VectorCase {
  id: string;
  operation?: string;
  input: unknown;
  context?: Context;
  expected?: unknown;
  expectedAnyOf?: unknown[];
}
interface Suite {
  operation: string;
  cases: VectorCase[];
}
interface Fields {
  [name: string]: string;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

const catalogue = readJson('../../resources/parameters.json') as {
  parameters: { xmlName: string }[];
};
const catalogueNames = catalogue.parameters.map((parameter) => parameter.xmlName);

/** The suite's variables over the table of macros, whose other members are empty. */
function valuesOf({ vars = {} }: Context): Map<string, string> {
  const unit = { mac: '', productName: '', psn: '', serial: '', swver: '', hwver: '', ip: '' };
  return macroValues({ ...unit, more: { CCERT: '', ...vars } });
}

const fromBase64 = (text = '') => Buffer.from(text, 'base64');
const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function map<A, B>(read: Read<A>, change: (value: A) => B): Read<B> {
  return read.ok ? good(change(read.value)) : read;
}

type Operation = (input: never, context: Context) => Read<unknown>;
const operations: Record<string, Operation> = {
  expandMacros: (text: string, context) => good(expandMacros(text, valuesOf(context))),
  evaluateCondition: (text: string, context) => evaluateCondition(text, valuesOf(context)),
  validateVersion: ({ value = '' }: Fields) => good({ valid: parseVersion(value) !== null }),
  compareVersions: ({ a = '', b = '' }: Fields) => good('<=>'[orderOf(a, b) + 1]),
  downgradeCheck: ({ version = '', limit = '' }: Fields) =>
    good({ accepted: limit === '' || orderOf(version, limit) >= 0 }),
  parseAssignments: (text: string, context) =>
    readAssignments(expandMacros(text, valuesOf(context))),
  resolveUrl: (text: string, context) => resolveUrl(expandMacros(text, valuesOf(context)), context),
  parseResyncOptions: (text: string, context) => readResyncOptions(text, valuesOf(context)),
  evaluateRule: (text: string, { ruleKind = 'profile', ...context }) =>
    evaluateRule(text, { ...context, kind: ruleKind, values: valuesOf(context) }),
  parsePlainText: ({ files, entry }: { files: Fields; entry: string }) =>
    map(readPlainText(files[entry] ?? '', new Map(Object.entries(files)), entry), (entries) => ({
      entries,
    })),
  parseXmlProfile: (text: string, { knownNames = [] }) =>
    map(
      readXmlProfile(text, { known: new Set([...catalogueNames, ...knownNames]) }),
      ({ parameters, ignored }) => ({
        parameters: Object.fromEntries(parameters),
        ignored: ignored.sort(),
      }),
    ),
  xmlName: (name: string) => good(xmlName(name)),
  decryptProfile: ({ cipherBase64, phrase = '' }: Fields) =>
    map(decryptProfile(fromBase64(cipherBase64), phrase), (plain) => ({
      plainBase64: toBase64(plain),
    })),
  encryptProfile: ({ plainBase64, phrase = '', saltHex = '' }: Fields) => {
    const salt = Buffer.from(saltHex, 'hex');
    return good({
      cipherBase64: toBase64(encryptProfile(fromBase64(plainBase64), phrase, salt)),
    });
  },
  gunzipProfile: ({ gzipBase64 }: Fields) =>
    map(gunzipProfile(fromBase64(gzipBase64)), (plain) => ({ plainBase64: toBase64(plain) })),
  detectFormat: ({ base64 }: Fields) => good(detectFormat(fromBase64(base64))),
  parseUserAgent: (text: string) => parseUserAgent(text),
  isSecretParameter: (name: string) => good(isSecretParameter(xmlName(name))),
  parseSchedule: (text: string) => readSchedule(text),
  nextDelay: ({ schedule, attempt }: { schedule: string; attempt: number }) =>
    map(readSchedule(schedule), (delays) => nextDelay(delays, attempt)),
  parseSyslogMessage: (text: string) => good(withoutNulls(readUnitReport(text))),
};

function orderOf(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) throw new Error(`${a} or ${b} is no version`);
  return Math.sign(compareVersions(left, right));
}

function withoutNulls(value: object | null): unknown {
  return value && Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== null));
}

interface ExpectedError {
  error: { at?: { line: number; column?: number; file?: string }[] };
}

function isError(expected: unknown): expected is ExpectedError {
  return typeof expected === 'object' && expected !== null && 'error' in expected;
}

function isAt(problem: ProfileProblem, { error }: ExpectedError): boolean {
  const places = error.at ?? [];
  return (
    places.length === 0 ||
    places.some((place) =>
      Object.entries(place).every(([name, at]) => problem[name as keyof ProfileProblem] === at),
    )
  );
}

function check(result: Read<unknown>, acceptable: unknown[]): void {
  if (result.ok) {
    const values = acceptable.filter((expected) => !isError(expected));
    const plain: unknown = JSON.parse(JSON.stringify(result.value));
    if (values.length === 1) expect(plain).toEqual(values[0]);
    else expect(values).toContainEqual(plain);
    return;
  }
  const errors = acceptable.filter(isError);
  expect(errors, `${result.problem.kind}: ${result.problem.message}`).not.toEqual([]);
  expect(errors.some((expected) => isAt(result.problem, expected))).toBe(true);
}

const suites = [
  'macro-expansion',
  'conditions',
  'versions',
  'assignments',
  'url',
  'resync-options',
  'profile-rules',
  'plain-text',
  'xml-profile',
  'parameter-names',
  'encryption',
  'format-detection',
  'user-agent',
  'syslog',
  'report-secrets',
  'schedules',
  'resync-urls',
];

/** Operations of these suites the station has no use for yet. */
const notYet = ['resyncAt', 'retryPolicy', 'parseResyncUrl', 'buildResyncUrl'];

describe.each(suites)('the examples of %s', (name) => {
  const suite = readJson(`./${name}.json`) as Suite;
  const cases = suite.cases.filter((one) => !notYet.includes(one.operation ?? suite.operation));
  it.each(cases.map((one) => [one.id, one] as const))('%s comes out as printed', (_, one) => {
    const operation = operations[one.operation ?? suite.operation];
    if (!operation) throw new Error(`${one.id} asks for an operation nobody has`);
    const result = operation(one.input as never, one.context ?? {});
    check(result, one.expectedAnyOf ?? [one.expected]);
  });
});
