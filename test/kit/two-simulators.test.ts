/**
 * The simulated units on a wire and the simulation without one are two drivers of the same unit: on
 * the same files they ask for the same names, send the same lines, and end with the same parameters.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitModels } from '../../main/simulate/models.ts';
import { seededRandom } from '../../main/simulate/pace.ts';
import { SimulatedUnit } from '../../main/simulate/unit.ts';
import { packProfile } from '../../main/station/profile/packed/pack.ts';
import { type Readings, readingsOf } from '../../main/station/profile/unit/readings.ts';
import { simulateUnit } from '../../main/station/profile/unit/simulate.ts';
import { fileWire } from './file-wire.ts';

const STATION = '192.168.76.1';
const MAC = '000e08aabb01';
/** Entries that are compared at the most: units whose files contradict each other reboot for ever. */
const MOST_ENTRIES = 24;
/** Some rules lead nowhere: after so many resyncs there is nothing new to hear. */
const MOST_RESYNCS = 30;
const FIRST_FILE = '/spa962.cfg';

const NO_HTTP = 'http_get failed: there is no HTTP on this wire';

type Answer = Uint8Array | 'not-found' | { failed: string };
type World = ReadonlyMap<string, Answer>;

interface Played {
  heard: string[];
  /** Null when the unit still does something. */
  parameters: Record<string, string> | null;
}

async function onTheWire(world: World, readings: Readings): Promise<Played> {
  const { afterUpdate, ...others } = readings;
  const wire = fileWire((name) => world.get(name) ?? 'not-found');
  const model = unitModels.SPA962;
  if (!model) throw new Error('no such model');
  let isStuck = false;
  let resyncs = 0;
  let finish: () => void = () => undefined;
  const over = new Promise<void>((done) => {
    finish = done;
  });
  wire.onHeard = () => wire.heard.length > MOST_ENTRIES && finish();
  const unit = new SimulatedUnit({
    ...{ mac: MAC, serial: 'S1', model, wire, seed: 1 },
    reading: afterUpdate,
    readings: others,
    pace: { scale: 0.000_000_1, soonestResendMs: 5000 },
    onHappening: (what) => {
      isStuck ||= what === 'stuck';
      if (['applied', 'unchanged', 'failed'].includes(what)) resyncs += 1;
      if (isStuck || resyncs > MOST_RESYNCS) finish();
    },
  });
  unit.powerOn();
  await over;
  const parameters = isStuck ? Object.fromEntries(unit.finalParameters) : null;
  await unit.powerOff();
  return { heard: wire.heard.slice(0, MOST_ENTRIES), parameters };
}

function withoutWire(world: World, readings: Readings): Played {
  const model = unitModels.SPA962;
  if (!model) throw new Error('no such model');
  const simulation = simulateUnit({
    unit: {
      ...{ model, mac: MAC, serial: 'S1', firmware: model.firmware },
      ip: '192.168.76.20',
      option66: STATION,
    },
    files: ({ scheme, path }) =>
      scheme === 'http' ? { failed: NO_HTTP } : (world.get(path) ?? 'not-found'),
    clock: { startAt: 0, random: seededRandom(1) },
    options: { readings, limits: { resyncs: MOST_RESYNCS - 5, events: 3000, seconds: 1e9 } },
  });
  const heard = simulation.events.flatMap((event) => {
    if (event.type === 'request' && event.url.startsWith('http')) return [];
    if (event.type === 'request') return [`ask ${new URL(event.url).pathname}`];
    return event.type === 'log' ? [`log ${event.line}`] : [];
  });
  // Where the unit on the wire is turned off before it rests, there is nothing to compare.
  const isOver = simulation.end === 'nothing-more' && heard.length <= MOST_ENTRIES;
  const parameters = isOver ? Object.fromEntries(simulation.unit.parameters) : null;
  return { heard: heard.slice(0, MOST_ENTRIES), parameters };
}

const names = [FIRST_FILE, '/a.cfg', '/b.cfg', `/p/${MAC}.cfg`];
const address = fc.constantFrom(
  ...['/a.cfg', '/b.cfg', '/p/$MA.cfg', `tftp://${STATION}/a.cfg`, `${STATION}:69/b.cfg`],
  ...['/missing.cfg', '/broken.cfg', `http://${STATION}/x`, '/$B.cfg', '$C'],
);
const condition = fc.constantFrom(
  ...['$PRVST eq 0', '"$A" ne "done"', '$SWVER ge 6.1.5', '$REGTMR1 eq 0 and "$B" eq "b"'],
  ...['"$A" lt "b"', '1 eq 2', '$PRVST gt 0'],
);
const assignments = fc.constantFrom('a = "done";', 'GPP_B = "b"; c = "/a.cfg"', 'b="$A"', 'x');
const options = fc.constantFrom('--key $SA', '--key k1', '--key "$SA" --alias m', '--alias m');
const alternative = fc
  .tuple(
    fc.option(condition, { freq: 3 }),
    fc.option(assignments, { freq: 3 }),
    fc.option(options, { freq: 2 }),
    fc.option(address, { freq: 8 }),
  )
  .map(([when, sets, how, url]) =>
    [
      when === null ? '' : `(${when})?`,
      sets === null ? '' : `(${sets})!`,
      how === null || url === null ? '' : `[${how}]`,
      url ?? '',
    ].join(' '),
  );
const rule = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(alternative, { minLength: 1, maxLength: 3 }).map((all) => all.join('|')),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '# off /a.cfg', '/spa$PSN.cfg', '(1 eq 1') },
);
const seconds = fc.constantFrom('', '0', '1', '2,3', '5+2', '3600');
const profile = fc
  .record(
    {
      Profile_Rule: rule,
      Profile_Rule_B: rule,
      Resync_Periodic: seconds,
      Resync_Error_Retry_Delay: seconds,
      Resync_Fails_On_FNF: fc.constantFrom('Yes', 'No'),
      Resync_On_Reset: fc.constantFrom('Yes', 'No'),
      Provision_Enable: fc.constantFrom('Yes', 'Yes', 'Yes', 'No'),
      Syslog_Server: fc.constantFrom('', STATION),
      GPP_A: fc.constantFrom('', 'done', '""'),
      GPP_B: fc.constantFrom('a', 'b'),
      GPP_M: fc.constantFrom('', '/CPE/tag = /flat-profile/GPP_B ;', 'nonsense'),
      GPP_SA: fc.constantFrom('', 'k1', 'k2'),
      Log_Resync_Failure_Msg: fc.constantFrom('', '$PN $SCHEME $PATH -- $ERR ($PRVST)'),
    },
    { requiredKeys: [] },
  )
  .map(
    (values) =>
      `<x><CPE><tag>b</tag></CPE><flat-profile>${Object.entries(values)
        .map(([name, value]) => `<${name}>${value.replace(/[<&]/g, '')}</${name}>`)
        .join('')}</flat-profile></x>`,
  );
const packed = fc
  .tuple(profile, fc.boolean(), fc.option(fc.constantFrom('k1', 'k2'), { freq: 2 }))
  .map(([text, gzip, key]) => packProfile(text, { gzip, key, salt: new Uint8Array(8) }));
const world = fc
  .tuple(profile, ...names.slice(1).map(() => packed))
  .map(([first, ...others]): World => {
    const rest = others.map((bytes, n) => [names[n + 1] ?? '', bytes] as const);
    return new Map<string, Answer>([
      [FIRST_FILE, Buffer.from(first)],
      ...rest,
      ['/broken.cfg', { failed: 'Access violation' }],
    ]);
  });
const readings = fc
  .record(
    {
      afterUpdate: fc.constantFrom('at-once', 'timer', 'power-cycle'),
      emptyElement: fc.constantFrom('empty-string', 'factory-default', 'keep'),
      quotedEmpty: fc.constantFrom('text', 'empty-string'),
      unmentioned: fc.constantFrom('keep', 'keep', 'factory-default'),
      keyForPlainFile: fc.constantFrom('refused', 'ignored'),
      ruleExpansion: fc.constantFrom('whole-rule', 'part-by-part'),
      newRuleInSamePass: fc.constantFrom('used', 'next-pass'),
      failedPass: fc.constantFrom('no-reboot', 'reboots'),
      schemeCase: fc.constantFrom('lower', 'upper'),
      periodicOff: fc.constantFrom('empty-or-zero', 'zero-only'),
    },
    { requiredKeys: [] },
  )
  .map((some) => readingsOf(some as Partial<Readings>));

describe('a unit on a wire and one without', () => {
  it('do the same whatever the files say and however the guide is read', async () => {
    let fullyPlayed = 0;
    await fc.assert(
      fc.asyncProperty(world, readings, async (files, how) => {
        const without = withoutWire(files, how);
        const on = await onTheWire(files, how);
        // A simulation that is steady ends; the unit on the wire goes on.
        const length = Math.min(without.heard.length, on.heard.length);
        expect(on.heard.slice(0, length)).toEqual(without.heard.slice(0, length));
        if (without.parameters === null) return;
        expect(on).toEqual(without);
        fullyPlayed += 1;
      }),
      { numRuns: 60 },
    );
    expect(fullyPlayed).toBeGreaterThan(10);
  });
});
