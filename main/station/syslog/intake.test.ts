import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Intake } from './intake.ts';

const arrived = (at: number) => ({ bytes: new Uint8Array(10), address: '10.0.0.1', at });
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('what comes alone is read at once', () => {
  const read: number[] = [];
  const intake = new Intake(({ at }) => read.push(at));
  intake.take(arrived(1));
  intake.take(arrived(2));
  expect(read).toEqual([1, 2]);
});

it('a flood is taken first and read after it, in order, and none is missing', async () => {
  const read: number[] = [];
  const intake = new Intake(({ at }) => read.push(at));
  let sent = 0;
  for (let turns = 0; turns < 40; turns += 1) {
    for (let count = 0; count < 32; count += 1, sent += 1) intake.take(arrived(sent));
    await turn();
  }
  expect(read.length).toBeLessThan(sent / 2);
  while (read.length < sent) await turn();
  expect(read).toEqual(Array.from({ length: sent }, (_, at) => at));
  intake.take(arrived(sent));
  expect(read.at(-1)).toBe(sent);
});

it('bytes that were read are let go, while the flood goes on', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  let read = 0;
  const intake = new Intake(() => {
    read += 1;
  });
  const refs: WeakRef<Uint8Array>[] = [];
  const flood = () => {
    for (let count = 0; count < 32; count += 1) {
      const one = arrived(count);
      refs.push(new WeakRef(one.bytes));
      intake.take(one);
    }
  };
  for (let turns = 0; turns < 20; turns += 1) {
    flood();
    await turn();
  }
  collect();
  expect(intake.isHolding).toBe(true);
  expect(refs.filter((ref) => ref.deref() === undefined).length).toBeGreaterThan(read / 2);
});

it('with much held no more is held, however long reading takes', async () => {
  let [sent, read] = [0, 0];
  const intake = new Intake(() => {
    read += 1;
    // Longer than a turn has for eight of them.
    for (const since = performance.now(); performance.now() - since < 0.7; );
  });
  const large = { ...arrived(0), bytes: new Uint8Array(60_000) };
  const held = [];
  for (let turns = 0; turns < 20; turns += 1) {
    for (let count = 0; count < 32; count += 1, sent += 1) intake.take(large);
    await turn();
    held.push((sent - read) * 60_000);
  }
  expect(Math.max(...held)).toBeGreaterThan(15 * 1024 * 1024);
  expect(Math.max(...held)).toBeLessThan(20 * 1024 * 1024);
});

it('at the end everything is read', () => {
  const read: number[] = [];
  const intake = new Intake(({ at }) => read.push(at));
  for (let at = 0; at < 500; at += 1) intake.take(arrived(at));
  intake.drain();
  expect(read).toHaveLength(500);
});
