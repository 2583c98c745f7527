import { expect, it } from 'vitest';
import { arpProbe, senderFor } from './arp-watch.ts';
import { sleptMs } from './sleep.ts';

const before = { wallMs: 1_000_000, monotonicMs: 5000, bootMs: 9000 };
const after = (wall: number, monotonic: number, boot: number | null) => ({
  wallMs: before.wallMs + wall,
  monotonicMs: before.monotonicMs + monotonic,
  bootMs: boot === null ? null : before.bootMs + boot,
});
const HOUR = 3_600_000;

it.each([
  ['an ordinary look', after(1000, 1000, 1010), 0],
  ['a busy computer', after(9000, 9000, 9000), 0],
  ['an hour of sleep', after(HOUR, 1000, HOUR), HOUR - 1000],
  ['a clock set a day forward', after(24 * HOUR, 1000, 1000), 0],
  ['a clock set a day back', after(-24 * HOUR, 1000, 1000), 0],
  ['a process that stood still', after(30_000, 30_000, 30_000), 30_000],
])('on Linux: %s', (_what, now, slept) => expect(sleptMs(before, now)).toBe(slept));

it.each([
  ['an hour of sleep on macOS', after(HOUR, 1000, null), HOUR - 1000],
  ['an hour of sleep on Windows', after(HOUR, HOUR, null), HOUR],
  ['a clock set a day back', after(-24 * HOUR, 1000, null), 0],
])('without a clock of the computer’s start: %s', (_what, now, slept) => {
  expect(sleptMs({ ...before, bootMs: null }, now)).toBe(slept);
});

it('reads who says that an address is its own out of ARP, and asks without saying so itself', () => {
  const probe = arpProbe('020000000001', '192.168.76.1');
  expect(probe).toHaveLength(28);
  expect([...probe.subarray(24)]).toEqual([192, 168, 76, 1]);
  expect(senderFor(probe, '192.168.76.1')).toBeNull();
  const answer = probe.slice();
  answer.set([192, 168, 76, 1], 14);
  expect(senderFor(answer, '192.168.76.1')).toBe('020000000001');
  expect(senderFor(answer, '192.168.76.2')).toBeNull();
});
