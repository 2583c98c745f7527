import { describe, expect, test } from 'vitest';
import { ipv4ToNumber } from '../../contract/values.ts';
import { udpPacket } from '../../simulate/ipv4-packet.ts';
import { fileHeader, RECORD_OVERHEAD, readRecord, sealRecord, writeRecord } from './pcap.ts';

const unit = { address: '192.168.76.20', port: 1024 };
const station = { address: '192.168.76.1', port: 69 };
const numbered = ({ address, port }: typeof unit) => ({
  address: ipv4ToNumber(address) ?? 0,
  port,
});

function recordOf(bytes: Uint8Array, micros = 1_700_000_000_123_456): Buffer {
  const record = Buffer.alloc(RECORD_OVERHEAD + bytes.length);
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  writeRecord(view, 0, micros, numbered(unit), numbered(station), bytes);
  sealRecord(record);
  return record;
}

describe('pcap', () => {
  test('the file says version 2.4, microseconds, whole packets, link type RAW', () => {
    expect(fileHeader().toString('hex')).toBe('d4c3b2a1020004000000000000000000ffff000065000000');
  });

  test('a record has its time and length, and reads back', () => {
    const record = recordOf(Buffer.from('hello'));
    expect(record.readUInt32LE(0)).toBe(1_700_000_000);
    expect(record.readUInt32LE(4)).toBe(123_456);
    expect([record.readUInt32LE(8), record.readUInt32LE(12)]).toEqual([33, 33]);
    expect(readRecord(record)).toEqual({
      ...{ micros: 1_700_000_000_123_456, from: numbered(unit), to: numbered(station) },
      bytes: Buffer.from('hello'),
    });
  });

  test('headers and check sums are those of a packet, of any length and after 2038', () => {
    for (const length of [0, 1, 2, 3, 300, 511, 516, 1433]) {
      const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 37) & 255));
      expect(recordOf(bytes).subarray(16)).toEqual(udpPacket(unit, station, bytes));
    }
    const late = recordOf(Buffer.alloc(1), 4_000_000_000_000_001);
    expect(readRecord(late).micros).toBe(4_000_000_000_000_001);
  });

  test('a check sum of nought is sent as its complement, and the longest datagram has one', () => {
    for (let first = 0; first < 0x1_0000; first += 1) {
      const record = recordOf(Buffer.from([first >> 8, first & 255]));
      const sum = record.readUInt16BE(42);
      expect(sum).not.toBe(0);
      if (sum === 0xffff) break;
      expect(first).toBeLessThan(0xffff);
    }
    const longest = recordOf(Buffer.alloc(65_507, 0xff));
    expect(longest.readUInt16BE(18)).toBe(65_535);
    expect(longest.readUInt16BE(42)).not.toBe(0);
  });
});
