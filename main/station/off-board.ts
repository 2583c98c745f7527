/**
 * A unit leaves the board and comes back. Off the board it has no tile and its lease is free for
 * others; binding, keys, history and served files stay, and so does what a scan of its box means.
 */
import type { Ipv4, Mac } from '../contract/values.ts';
import type { Bench } from './bench.ts';
import type { Clock } from './clock.ts';
import type { Lease } from './dhcp/lease.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { Store } from './store/store.ts';

export interface OffBoardParts {
  clock: Clock;
  store: Store;
  tracker(): Tracker;
  bench(): Bench | null;
  onFault(error: unknown): void;
}

export interface OffBoard {
  /** Resolves when it is stored. Harmless for a unit that is off the board already. */
  takeOff(mac: Mac): Promise<void>;
  /** Undoes {@link takeOff}: the lease runs on, unless somebody else was given the address. */
  putBack(mac: Mac): Promise<void>;
  /** It was heard again: its tile is back already, now its lease. */
  cameBack(mac: Mac): void;
}

export function createOffBoard({ clock, store, tracker, bench, onFault }: OffBoardParts): OffBoard {
  const resume = (mac: Mac): Promise<Ipv4 | null> =>
    bench()?.resumeLease(mac) ?? resumeKept(store, mac, clock.now());
  return {
    takeOff: async (mac) => {
      tracker().apply(mac, { type: 'taken-off', at: clock.now() });
      await (bench()?.freeLease(mac) ?? freeKept(store, mac));
      await tracker().settled();
    },
    putBack: async (mac) => {
      const address = await resume(mac);
      tracker().apply(mac, { type: 'put-back', at: clock.now(), address });
      await tracker().settled();
    },
    cameBack: (mac) => void resume(mac).catch(onFault),
  };
}

/** With DHCP at rest only the kept records say who holds what. */
function freeKept(store: Store, mac: Mac): Promise<void> {
  return store.write(({ leases }) => {
    for (const lease of leases.all<Lease>()) {
      if (lease.mac === mac && lease.state === 'leased') leases.save(as(lease, 'freed'));
    }
  });
}

function resumeKept(store: Store, mac: Mac, now: number): Promise<Ipv4 | null> {
  return store.write(({ leases }) => {
    const kept = leases
      .all<Lease>()
      .filter((lease) => lease.mac === mac && lease.expiresAt > now)
      .filter(({ state }) => state === 'freed' || state === 'leased');
    for (const lease of kept) leases.save(as(lease, 'leased'));
    return kept[0]?.address ?? null;
  });
}

function as(lease: Lease, state: Lease['state']): Lease {
  return { ...lease, state };
}
