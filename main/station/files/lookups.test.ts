import { expect, it } from 'vitest';
import { Lookups } from './lookups.ts';

it('a place that never answers keeps only itself waiting, and not for ever', async () => {
  const lookups = new Lookups(50);
  let looks = 0;
  const never = () => {
    looks += 1;
    return new Promise<string>(() => undefined);
  };
  const lost = Array.from({ length: 5 }, () => lookups.look<string>('share', never));
  expect(await lookups.look('', async () => 'file')).toBe('file');
  expect(await Promise.all(lost)).toEqual([null, null, null, null, null]);
  expect(looks).toBe(2);
  expect(await lookups.look('share', async () => 'file')).toBeNull();
});

it('others take their turn, and a failure is told to its own asker', async () => {
  const lookups = new Lookups();
  let most = 0;
  let running = 0;
  const looks = Array.from({ length: 6 }, (_, at) =>
    lookups.look('sub', async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (at === 3) throw new Error('odd');
      return at;
    }),
  );
  const settled = await Promise.allSettled(looks);
  expect(settled.map((each) => (each.status === 'fulfilled' ? each.value : 'failed'))).toEqual([
    ...[0, 1, 2, 'failed', 4, 5],
  ]);
  expect(most).toBe(2);
});
