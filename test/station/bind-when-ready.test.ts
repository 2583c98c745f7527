/** Binding settings, changed on a running station: a kept pair is bound by the proof itself, and told. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, isVerified, startBench, unbox, unitWhen } from './chain-kit.ts';

let bench: Bench;
afterEach(() => bench.close());

const seat = 'screen';
const accounts = (csv: string) =>
  bench.ask.accounts.importCsv({
    fileName: 'accounts.csv',
    base64: Buffer.from(csv).toString('base64'),
    isDryRun: false,
  });

describe('a unit scanned before it is verified', () => {
  it('is bound by itself when it is, once people have set that', async () => {
    bench = await startBench();
    await accounts('account\n4711\n');
    await bench.ask.settings.change({ bindWhenReady: true });
    const unit = unbox(bench, 1);
    unit.powerOn();
    const mac = '000e08000001';
    await unitWhen(bench, mac, ({ stage }) => stage !== 'VERIFIED');
    await bench.ask.scans.submit({ seat, text: mac });
    expect(await bench.ask.scans.submit({ seat, text: '4711' })).toMatchObject({ verdict: 'held' });
    const bound = await unitWhen(bench, mac, ({ binding }) => binding === 'bound');
    expect(bound).toMatchObject({ stage: 'VERIFIED', account: '4711' });
    await unit.powerOff();
  });

  it('is refused as ever without that setting', async () => {
    bench = await startBench();
    await accounts('account\n4711\n');
    const unit = unbox(bench, 2);
    unit.powerOn();
    const mac = '000e08000002';
    await unitWhen(bench, mac, ({ stage }) => stage !== 'VERIFIED');
    await bench.ask.scans.submit({ seat, text: '4711' });
    expect(await bench.ask.scans.submit({ seat, text: mac })).toMatchObject({
      verdict: 'not-bound',
    });
    const verified = await unitWhen(bench, mac, isVerified);
    expect(verified.binding).toBe('none');
    await unit.powerOff();
  });
});
