/** Units their maker customised (RC units): recognised by their Info page, shown, and left alone. */
import { expect, it } from 'vitest';
import { freePort } from '../../main/simulate/free-port.ts';
import { fetchFrom, isVerified, leaseOf, unitWhen } from './chain-kit.ts';
import { ownBenches } from './own-benches.ts';

const mac = '000e08000001';
const unitWeb = await freePort('127.0.0.1');
const own = ownBenches();
const { powered, unboxed } = own;

const bench = () => own.bench({ unitWebPort: unitWeb }, null, unitWeb);

it.each([
  ['Example Telco', 'for Example Telco'],
  ['Pending', 'not provisioned yet'],
])(
  'a silent unit whose Info page says %s is shown as such, and no failure',
  async (status, words) => {
    const started = await bench();
    const unit = unboxed(started, 1, { faults: ['silent'] });
    unit.stubborn.set('Customization', status);
    unit.powerOn();
    await unitWhen(started, mac, ({ address }) => address !== null);
    started.station.tracker.apply(mac, { type: 'tick', at: started.station.clock.now() + 100_000 });
    const seen = await unitWhen(started, mac, ({ customisation }) => customisation !== null);
    expect([seen.customisation, seen.condition, seen.attention]).toEqual([status, 'ok', null]);
    expect(seen.reason?.text).toContain(`Customised by its maker (${words})`);
    const later = started.station.clock.now() + 1_000_000;
    started.station.tracker.apply(mac, { type: 'tick', at: later });
    expect(started.station.unit(mac)?.condition).toBe('ok');
    const { awaited } = await started.ask.units.get({ mac });
    expect(awaited?.text).toBe('Left alone: set it aside');
    expect(awaited?.usual).toContain('A factory reset brings the maker’s values back');
  },
);

it('gets nothing, until a person marks it Open', async () => {
  const started = await bench();
  const address = await leaseOf(started, mac);
  await started.ask.units.setCustomisation({ mac, status: 'Example Telco' });
  expect((await fetchFrom(started, address, '/spa962.cfg')).status).toBe(403);
  expect((await fetchFrom(started, address, `/p/${mac}.cfg`)).status).toBe(403);
  const asking = await unitWhen(started, mac, ({ attention }) => attention !== null);
  expect(asking.attention).toContain('Mark it Open to provision it');
  expect(await started.ask.units.why({ text: mac })).toMatchObject({ rule: 'customised' });
  const open = await started.ask.units.setCustomisation({ mac, status: 'Open' });
  expect([open.customisation, open.reason, open.attention]).toEqual(['Open', null, null]);
  powered(started, 1);
  await unitWhen(started, mac, isVerified);
});

it('a unit that says so by $ISCUST while it is asked for its version is left alone', async () => {
  const started = await bench();
  const bytes = Buffer.from('an image');
  const begun = { fileName: 'a.bin', bytes: bytes.length, models: ['SPA962'], version: '6.1.9' };
  const { upload } = await started.ask.firmware.beginUpload(begun);
  await started.ask.firmware.sendPart({ upload, offset: 0, base64: bytes.toString('base64') });
  await started.ask.firmware.finishUpload({ upload });
  await started.ask.firmware.setRule({ model: 'SPA962', rule: 'older' });
  const address = await leaseOf(started, mac);
  await fetchFrom(started, address, '/spa962.cfg');
  const path = `/firmware/unit/${mac}/6.1.5(a)/1.cfg`;
  expect((await fetchFrom(started, address, path)).status).toBe(403);
  const seen = await unitWhen(started, mac, ({ customisation }) => customisation !== null);
  expect([seen.customisation, seen.upgrade]).toEqual(['Customised', null]);
  expect(seen.reason?.text).toContain('for whom is not known');
  const { awaited } = await started.ask.units.get({ mac });
  expect(awaited?.usual).toContain('Its Info page, under Customization, says for whom');
});
