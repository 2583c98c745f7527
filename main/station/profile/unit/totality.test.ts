/** No text, no file and no state makes a unit throw, or run on without end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ambiguities, readAliasMap } from '../rules/alias-map.ts';
import { explainRule } from '../rules/explain-rule.ts';
import { expandWithMarks } from '../rules/macro-marks.ts';
import { buildResyncUrl, parseResyncUrl } from '../rules/resync-url.ts';
import { readSchedule, resyncAt, retryPolicy } from '../rules/schedule.ts';
import { readUpgradeChain, writeUpgradeRule } from '../rules/upgrade-chain.ts';
import { downgradeCheck } from '../rules/version.ts';
import { applyAliases } from './aliased-profile.ts';
import { explainEvents } from './explain.ts';
import { openFile } from './open-file.ts';
import { parseReadings, type Readings, readingsOf, readingTexts } from './readings.ts';
import { runResyncSequence } from './resync-sequence.ts';
import { simulateUnit } from './simulate.ts';

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
  ),
  fc.constantFrom(' and ', ' eq ', '!', '2.0.6(b)', 'http://h/a', '://', '/', '#', '\n', '=', '7'),
  fc.constantFrom('/flat-profile/A', '<a>', '</a>', '<A/>', '&lt;', '$SWVER lt 2.0.6', '%41', '0'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
const anyReadings: fc.Arbitrary<Readings> = fc
  .record(
    Object.fromEntries(
      Object.entries(readingTexts).map(([name, { alternatives }]) => [
        name,
        fc.constantFrom(...Object.keys(alternatives)),
      ]),
    ),
  )
  .map((readings) => readingsOf(readings as Partial<Readings>));
const values = new Map([
  ['A', 'x" | ) ] $B'],
  ['SA', '$SA"'],
  ['SWVER', '2.0.6'],
]);

const readers: [string, (text: string, readings: Readings) => unknown][] = [
  [
    'readAliasMap',
    (some) => {
      const map = readAliasMap(some);
      return map.ok ? ambiguities(map.value) : map;
    },
  ],
  ['applyAliases', (some, readings) => applyAliases('/a = /flat-profile/B', some, { readings })],
  ['parseResyncUrl', parseResyncUrl],
  ['buildResyncUrl', (some) => buildResyncUrl({ device: 'h', argument: some })],
  ['readSchedule', readSchedule],
  ['resyncAt', resyncAt],
  ['retryPolicy', (some, readings) => retryPolicy('Resync_Error_Retry_Delay', some, readings)],
  ['downgradeCheck', (some, readings) => downgradeCheck(some, '2.0.6', readings)],
  ['readUpgradeChain', readUpgradeChain],
  [
    'writeUpgradeRule',
    (some) => writeUpgradeRule({ steps: [{ below: '2.0.6', url: some }], last: some }),
  ],
  ['parseReadings', parseReadings],
  ['explainRule', (some, readings) => explainRule(some, { values, readings, option66: some })],
  ['expandWithMarks', (some, readings) => expandWithMarks(some, values, readings)],
  [
    'openFile',
    (some, readings) => openFile(Buffer.from(some), { key: some, aliases: null, readings }),
  ],
  [
    'runResyncSequence',
    (some, readings) =>
      runResyncSequence(
        { rules: { Profile_Rule: some }, answers: { 'http://h/a': 'ok' } },
        { values, option66: some, readings },
      ),
  ],
];

it.each(readers)('%s has an answer for every text, however the guide is read', (_, read) => {
  fc.assert(
    fc.property(text, anyReadings, (some, readings) => {
      expect(read(some, readings)).toBeDefined();
    }),
    { numRuns: 200 },
  );
});

it.each(readers)('%s answers long monotonous texts at once', (_, read) => {
  const readings = readingsOf({ hashInRule: 'comment', bareName: 'longest-known' });
  for (const unit of [
    '(',
    '[',
    '"',
    ' ',
    '$A',
    '<a>',
    '|',
    'a ',
    '#',
    '!',
    '/a',
    '1,',
    'a=',
    '%',
  ]) {
    const started = performance.now();
    read(unit.repeat(20_000), readings);
    expect(performance.now() - started).toBeLessThan(3000);
  }
});

it('a simulation ends for every profile, and tells no secret of it', () => {
  const secret = 'S3cretOfThisUnit';
  const model = {
    name: 'SPA962',
    series: '962',
    hardware: '1',
    factoryRule: '/f',
    takesUrlFromDhcp: true,
  };
  const rule = fc.array(
    fc.constantFrom(
      ...['(1 eq 1)?', '("$A" eq "1")?', '(a="1")!', '(GPP_SA="$A")!', '[--key $SA]', '[--post a]'],
      ...[`[--key ${secret}]`, '/f', 'http://s/g', '|', '$A', '$SA'],
    ),
    { maxLength: 5 },
  );
  const values = fc.record(
    {
      Profile_Rule: rule.map((parts) => parts.join(' ')),
      Upgrade_Rule: rule.map((parts) => parts.join(' ')),
      Resync_Trigger_1: fc.constantFrom('', '$PRVTMR gt 5', '1 eq 1'),
      Resync_Periodic: fc.constantFrom('', '0', '5', '1+2,3'),
      Resync_Error_Retry_Delay: fc.constantFrom('', '0', '5'),
      Upgrade_Error_Retry_Delay: fc.constantFrom('', '0', '5'),
      Resync_At: fc.constantFrom('', '1000'),
      GPP_SA: fc.constant(secret),
      GPP_A: fc.constantFrom('1', '2', `${secret}-x`),
      Syslog_Server: fc.constantFrom('', '10.0.0.5'),
    },
    { requiredKeys: [] },
  );
  const file = fc.oneof(
    values.map((some) => {
      const elements = Object.entries(some).map(([name, value]) => `<${name}>${value}</${name}>`);
      return Buffer.from(`<flat-profile>${elements.join('')}</flat-profile>`);
    }),
    fc.constantFrom('fail' as const, 'not-found' as const, { firmware: '7.5.5' }),
    fc.uint8Array({ maxLength: 20 }),
  );
  fc.assert(
    fc.property(values, file, file, anyReadings, (parameters, f, g, readings) => {
      const simulation = simulateUnit({
        unit: {
          ...{ model, mac: '000e08000001', serial: 'S', firmware: '6.1.5', ip: '10.0.0.9' },
          ...{ option66: '10.0.0.1', parameters: new Map(Object.entries(parameters)) },
        },
        files: new Map([
          ['/f', f],
          ['http://s/g', g],
        ]),
        clock: { startAt: 0, random: () => 0.25 },
        options: { readings, limits: { events: 150, resyncs: 8 } },
      });
      const told = JSON.stringify([simulation.events, explainEvents(simulation.events)]);
      // GPP_A with more behind it is another text; where it is no key, it is no secret.
      expect(told.replaceAll(`${secret}-x`, '')).not.toContain(secret);
    }),
    { numRuns: 150 },
  );
});
