/** A whole station that serves nothing, with accounts and units on its shelf: what happens at the desk. */
import type { Change } from '../../main/contract/contract.ts';
import type { Stage } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import type { BenchFacade } from '../../main/station/facade/index.ts';
import { createFacade } from '../../main/station/facade/index.ts';
import { newUnitRecord } from '../../main/station/provisioning/record.ts';
import { readSettings, type SettingsInput } from '../../main/station/settings.ts';
import { openStation, type Station } from '../../main/station/station.ts';
import type { AccountRecord } from '../../main/station/store/accounts.ts';
import { openStore } from '../../main/station/store/store.ts';

export interface Desk {
  station: Station;
  /** What a UI may ask. */
  ask: BenchFacade;
  /** MAC of the n-th unit. */
  mac(n: number): Mac;
  /** Lets time go by. */
  pass(ms: number): void;
  /** Everything announced so far. */
  changes(): readonly Change[];
  close(): Promise<void>;
}

export interface OnTheDesk {
  accounts: (Partial<AccountRecord> & { account: string })[];
  /** Verified SPA942s unless told otherwise. */
  units: { n: number; stage?: Stage; serial?: string; model?: string }[];
  settings?: Partial<SettingsInput>;
  /** The data folder; in memory when absent. */
  dir?: string;
}

const START = new Date(2026, 10, 22, 13, 31, 0).getTime();

export async function openDesk({ accounts, units, settings, dir }: OnTheDesk): Promise<Desk> {
  let now = START;
  const mac = (n: number) => `000e08${n.toString(16).padStart(6, '0')}`;
  const store = openStore(dir === undefined ? { memory: true } : { dir });
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  await store.write((tables) => {
    for (const each of accounts) {
      tables.accounts.save({ ...texts, allowed: 1, isClosed: false, ...each }, START);
    }
    for (const { n, stage = 'VERIFIED', serial = null, model = 'SPA942' } of units) {
      const facts = { stage, serial, model, firmware: '6.1.5' };
      tables.units.save({ ...newUnitRecord(mac(n), START), ...facts });
    }
  });
  const station = await openStation({
    store,
    settings: readSettings({ ...settings }),
    clock: { now: () => now, monotonicMs: () => now - START },
  });
  const heard: Change[] = [];
  const publish = station.changes.publish.bind(station.changes);
  station.changes.publish = (changes) => {
    heard.push(...changes);
    publish(changes);
  };
  return {
    station,
    ask: createFacade(station),
    mac,
    pass: (ms) => {
      now += ms;
    },
    changes: () => heard,
    close: () => station.close(),
  };
}
