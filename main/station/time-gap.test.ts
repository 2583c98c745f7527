import { describe, expect, it } from 'vitest';
import { gapText, TimeGaps } from './time-gap.ts';

const DAY = 86_400_000;

function aClock() {
  const time = { wall: 1_800_000_000_000, monotonic: 5000 };
  const gaps = new TimeGaps({ now: () => time.wall, monotonicMs: () => time.monotonic });
  const pass = (monotonic: number, wall = monotonic) => {
    time.wall += wall;
    time.monotonic += monotonic;
    return gaps.look();
  };
  return pass;
}

describe('time gaps', () => {
  it('are none while both clocks run alike, a busy second more or less', () => {
    const pass = aClock();
    expect(pass(1000)).toBeNull();
    expect(pass(4900)).toBeNull();
    expect(pass(1000, 1800)).toBeNull();
    expect(pass(0)).toBeNull();
  });

  it.each([DAY, -DAY, 6000])('a clock set by %s ms is seen once', (ms) => {
    const pass = aClock();
    expect(pass(1000, 1000 + ms)).toMatchObject({ kind: 'clock-set', ms });
    expect(pass(1000)).toBeNull();
  });

  it('a process that stood still is seen, whichever clock ran on', () => {
    expect(aClock()(60_000)).toMatchObject({ kind: 'stood-still', ms: 60_000 });
    expect(aClock()(1000, 60_000)).toMatchObject({ kind: 'clock-set', ms: 59_000 });
  });

  it('says what that means', () => {
    expect(gapText({ kind: 'stood-still', ms: 61_000, at: 0 })).toContain('stood still for 61 s');
    expect(gapText({ kind: 'clock-set', ms: -DAY, at: 0 })).toContain('1440 min back');
    expect(gapText({ kind: 'clock-set', ms: DAY, at: 0 })).toContain('forward, or this computer');
  });
});
