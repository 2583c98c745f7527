/** Units upgraded before their first file, by a whole station on loopback: the simulated ones check every byte. */
import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Unit } from '../../main/contract/model.ts';
import { runFleet } from '../../main/simulate/fleet.ts';
import { practiceImage } from '../../main/simulate/image.ts';
import type { SimulatedUnit } from '../../main/simulate/unit.ts';
import {
  type Bench,
  fetchFrom,
  isVerified,
  leaseOf,
  mustFetch,
  opened,
  unitWhen,
} from './chain-kit.ts';
import { ownBenches } from './own-benches.ts';

const mac = '000e08000001';
const { bench, close, powered, dataDir } = ownBenches();

const content = (bytes: number) => Buffer.alloc(bytes, 'the quick brown fox ');
const image = (version: string, bytes = 40_000) => practiceImage(version, content(bytes));

async function add({ ask }: Bench, file: string, version: string, bytes: Buffer, model = 'SPA962') {
  const begun = { fileName: file, bytes: bytes.length, models: [model], version };
  const { upload } = await ask.firmware.beginUpload(begun);
  await ask.firmware.sendPart({ upload, offset: 0, base64: bytes.toString('base64') });
  const checksum = createHash('sha256').update(bytes).digest('hex');
  await ask.firmware.finishUpload({ upload, checksum });
}

const hasTurn = ({ upgrade }: Unit) =>
  upgrade !== null && ['told', 'taking', 'restarting'].includes(upgrade.phase);

describe('a shelf of units', () => {
  it('upgrades, never more than 5 at once, and leaves with nothing of the station', async () => {
    const served = await bench({ upgrades: { atOnce: 5 } });
    await add(served, 'spa962-6.1.9.bin', '6.1.9', image('6.1.9'));
    await served.ask.firmware.setRule({ model: 'SPA962', rule: 'older' });
    const count = 30;
    const seen = { turns: 0, taking: 0, waiting: 0 };
    const taking = new Set<string>();
    let fleet: readonly SimulatedUnit[] = [];
    const summary = await runFleet({
      ...{ wire: served.wire, units: count, models: ['SPA962'], scale: 0.01, reading: 'at-once' },
      ...{ seed: 1, timeoutMs: 40_000, soonestResendMs: 500 },
      onUnits: (all) => {
        fleet = all;
      },
      onProgress: ({ mac: who, what, detail }) => {
        if (what === 'asked' && detail?.endsWith('.bin')) taking.add(who);
        if (what === 'upgraded' || what === 'failed') taking.delete(who);
        const now = served.station.units();
        seen.turns = Math.max(seen.turns, now.filter(hasTurn).length);
        seen.taking = Math.max(seen.taking, taking.size);
        const before = now.map(({ upgrade }) => upgrade?.before ?? 0);
        seen.waiting = Math.max(seen.waiting, ...before);
      },
    });
    expect(summary.failures).toEqual([]);
    expect(fleet.map(({ firmware, counts }) => [firmware, counts.upgrades])).toEqual(
      Array.from({ length: count }, () => ['6.1.9', 1]),
    );
    // Nothing of the station is left in them, their firmware is known, and nobody waits any more.
    for (const unit of fleet) expect(unit.finalParameters.get('Upgrade_Rule')).toBe('');
    const board = served.station.units();
    expect(board.every(({ firmware, upgrade }) => firmware === '6.1.9' && upgrade === null)).toBe(
      true,
    );
    expect(seen.turns).toBe(5);
    expect(seen.taking).toBeGreaterThan(0);
    expect(seen.taking).toBeLessThanOrEqual(5);
    expect(seen.waiting).toBeGreaterThan(3);
  });
});

describe('one unit', () => {
  it('goes over the stepping stone, one image after the other', async () => {
    const served = await bench();
    await add(served, 'stone.bin', '7.5.2b', image('7.5.2b'), 'SPA504G');
    await add(served, 'new.bin', '7.5.5', image('7.5.5'), 'SPA504G');
    const steps = ['stone.bin'];
    await served.ask.firmware.setRule({ model: 'SPA504G', rule: 'always', steps });
    const unit = powered(served, 1, { model: 'SPA504G' });
    const { firmware, upgrade } = await unitWhen(served, unit.mac, isVerified);
    expect([firmware, upgrade, unit.counts.upgrades]).toEqual(['7.5.5', null, 2]);
    const { evidence } = await served.ask.units.get({ mac: unit.mac });
    const told = evidence.filter(({ kind }) => kind.startsWith('upgrade'));
    expect(told.map(({ detail }) => detail)).toEqual([
      'Asked for its firmware version',
      'Told to take stone.bin',
      'Takes /firmware/stone.bin: do not unplug it',
      'Back with firmware 7.5.2b, on its way to 7.5.5',
      'Takes /firmware/new.bin: do not unplug it',
      'Has firmware 7.5.5, as wanted',
    ]);
    expect(unit.finalParameters.get('Upgrade_Rule')).toBe('');
    expect(unit.finalParameters.get('Upgrade_Error_Retry_Delay')).toBe('3600');
  });

  it('that is up to date says so and goes on; nothing of an upgrade is in its files', async () => {
    const served = await bench();
    await add(served, 'old.bin', '6.1.4', image('6.1.4'));
    await served.ask.firmware.setRule({ model: 'SPA962', rule: 'older' });
    const address = await leaseOf(served, mac);
    const asked = opened(await mustFetch(served, address, '/spa962.cfg'), null).values;
    expect(asked).toMatchObject({
      Profile_Rule: `tftp://127.0.0.1:${served.ports.tftp}/firmware/unit/$MA/$SWVER/$ISCUST.cfg`,
      Upgrade_Rule: '',
    });
    const path = `/firmware/unit/${mac}/6.1.5(a)/0.cfg`;
    const common = opened(await mustFetch(served, address, path), null).values;
    expect(common.Profile_Rule).toMatch(/p\/\$MA\.cfg$/);
    expect(Object.keys(common).filter((name) => name.startsWith('Upgrade'))).toEqual([]);
    const unit = powered(served, 2);
    await unitWhen(served, unit.mac, isVerified);
    expect([unit.firmware, unit.counts.upgrades]).toEqual(['6.1.5(a)', 0]);
  });

  it('must not be unplugged from the first block to its return, over a break and a restart', async () => {
    const dir = dataDir();
    const before = await bench({}, dir);
    await add(before, 'new.bin', '6.1.9', image('6.1.9', 900_000));
    await before.ask.firmware.setRule({ model: 'SPA962', rule: 'older' });
    const address = await leaseOf(before, mac);
    await mustFetch(before, address, '/spa962.cfg');
    const said = (version: string) => `/firmware/unit/${mac}/${version}/0.cfg`;
    const rule = opened(await mustFetch(before, address, said('6.1.5(a)')), null).values;
    const station = `tftp://127.0.0.1:${before.ports.tftp}`;
    expect(rule.Upgrade_Rule).toBe(`( $SWVER lt 6.1.9 )? ${station}/firmware/new.bin`);
    expect((await unitWhen(before, mac, hasTurn)).upgrade?.unsafeSince).toBeNull();

    await cutOff(before, address, '/firmware/new.bin');
    const broken = await unitWhen(before, mac, ({ condition }) => condition === 'failed');
    expect(broken.upgrade).toMatchObject({ phase: 'taking', unsafeSince: expect.any(Number) });
    expect(broken.reason?.text).toContain('do not unplug it');
    await expect(before.ask.firmware.removeImage({ file: 'new.bin' })).rejects.toMatchObject({
      code: 'IMAGE_IN_USE',
    });
    await close(before);

    const after = await bench({}, dir);
    const { unsafeSince } = broken.upgrade ?? {};
    expect(after.station.unit(mac)?.upgrade?.unsafeSince).toBe(unsafeSince);
    // It tries again, with the version it had; then it is back with the new one.
    await mustFetch(after, address, said('6.1.5(a)'));
    expect((await unitWhen(after, mac, hasTurn)).upgrade?.unsafeSince).toBe(unsafeSince);
    const whole = await mustFetch(after, address, '/firmware/new.bin');
    expect(whole.equals(image('6.1.9', 900_000))).toBe(true);
    await unitWhen(after, mac, ({ upgrade }) => upgrade?.phase === 'restarting');
    const common = opened(await mustFetch(after, address, said('6.1.9')), null).values;
    expect(common).toMatchObject({ Upgrade_Rule: '', Upgrade_Error_Retry_Delay: '3600' });
    const done = await unitWhen(after, mac, ({ upgrade }) => upgrade === null);
    expect([done.firmware, done.condition]).toEqual(['6.1.9', 'ok']);
  });

  it('waits for its turn without a rule, is given no image, and goes on when the rule is off', async () => {
    const served = await bench({ upgrades: { atOnce: 1 } });
    await add(served, 'new.bin', '6.1.9', image('6.1.9'));
    await served.ask.firmware.setRule({ model: 'SPA962', rule: 'older' });
    const macs = [mac, '000e08000002', '000e08000003'];
    const addresses = new Map<string, string>();
    const ask = async (who: string, version = '6.1.5(a)') => {
      const path = `/firmware/unit/${who}/${version}/0.cfg`;
      return opened(await mustFetch(served, addresses.get(who) ?? '', path), null).values;
    };
    for (const who of macs) {
      addresses.set(who, await leaseOf(served, who));
      await mustFetch(served, addresses.get(who) ?? '', '/spa962.cfg');
      const { Upgrade_Rule: rule } = await ask(who);
      expect(rule !== '').toBe(who === mac);
    }
    const last = await unitWhen(served, macs[2] ?? '', ({ upgrade }) => upgrade?.before === 1);
    expect(last.reason?.text).toBe('Waits for its turn to upgrade its firmware (1 before it)');
    expect(last.condition).toBe('ok');
    const path = '/firmware/new.bin';
    expect((await fetchFrom(served, last.address ?? '', path)).status).toBe(403);
    expect((await fetchFrom(served, '127.0.0.200', path)).status).toBe(403);
    const stolen = `/firmware/unit/${mac}/6.1.9/0.cfg`;
    expect((await fetchFrom(served, last.address ?? '', stolen)).status).toBe(403);
    // The first is through: the next of the line has the turn, the last still waits.
    await ask(mac, '6.1.9');
    expect((await ask(macs[2] ?? '')).Upgrade_Rule).toBe('');
    expect((await ask(macs[1] ?? '')).Upgrade_Rule).not.toBe('');
    await served.ask.firmware.setRule({ model: 'SPA962', rule: 'off' });
    const { Profile_Rule: rule } = await ask(macs[2] ?? '');
    expect(rule).toMatch(/p\/\$MA\.cfg$/);
  });

  it('whose image is not what it was added as needs a person', async () => {
    const served = await bench();
    await add(served, 'new.bin', '6.1.9', image('6.1.8'));
    await served.ask.firmware.setRule({ model: 'SPA962', rule: 'older' });
    const unit = powered(served, 1);
    const failed = await unitWhen(served, unit.mac, ({ upgrade }) => upgrade?.phase === 'failed');
    expect([failed.reason?.code, failed.upgrade?.unsafeSince]).toEqual(['F12', null]);
    expect(failed.reason?.text).toContain('calls itself 6.1.8');
  });
});

/** Asks for a file and hangs up in its middle. */
function cutOff({ ports }: Bench, address: string, path: string): Promise<void> {
  return new Promise((done, fail) => {
    const options = { host: '127.0.0.1', port: ports.http, path, localAddress: address };
    get({ ...options, agent: false }, (answer) => {
      answer.once('data', () => answer.destroy());
      answer.once('close', () => done());
      answer.on('error', () => undefined);
    }).on('error', fail);
  });
}
