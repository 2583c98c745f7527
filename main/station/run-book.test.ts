import { beforeEach, describe, expect, it } from 'vitest';
import { RunBook } from './run-book.ts';
import { openStore, type Store } from './store/store.ts';

const T0 = Date.UTC(2025, 10, 22, 14, 2);

/** Runs on one store, with a clock a test moves. */
class Computer {
  readonly store: Store = openStore({ memory: true });
  now = T0;
  readonly clock = { now: () => this.now, monotonicMs: () => this.now - T0 };
  units = 3;

  async run(): Promise<RunBook> {
    const book = new RunBook({ store: this.store, clock: this.clock, units: () => this.units });
    await book.begin();
    return book;
  }
}

describe('the book of runs', () => {
  let computer: Computer;
  beforeEach(() => {
    computer = new Computer();
  });

  it('knows of a run that was killed when it was last alive, to 20 s', async () => {
    const first = await computer.run();
    expect(first.lastRun).toBeNull();
    await first.serving(true);
    for (let second = 0; second < 65; second += 1) {
      computer.now += 1000;
      await first.tick();
    }
    computer.now += 3_600_000;
    const { lastRun } = await computer.run();
    expect(lastRun).toMatchObject({ isClean: false, wasServing: true, units: 3 });
    expect(lastRun?.endedAt).toBeGreaterThan(T0 + 65_000 - 21_000);
    expect(lastRun?.endedAt).toBeLessThanOrEqual(T0 + 65_000);
  });

  it('is not written any more after its end', async () => {
    const first = await computer.run();
    await first.end();
    await first.serving(true);
    computer.now += 60_000;
    await first.tick();
    expect((await computer.run()).lastRun).toEqual({
      ...{ endedAt: T0, isClean: true, wasServing: false, units: 3 },
    });
  });

  it('knows the latest time there was, in this run and the one before', async () => {
    const first = await computer.run();
    computer.now += 60_000;
    await first.end();
    computer.now = T0 - 3_600_000;
    const second = await computer.run();
    expect(second.latestKnown).toBe(T0 + 60_000);
    computer.now = T0 + 120_000;
    await second.tick();
    computer.now = T0;
    expect(second.latestKnown).toBe(T0 + 120_000);
  });

  it('takes what it cannot read for no run at all', async () => {
    await computer.store.write(({ meta }) => meta.set('run.last', '{"endedAt":"soon"}'));
    expect((await computer.run()).lastRun).toBeNull();
  });
});
