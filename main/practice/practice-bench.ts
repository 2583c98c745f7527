/**
 * One practice: a station of its own with a store in a folder of its own, simulated units on loopback,
 * and a list of invented accounts. Everything but the units is the product itself. Nothing of it
 * outlives the practice, and nothing leaves the computer.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StationError } from '../contract/errors.ts';
import {
  type PracticeShelf,
  type SettingsAnswer,
  type SettingsPatch,
  type SettingsView,
  settingsAnswerSchema,
} from '../contract/settings.ts';
import { freePort } from '../simulate/free-port.ts';
import { type BenchFacade, createFacade } from '../station/facade/index.ts';
import { readSettings } from '../station/settings.ts';
import { openStation, type Station } from '../station/station.ts';
import { openStore } from '../station/store/store.ts';
import { createPracticeUnits, type PracticeUnits } from './practice-units.ts';

const HOST = '127.0.0.1';
const EXAMPLE_ISP = 'https://prov.example.net/profiles';
const WORK_ORDER = 'PRACTICE-1';
/** Seconds without a request that prove the last file here. */
const QUIET = 2;
/** What the practice does as the real station would; all else of its settings is its own. */
const shared = ['bindWhenReady', 'halfPair', 'presets'] as const;

export interface PracticeOptions {
  /** Made, and removed at the end. Whatever lies there is of an earlier practice. */
  dir: string;
  units: number;
  /** 1: for people; tests live faster. */
  speed?: number;
  real: BenchFacade;
  /** What `station.stop` means here: the practice ends. */
  stop: BenchFacade['station']['stop'];
}

export interface PracticeBench {
  readonly station: Station;
  /** The contract, answered by the practice station. */
  readonly facade: BenchFacade;
  shelf(): Promise<PracticeShelf>;
  /** Unplugs every unit, stops the station, and removes the folder. */
  close(): Promise<void>;
}

/** Ready to be looked at; the units are being plugged in one after the other. */
export async function openPracticeBench(options: PracticeOptions): Promise<PracticeBench> {
  const { dir, units: count, real, stop, speed = 1 } = options;
  const { values } = await settingsOf(real);
  await rm(dir, { recursive: true, force: true });
  const exportDir = join(dir, 'exports');
  await mkdir(exportDir, { recursive: true, mode: 0o700 });
  const store = openStore({ dir });
  let station: Station | null = null;
  let units: PracticeUnits | null = null;
  const close = async (): Promise<void> => {
    await units?.close();
    await (station?.close() ?? store.close());
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const unitWeb = await freePort(HOST);
    const settings = practiceSettings(values, unitWeb);
    station = await openStation({ store, settings, isPractice: true });
    const facade = createFacade(station);
    await facade.settings.change(sharedOf(values));
    await station.start();
    await facade.accounts.importCsv({
      fileName: 'practice-accounts.csv',
      base64: accountFile(count),
      isDryRun: false,
    });
    const ports = { ...portsOf(station), unitWeb };
    units = createPracticeUnits({ host: HOST, ports, units: count, speed });
    const { boxes } = units;
    units.plugIn();
    return {
      station,
      facade: practiceFacade({ station, facade, units, real, stop, exportDir }),
      shelf: async () => ({ boxes: boxes(), accounts: await accountsOf(facade) }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function settingsOf(real: BenchFacade): Promise<SettingsAnswer> {
  return settingsAnswerSchema.parse(await real.settings.read());
}

function practiceSettings(real: SettingsView, unitWebPort: number) {
  return readSettings({
    address: HOST,
    ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 },
    checks: false,
    isp: real.isp ?? EXAMPLE_ISP,
    rehearsal: real.rehearsal,
    quiet: QUIET,
    unitWebPort,
  });
}

function sharedOf(settings: SettingsPatch): SettingsPatch {
  const entries = shared.map((key) => [key, settings[key]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function portsOf(station: Station) {
  const { dhcp, tftp, http, syslog } = station.status().ports;
  return {
    dhcp: dhcp.port ?? 0,
    tftp: tftp.port ?? 0,
    http: http.port ?? 0,
    syslog: syslog.port ?? 0,
  };
}

/** An account for every unit, base64. */
function accountFile(count: number): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const number = `10-${990_001 + n}`;
    return `${number},Practice customer ${n + 1},${WORK_ORDER},1`;
  });
  return Buffer.from(`account,name,work_order,allowed\n${rows.join('\n')}\n`).toString('base64');
}

async function accountsOf(facade: BenchFacade): Promise<PracticeShelf['accounts']> {
  const accounts = await facade.accounts.list();
  return accounts.map(({ account, name }) => ({ account, name: name ?? account }));
}

/**
 * The practice station behind the contract. What would leave the practice is refused; the cards and
 * the settings are those of the real station, so that a scanner learned here stays learned; and the
 * hands of the person at the bench are played where the screen asks for them.
 */
function practiceFacade(parts: {
  station: Station;
  facade: BenchFacade;
  units: PracticeUnits;
  real: BenchFacade;
  stop: BenchFacade['station']['stop'];
  exportDir: string;
}): BenchFacade {
  const { station, facade, units, real, stop, exportDir } = parts;
  return {
    ...facade,
    station: {
      ...facade.station,
      snapshot: async (question) => {
        const settings = await settingsOf(real);
        return { ...(await facade.station.snapshot(question)), settings };
      },
      cards: real.station.cards,
      addressPlan: real.station.addressPlan,
      setAddress: practiceOnly('A card gets its address'),
      undoAddress: practiceOnly('A card loses its address'),
      start: practiceOnly('The station is started'),
      stop,
    },
    preflight: {
      checks: real.preflight.checks,
      probe: practiceOnly('Other DHCP servers are looked for'),
      fix: practiceOnly('A check is mended'),
      selfTest: facade.preflight.selfTest,
    },
    settings: {
      ...real.settings,
      change: async (patch) => {
        const settings = settingsAnswerSchema.parse(await real.settings.change(patch));
        const here = sharedOf(patch);
        if (Object.keys(here).length > 0) await facade.settings.change(here);
        station.changes.publish([{ type: 'settings', settings }]);
        return settings;
      },
    },
    backups: { ...real.backups, make: practiceOnly('A backup is made') },
    units: {
      ...facade.units,
      provisionAgain: async (question) => {
        const unit = await facade.units.provisionAgain(question);
        await units.factoryReset(question.mac);
        return unit;
      },
      takeOff: async (question) => {
        await units.unplug(question.mac);
        return facade.units.takeOff(question);
      },
      putBack: async (question) => {
        const unit = await facade.units.putBack(question);
        units.plugBack(question.mac);
        return unit;
      },
    },
    exports: {
      ...facade.exports,
      make: ({ preset }) => facade.exports.make({ preset, dir: exportDir }),
      again: ({ batch }) => facade.exports.again({ batch, dir: exportDir }),
    },
    keys: {
      ...facade.keys,
      exportTo: practiceOnly('Keys are exported'),
      exportFor: practiceOnly('Keys are exported'),
      importFrom: practiceOnly('Keys are imported'),
      fileSet: practiceOnly('Profiles for the ISP are written'),
    },
    vault: {
      status: facade.vault.status,
      unlock: practiceOnly('The keys are unlocked'),
      lock: practiceOnly('The keys are locked'),
      setPassphrase: practiceOnly('A passphrase is set'),
      setKeyFile: practiceOnly('A key file is set'),
      setSystem: practiceOnly('The keyring is used'),
    },
  };
}

/** @param what  the sentence's beginning: "Keys are exported" */
function practiceOnly(what: string): () => Promise<never> {
  return async () => {
    throw new StationError(
      'PRACTICE_ONLY',
      `${what} only on the real bench. End the practice first.`,
    );
  };
}
