/** A station that makes one mistake on purpose: units that read and obey must not forgive it. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Reading } from '../../main/simulate/faults.ts';
import { type FleetSummary, runFleet } from '../../main/simulate/fleet.ts';
import { loopbackWire } from '../../main/simulate/loopback-wire.ts';
import type * as ChainFiles from '../../main/station/files/chain-files.ts';
import type * as Pack from '../../main/station/profile/packed/pack.ts';
import type { Station } from '../../main/station/station.ts';
import { deriveKey, HOST, startLoopbackStation } from './exchange-kit.ts';

const chainModule = '../../main/station/files/chain-files.ts';
const packModule = '../../main/station/profile/packed/pack.ts';

let station: Station | null = null;
afterEach(async () => {
  await station?.close();
  station = null;
  for (const each of [packModule, chainModule]) vi.doUnmock(each);
  vi.resetModules();
});

/** What the station's makers are made to do wrong, and where the units then stand. */
const mistakes: [what: string, plant: () => void, reading: Reading, stage: string][] = [
  ['a key derived with SHA-256', plantSha256, 'at-once', 'SP-CUST'],
  ['the short form of Syslog_Server in the last file', plantShortForm, 'at-once', 'SEC-PRV-2'],
  ['no period in the common file, when it waits for its timer', plantNoPeriod, 'timer', 'SP-CUST'],
  ['no period in the last file', plantNoLastPeriod, 'at-once', 'SEC-PRV-2'],
  ['a plain rehearsal file', plantPlainRehearsal, 'at-once', 'SEC-PRV-1'],
];

describe.skipIf(process.platform !== 'linux')("the station's chain", () => {
  it.each(['at-once', 'timer'] as const)(
    'leads a unit to its goal in the reading %s',
    async (reading) => {
      const summary = await oneUnit(reading, 30_000);
      expect(summary).toMatchObject({ reachedGoal: 1, failures: [] });
    },
  );

  it.each(mistakes)('strands the unit with %s', async (_what, plant, reading, stage) => {
    vi.resetModules();
    plant();
    const summary = await oneUnit(reading, 2000);
    expect(summary).toMatchObject({ reachedGoal: 0, stages: { [stage]: 1 } });
  });
});

async function oneUnit(reading: Reading, timeoutMs: number): Promise<FleetSummary> {
  const started = await startLoopbackStation();
  station = started.station;
  const { ports } = started;
  const wire = loopbackWire({ host: HOST, ports });
  const unit = { units: 1, models: ['SPA962'], scale: 0.002, seed: 1 };
  return runFleet({ ...unit, wire, reading, timeoutMs });
}

function plantSha256(): void {
  vi.doMock(packModule, async (original) => {
    const real = await original<typeof Pack>();
    const packProfile: typeof Pack.packProfile = (text, { key, ...how }) => {
      if (typeof key !== 'string') return real.packProfile(text, how);
      const salt = randomBytes(8);
      const { key: derived, iv } = deriveKey('sha256', key, salt);
      const cipher = createCipheriv('aes-256-cbc', derived, iv);
      const plain = real.packProfile(text, how);
      return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(plain), cipher.final()]);
    };
    return { ...real, packProfile };
  });
}

function plantPlainRehearsal(): void {
  vi.doMock(packModule, async (original) => {
    const real = await original<typeof Pack>();
    const packProfile: typeof Pack.packProfile = (text, options) =>
      text.includes('/profile/$B/') && options.gzip
        ? real.packProfile(text, { ...options, gzip: false, key: null })
        : real.packProfile(text, options);
    return { ...real, packProfile };
  });
}

function plantShortForm(): void {
  plantInText((text) => text.replace('<Syslog_Server></Syslog_Server>', '<Syslog_Server/>'));
}

function plantNoPeriod(): void {
  vi.doMock(chainModule, async (original) => {
    const real = await original<typeof ChainFiles>();
    const commonProfile: typeof ChainFiles.commonProfile = (...about) => {
      const file = real.commonProfile(...about);
      return file.ok ? { ...file, value: Buffer.from(withoutPeriod(String(file.value))) } : file;
    };
    return { ...real, commonProfile };
  });
}

function plantNoLastPeriod(): void {
  plantInText((text) => (text.includes('prov.example.net') ? withoutPeriod(text) : text));
}

function withoutPeriod(text: string): string {
  return text.replace(/ *<Resync_Periodic>[^<]*<\/Resync_Periodic>\n/, '');
}

function plantInText(change: (text: string) => string): void {
  vi.doMock(packModule, async (original) => {
    const real = await original<typeof Pack>();
    const packProfile: typeof Pack.packProfile = (text, options) =>
      real.packProfile(change(text), options);
    return { ...real, packProfile };
  });
}
