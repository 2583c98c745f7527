/** The thread everything hangs on: one unit from its first DISCOVER to a row of the billing file. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  simulate,
  startStation,
  temporaryDir,
  verifiedUnits,
  whySkipped,
} from './station-process.ts';

afterAll(cleanUp);

describe.skipIf(whySkipped !== null)(`one unit${whySkipped ? `: ${whySkipped}` : ''}`, () => {
  it('goes from DISCOVER to a row of the exported file, by the command line alone', async () => {
    const station = await startStation();
    const out = temporaryDir();
    const accounts = join(out, 'accounts.csv');
    writeFileSync(accounts, 'account,name\n004711,Ada Lovelace\n');

    const summary = await simulate(station, '--units', '1', '--models', 'SPA504G');
    expect(summary).toMatchObject({ units: 1, reachedGoal: 1, dhcpResends: 0, rrqResends: 0 });
    const [unit] = await verifiedUnits(station, 1);
    expect(unit).toMatchObject({ stage: 'VERIFIED', condition: 'ok', model: 'SPA504G' });
    const mac = String(unit?.mac);

    expect(await station.done('accounts', 'import', accounts)).toMatchObject([{ added: 1 }]);
    const verdicts = await station.done('scan', mac.toUpperCase(), '004711');
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['held', 'bound']);

    const [batch] = await station.done('export', '--preset', 'billing', '--out', out);
    expect(batch).toMatchObject({ batch: 1, rows: 1 });
    const bytes = readFileSync(String(batch?.file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(batch?.sha256);
    expect(parse(bytes, { columns: true })).toMatchObject([
      { account: '004711', mac, model: 'SPA504G', state: 'VERIFIED', batch: '1' },
    ]);
    expect(await station.done('bindings')).toMatchObject([
      { account: '004711', mac, state: 'exported', batch: 1 },
    ]);
    expect(await station.stop('SIGTERM')).toMatchObject({ code: 0 });
  });
});
