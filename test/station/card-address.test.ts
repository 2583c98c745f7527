/** What a whole station says of cards and their addresses; setting them is for `test/net`. */
import { afterEach, expect, it } from 'vitest';
import { type Bench, startBench } from './chain-kit.ts';

let bench: Bench;
afterEach(() => bench.close());

it('a station lists its cards, never changes loopback, and uses a card from start to stop', async () => {
  bench = await startBench();
  const { station, ask } = bench;
  const name = station.status().interface ?? '';
  expect(await ask.station.cards()).toContainEqual(
    expect.objectContaining({ name, isLoopback: true, addressGiver: 'other' }),
  );
  for (const change of ['addressPlan', 'setAddress', 'undoAddress'] as const) {
    await expect(ask.station[change]({ interface: name })).rejects.toMatchObject({
      code: 'LOOPBACK_CARD',
    });
  }
  expect(station.usesCard(name)).toBe(true);
  expect(station.usesCard('another')).toBe(false);
  await station.stop();
  expect(station.usesCard(name)).toBe(false);
});
