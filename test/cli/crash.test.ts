/** kill -9 of the station in the middle of work: what was printed is there, once, and nothing else is half there. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import type { PastBatch } from '../../main/contract/bindings.ts';
import { connectToStation } from '../../main/serve/connect.ts';
import { readRunFile } from '../../main/serve/data-dir.ts';
import { seededRandom } from '../../main/simulate/pace.ts';
import {
  cleanUp,
  type Line,
  onLoopback,
  type StationProcess,
  simulate,
  startStation,
  startVerb,
  temporaryDir,
  verifiedUnits,
  whySkipped,
} from './station-process.ts';

const KILLS = 20;
const UNITS = 120;
/** Pairs scanned in one round, fresh ones each time; the kill comes somewhere among them. */
const PAIRS = 6;

afterAll(cleanUp);

/** What was printed so far, so what must hold: a unit's account, or null after an undo. */
type Printed = Map<string, string | null>;

describe.skipIf(whySkipped !== null)(`kill -9${whySkipped ? `: ${whySkipped}` : ''}`, () => {
  it(`${KILLS} times amid scans, undos and exports loses and doubles nothing`, async () => {
    const random = seededRandom(20_240_607);
    const dir = temporaryDir();
    const out = temporaryDir();
    let station = await startStation(onLoopback, dir);
    await simulate(station, '--units', String(UNITS), '--models', 'SPA962,SPA942');
    const macs = (await verifiedUnits(station, UNITS)).map(({ mac }) => String(mac));
    const accountOf = new Map(macs.map((mac, n) => [mac, `A-${String(n).padStart(4, '0')}`]));
    const accounts = join(temporaryDir(), 'accounts.csv');
    writeFileSync(accounts, ['account', ...accountOf.values()].join('\n'));
    await station.done('accounts', 'import', accounts);

    const printed: Printed = new Map();
    const batches = new Map<number, string>();
    let free = macs;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const pairs = free.slice(0, PAIRS).map((mac) => [mac, accountOf.get(mac) ?? ''] as const);
      expect(pairs.length).toBeGreaterThan(0);
      const { lines, exported } = await workUntilKilled(station, pairs, out, random);
      for (const line of lines) note(printed, line);
      for (const { batch, sha256 } of exported) {
        if (typeof batch === 'number') batches.set(batch, String(sha256));
      }

      station = await startStation(onLoopback, dir);
      const found = await readAll(station);
      expect(found.units.filter(({ stage }) => stage === 'VERIFIED')).toHaveLength(UNITS);
      const live = found.bindings.filter(({ state }) => state === 'bound' || state === 'exported');
      const bound = new Map(live.map(({ mac, account }) => [mac, account]));
      expect(bound.size).toBe(live.length);
      expect(new Set(bound.values()).size).toBe(live.length);
      const tried = new Set<string>(pairs.map(([mac]) => mac));
      for (const mac of macs) {
        const now = bound.get(mac) ?? null;
        // The last thing asked for may have become true without an answer; nothing else may.
        const isOpen = tried.has(mac) && [null, accountOf.get(mac)].includes(now);
        const promised = printed.get(mac) ?? null;
        if (now !== promised) {
          expect({ kill, mac, now, promised, isOpen }).toMatchObject({ isOpen: true });
          expect(lastOf(lines, mac)).toEqual({ isSettled: false });
        }
        printed.set(mac, now);
      }
      checkBatches(found.batches, batches, live, out);
      free = macs.filter((mac) => !bound.has(mac));
    }
    expect([...printed.values()].filter((account) => account !== null).length).toBeGreaterThan(
      KILLS,
    );
    expect(batches.size).toBeGreaterThan(1);
    await station.stop('SIGTERM');

    /** Whether nothing was asked about the unit after the last that was printed about it. */
    function lastOf(lines: readonly Line[], mac: string): { isSettled: boolean } {
      const index = lines.findLastIndex(({ unit, verdict }) => unit === mac && verdict !== 'held');
      // An undo takes the newest bind of all: only a bind before the newest printed one is settled.
      const newest = lines.findLastIndex(({ verdict }) => verdict === 'bound');
      return { isSettled: index >= 0 && index < newest };
    }
  }, 180_000);
});

/** Scans, undoes and exports at once, and kills the station in the middle, or soon after. */
async function workUntilKilled(
  station: StationProcess,
  pairs: readonly (readonly [mac: string, account: string])[],
  out: string,
  random: () => number,
): Promise<{ lines: Line[]; exported: Line[] }> {
  // One pair is bound, taken back and bound again.
  const [mac = '', account = ''] = pairs[Math.floor(random() * pairs.length)] ?? [];
  const texts = pairs.flatMap((pair) => [
    ...pair,
    ...(pair[0] === mac ? ['*PPS-UNDO*', mac, account] : []),
  ]);
  const scanning = startVerb(station.dir, 'scan', ...texts);
  const killAt = 1 + Math.floor(random() * texts.length);
  const exporting = pause(300 * random()).then(() =>
    startVerb(station.dir, 'export', '--preset', 'billing', '--out', out),
  );
  let seen = 0;
  const reached = scanning.line(() => {
    seen += 1;
    return seen >= killAt;
  });
  await reached;
  await pause(random() < 0.5 ? 10 * random() : 400 * random());
  await station.stop('SIGKILL');
  const { lines } = await scanning.end;
  const exported = await (await exporting).end;
  return { lines, exported: exported.lines };
}

function note(printed: Printed, { unit, account, verdict }: Line): void {
  if (verdict === 'bound') printed.set(String(unit), String(account));
  if (verdict === 'command' && unit !== null) printed.set(String(unit), null);
}

async function readAll({ dir }: StationProcess) {
  const run = readRunFile(dir);
  if (run === null) throw new Error('the station left no run file');
  const { client, close } = await connectToStation(run);
  try {
    return {
      units: await client.units.list(),
      bindings: await client.bindings.list(),
      batches: await client.exports.list(),
    };
  } finally {
    await close();
  }
}

/** Numbers without gaps, every file whole and as printed, every exported binding in exactly one. */
function checkBatches(
  found: readonly PastBatch[],
  printed: ReadonlyMap<number, string>,
  live: readonly { mac: string; batch: number | null }[],
  out: string,
): void {
  expect(found.map(({ batch }) => batch)).toEqual(found.map((_, index) => index + 1));
  for (const [batch, sha256] of printed) expect(found[batch - 1]).toMatchObject({ batch, sha256 });
  expect(readdirSync(out).sort()).toEqual(found.map(({ file }) => basename(file ?? '')).sort());
  const rows = found.flatMap(({ batch, file, sha256, rows: count }) => {
    const bytes = readFileSync(file ?? '');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    const macs = (parse(bytes, { columns: true }) as { mac: string }[]).map(({ mac }) => mac);
    expect(macs).toHaveLength(count);
    return macs.map((mac) => `${mac} in ${batch}`);
  });
  const exported = live.filter(({ batch }) => batch !== null);
  expect(rows.sort()).toEqual(exported.map(({ mac, batch }) => `${mac} in ${batch}`).sort());
}
