import { expect, it } from 'vitest';
import type { Ipv4, Mac } from '../../contract/values.ts';
import { ConflictWatch } from './conflict-watch.ts';
import { Fullness } from './fullness.ts';

const OTHER = '02000000000a';

function watch(answering: (address: Ipv4) => Mac | null) {
  const pool = Array.from({ length: 200 }, (_, n) => `10.0.0.${n + 1}`);
  const seen = { looked: [] as Ipv4[][], found: [] as string[], proxies: [] as Mac[] };
  const clock = { ms: 0 };
  const conflicts = new ConflictWatch({
    upNext: (count) => pool.slice(0, count),
    look: async (addresses) => {
      seen.looked.push(addresses);
      return new Map(
        addresses.flatMap((address) => {
          const mac = answering(address);
          return mac === null ? [] : [[address, mac] as const];
        }),
      );
    },
    onFound: (address, mac) => void seen.found.push(`${address} ${mac}`),
    onProxy: (mac) => void seen.proxies.push(mac),
    monotonicMs: () => clock.ms,
  });
  const tick = async (): Promise<void> => {
    conflicts.tick();
    await conflicts.settled();
  };
  return { pool, seen, clock, conflicts, tick };
}

it('looks at the next 128 addresses in groups, one at a time, and again after five minutes', async () => {
  const { pool, seen, clock, conflicts, tick } = watch(() => null);
  conflicts.tick();
  conflicts.tick();
  expect(seen.looked).toHaveLength(1);
  await conflicts.settled();
  for (let n = 0; n < 6; n += 1) await tick();
  expect(seen.looked.map((group) => group.length)).toEqual([32, 32, 32, 32]);
  expect(seen.looked.flat()).toEqual(pool.slice(0, 128));
  // The first was given away: only its successor is new.
  pool.shift();
  await tick();
  expect(seen.looked.at(-1)).toEqual(['10.0.0.129']);
  clock.ms = 300_000;
  await tick();
  expect(seen.looked.at(-1)).toHaveLength(32);
});

it('tells of who answers, but not of a router that answers for everybody', async () => {
  const some = watch((address) => (address === '10.0.0.7' ? OTHER : null));
  await some.tick();
  expect(some.seen).toMatchObject({ found: [`10.0.0.7 ${OTHER}`], proxies: [] });
  const proxy = watch(() => OTHER);
  await proxy.tick();
  expect(proxy.seen).toMatchObject({ found: [], proxies: [OTHER] });
});

it('a pool says at 80 % that it runs out, and again only after it was under 70 %', () => {
  const said: number[] = [];
  let used = 0;
  const fullness = new Fullness(() => said.push(used));
  for (used of [10, 79, 80, 90, 75, 85, 69, 80]) fullness.look({ used, size: 100 });
  expect(said).toEqual([80, 80]);
});
