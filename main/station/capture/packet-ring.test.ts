import { describe, expect, test } from 'vitest';
import { PacketRing } from './packet-ring.ts';

function put(ring: PacketRing, value: number, length: number): void {
  const at = ring.room(length);
  for (let offset = 0; offset < length && at >= 0; offset += 1) {
    ring.view.setUint8(at + offset, value);
  }
}

const kept = (ring: PacketRing) => [...ring.records()].map((record) => [...new Set(record)]);

describe('the ring of a unit', () => {
  test('keeps the newest records whole and in order, whatever their lengths', () => {
    const ring = new PacketRing(5000);
    const lengths = new Map<number, number>();
    let seed = 7;
    for (let value = 0; value < 20_000; value += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const length = 1 + (seed % 700);
      lengths.set(value % 251, length);
      put(ring, value % 251, length);
      if (value % 97 !== 0) continue;
      const records = [...ring.records()];
      expect(records).toHaveLength(ring.count);
      const values = records.map((record) => record[0] ?? -1);
      const expected = values.map((_, at) => (value - values.length + 1 + at) % 251);
      expect(values).toEqual(expected);
      for (const record of records) {
        expect(record.length).toBe(lengths.get(record[0] ?? -1));
        expect(record.every((byte) => byte === record[0])).toBe(true);
      }
    }
    expect(ring.heldBytes).toBe(5000);
    expect(ring.dropped).toBe(20_000 - ring.count);
  });

  test('takes memory as it needs it, and never more than its limit', () => {
    const ring = new PacketRing(10_000);
    expect(ring.heldBytes).toBe(0);
    put(ring, 1, 100);
    expect(ring.heldBytes).toBe(1024);
    put(ring, 2, 9000);
    expect(ring.heldBytes).toBe(9100);
    put(ring, 3, 9000);
    expect(ring.heldBytes).toBe(10_000);
    expect(kept(ring)).toEqual([[3]]);
  });

  test('a record as long as the ring fits, a longer one is counted and left out', () => {
    const ring = new PacketRing(100);
    put(ring, 1, 40);
    put(ring, 2, 100);
    expect(kept(ring)).toEqual([[2]]);
    expect(ring.room(101)).toBe(-1);
    expect(kept(ring)).toEqual([[2]]);
    expect(ring.dropped).toBe(2);
  });
});
