import type { ListedCard, StationStatus } from '../../main/contract/model.ts';
import { type Check, type CheckId, checkIds } from '../../main/contract/preflight.ts';
import type { SettingsAnswer, SettingsPatch, SettingsView } from '../../main/contract/settings.ts';
import type { StationFacade } from '../../main/station/router.ts';
import { status as stoppedStatus, settings as usualSettings } from '../contract/double.ts';
import { BenchDouble } from './bench-double.ts';

/** The card a bench switch is plugged into: nothing speaks against it. */
export const usbCard: ListedCard = {
  name: 'enx00e04c680001',
  mac: '00e04c680001',
  addresses: [{ address: '192.168.76.1', prefix: 23 }],
  isUp: true,
  isLoopback: false,
  lockedBecause: null,
  addressGiver: 'other',
};
export const officeCard: ListedCard = {
  ...usbCard,
  name: 'eno1',
  mac: '001b21aabbcc',
  addresses: [{ address: '10.20.4.113', prefix: 22 }],
  lockedBecause: 'the default route leads through it, so it is part of a live network.',
};
export const wifiCard: ListedCard = {
  ...usbCard,
  name: 'wlp3s0',
  mac: 'a0b1c2d3e4f5',
  addresses: [],
  addressGiver: 'nobody',
};
export const loopbackCard: ListedCard = {
  ...usbCard,
  name: 'lo',
  mac: null,
  addresses: [{ address: '127.0.0.1', prefix: 8 }],
  isLoopback: true,
};

const fine: Record<CheckId, [word: string, detail: string]> = {
  link: ['Up', '1 Gbit/s full duplex'],
  'foreign-dhcp': ['Not asked yet', 'Asked after Start, or now.'],
  ports: ['All free', 'UDP 67, 69, 514 · TCP 80'],
  firewall: ['Open', 'Incoming UDP and TCP 80 reach the station.'],
  permission: ['Granted', 'Low ports may be opened.'],
  disk: ['Good', '41 GB free · last backup today 07:30'],
  profiles: ['5 models ready', 'They build without errors.'],
  certificate: ['Not needed', 'HTTPS is off.'],
  clock: ['Right', 'Within 2 min of the last known time.'],
};

/** All checks passed but the one that would send something; `about` replaces what it names. */
export function someChecks(about: Partial<Record<CheckId, Partial<Check>>> = {}): Check[] {
  return checkIds.map((id) => {
    const [word, detail] = fine[id];
    const result = id === 'foreign-dhcp' ? 'open' : 'ok';
    return { id, result, word, detail, fix: null, ...about[id] };
  });
}

/** A stopped bench whose settings, cards and checks a test sets and looks at. */
export class SettingsDouble extends BenchDouble {
  settings: SettingsAnswer = usualSettings;
  cardList: ListedCard[] = [officeCard, wifiCard, loopbackCard, usbCard];
  checks: Check[] = someChecks();
  /** Patches that arrived. */
  readonly patches: SettingsPatch[] = [];
  /** What the station was told to start with. */
  readonly starts: Parameters<StationFacade['station']['start']>[0][] = [];

  constructor() {
    super();
    const { facade } = this;
    const { snapshot, start } = facade.station;
    facade.station.snapshot = async (question) => ({
      ...(await snapshot(question)),
      settings: this.settings,
    });
    facade.station.cards = async () => this.cardList;
    facade.station.start = async (wanted) => {
      this.starts.push(wanted);
      return start({ interface: 'enp0s20u1' });
    };
    facade.preflight.checks = async () => ({ at: Date.now(), checks: this.checks });
    facade.settings.read = async () => this.settings;
    facade.settings.change = async (patch) => {
      this.patches.push(patch);
      return this.set(patch);
    };
    this.setStatus({ ...stoppedStatus, hasIspRule: true });
  }

  /** Changes settings as the station does: stored, then announced. */
  set(patch: SettingsPatch, about: Partial<SettingsAnswer> = {}): SettingsAnswer {
    const values = { ...this.settings.values, ...patch } as SettingsView;
    this.settings = { ...this.settings, ...about, values };
    this.facade.changes.publish([{ type: 'settings', settings: this.settings }]);
    return this.settings;
  }

  stop(about: Partial<StationStatus> = {}): void {
    this.setStatus({ ...stoppedStatus, hasIspRule: true, ...about });
  }
}

/** A promise a test settles when it has seen the wait. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
