import { describe, expect, it } from 'vitest';
import { FrameSenders } from './frame-senders.ts';

const ADDRESS = '192.168.76.20';
const [UNIT, OTHER, LAPTOP, CARD] = [
  '000e08aabb01',
  '000e08aabb02',
  '020000000001',
  '020000000002',
];

describe('whose frames they are', () => {
  const senders = () => new FrameSenders((mac) => mac === UNIT || mac === OTHER);

  it('the holder itself always, a stranger never once the holder was seen', () => {
    const frames = senders();
    expect(frames.isForged(ADDRESS, UNIT, UNIT)).toBe(false);
    expect(frames.isForged(ADDRESS, UNIT, LAPTOP)).toBe(true);
    expect(frames.isForged(ADDRESS, UNIT, OTHER)).toBe(true);
    expect(frames.isForged(ADDRESS, UNIT, UNIT)).toBe(false);
  });

  it('a look at them believes nobody anew', () => {
    const frames = senders();
    expect(frames.differs(ADDRESS, UNIT, LAPTOP)).toBe(false);
    frames.isForged(ADDRESS, UNIT, UNIT);
    expect(frames.differs(ADDRESS, UNIT, LAPTOP)).toBe(true);
    expect(frames.differs(ADDRESS, UNIT, UNIT)).toBe(false);
    expect(frames.differs(ADDRESS, OTHER, LAPTOP)).toBe(false);
  });

  it('another unit with a lease of its own not even at first', () => {
    expect(senders().isForged(ADDRESS, UNIT, OTHER)).toBe(true);
  });

  it('a sender without a lease from the beginning on, and then nobody else but the holder', () => {
    const frames = senders();
    expect(frames.isForged(ADDRESS, UNIT, CARD)).toBe(false);
    expect(frames.isForged(ADDRESS, UNIT, CARD)).toBe(false);
    expect(frames.isForged(ADDRESS, UNIT, LAPTOP)).toBe(true);
    expect(frames.isForged(ADDRESS, UNIT, UNIT)).toBe(false);
    expect(frames.isForged(ADDRESS, UNIT, CARD)).toBe(true);
  });

  it('begins anew when the address is leased to another unit', () => {
    const frames = senders();
    expect(frames.isForged(ADDRESS, UNIT, UNIT)).toBe(false);
    expect(frames.isForged(ADDRESS, OTHER, OTHER)).toBe(false);
    expect(frames.isForged(ADDRESS, OTHER, UNIT)).toBe(true);
  });
});
