import { expect, test } from 'vitest';
import type { Unit } from '../../main/contract/model.ts';
import { aSnapshot, aUnit } from '../mirror/sample.test-kit.ts';
import { MirrorStore } from '../mirror/store.ts';
import { TILES_PER_FRAME } from './board-queue.ts';
import { BoardStore } from './board-store.ts';

const tailOf = (n: number): string => String(n).padStart(6, '0');

/** A board with so many units, and frames that come when the test says so. */
function aBoard(count: number) {
  const frames: (() => void)[] = [];
  const mirror = new MirrorStore((task) => task());
  const units = Array.from({ length: count }, (_, n) => aUnit(tailOf(n)));
  mirror.apply({ type: 'snapshot', snapshot: aSnapshot({ units }), at: 1 });
  const board = new BoardStore(mirror, (task) => frames.push(task));
  board.follow();
  const drawn: string[] = [];
  for (const { mac } of units) board.subscribe(mac, () => drawn.push(mac.slice(6)));
  let seq = 10;
  const change = (...changed: Unit[]): void => {
    const changes = changed.map((unit) => ({ type: 'unit' as const, unit }));
    mirror.apply({ type: 'changes', batch: { first: seq + 1, changes }, at: 2 });
    seq += changed.length;
  };
  return { board, mirror, frames, drawn, change, nextFrame: () => frames.shift()?.() };
}

test('begins with what the mirror has: nothing trickles in when the screen opens', () => {
  const { board, frames } = aBoard(250);
  expect(board.unit(`000e08${tailOf(249)}`)).toBeDefined();
  expect(frames).toHaveLength(0);
});

test('one change draws one tile, and not before its frame', () => {
  const { board, drawn, change, nextFrame } = aBoard(3);
  change(aUnit(tailOf(1), { serial: 'A' }));
  expect(board.unit(`000e08${tailOf(1)}`)?.serial).toBeNull();
  nextFrame();
  expect(drawn).toEqual([tailOf(1)]);
  expect(board.unit(`000e08${tailOf(1)}`)?.serial).toBe('A');
});

test('250 changes at once are drawn eight per frame', () => {
  const { drawn, change, nextFrame, frames } = aBoard(250);
  change(...Array.from({ length: 250 }, (_, n) => aUnit(tailOf(n), { serial: 'A' })));
  nextFrame();
  expect(drawn).toHaveLength(TILES_PER_FRAME);
  while (frames.length > 0) nextFrame();
  expect(new Set(drawn).size).toBe(250);
  expect(drawn).toHaveLength(250);
});

test('a unit that left is gone at once, also when a change of it still waits', () => {
  const { board, mirror, change, nextFrame } = aBoard(2);
  change(aUnit(tailOf(1), { serial: 'A' }));
  const mac = `000e08${tailOf(1)}`;
  const changes = [{ type: 'unit-removed' as const, mac }];
  mirror.apply({ type: 'changes', batch: { first: 12, changes }, at: 3 });
  expect(board.unit(mac)).toBeUndefined();
  nextFrame();
  expect(board.unit(mac)).toBeUndefined();
});

test('another run of the station is drawn as a whole, without a frame', () => {
  const { board, mirror, frames } = aBoard(2);
  const units = Array.from({ length: 40 }, (_, n) => aUnit(tailOf(n), { serial: 'B' }));
  mirror.apply({ type: 'snapshot', snapshot: aSnapshot({ run: 'run-2', units }), at: 4 });
  expect(board.unit(`000e08${tailOf(39)}`)?.serial).toBe('B');
  expect(frames).toHaveLength(0);
});
