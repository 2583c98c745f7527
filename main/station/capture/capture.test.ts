import { describe, expect, test } from 'vitest';
import { PacketCapture } from './capture.ts';
import { readRecord } from './pcap.ts';

const unit = '000e08aabbcc';
const other = '000e08ddeeff';
const station = { address: '192.168.76.1', port: 69 };

function clockAt(wall: number) {
  const clock = { wall, mono: 0, now: () => Math.floor(clock.wall), monotonicMs: () => clock.mono };
  return clock;
}

function captureWith(
  leases: Record<string, string>,
  totalBytes = 1_000_000,
  isUnit: (mac: string) => boolean = () => true,
) {
  const clock = clockAt(1_700_000_000_000);
  let isOn = true;
  const capture = new PacketCapture({
    clock,
    isOn: () => isOn,
    leaseHolder: (address) => leases[address] ?? null,
    isUnit,
    limits: {
      ringBytes: { dhcp: 4096, tftp: 4096, syslog: 2048, dns: 1024, ntp: 1024 },
      totalBytes,
    },
  });
  const heard = (address: string, text: string, service: 'tftp' | 'syslog' = 'tftp') =>
    capture.record(service, { address, port: 1024 }, station, address, Buffer.from(text));
  const texts = (mac: string, address: string | null = null) =>
    capture
      .recordsOf(mac, address)
      .records.map(({ record }) => readRecord(record).bytes.toString());
  return { capture, clock, heard, texts, switchOff: () => (isOn = false) };
}

function dhcp(mac: string): Buffer {
  const message = Buffer.alloc(300);
  message.write(mac, 28, 'hex');
  return message;
}

describe('a flood of made-up MACs', () => {
  test('shares one ring, and takes nothing from a unit, not even what came before it was one', () => {
    const units = new Set<string>();
    const { capture, texts } = captureWith({}, 10_000_000, (mac) => units.has(mac));
    const nobody = { address: '0.0.0.0', port: 68 };
    const discover = (mac: string) =>
      capture.record('dhcp', nobody, { ...station, port: 67 }, nobody.address, dhcp(mac));
    const made = (n: number) => `000e09${n.toString(16).padStart(6, '0')}`;
    discover(unit);
    units.add(unit);
    discover(unit);
    expect(texts(unit)).toHaveLength(2);
    for (let n = 0; n < 3000; n += 1) discover(made(n));
    expect(capture.unitCount).toBe(1);
    expect([unit, made(0), made(2999)].map((mac) => texts(mac).length)).toEqual([1, 0, 1]);
    expect(capture.lastAt(made(2999))).toBe(1_700_000_000_000);
    expect(capture.lastAt(made(0))).toBeNull();
    capture.clear();
    expect(texts(made(2999))).toEqual([]);
  });
});

describe('packets of a unit', () => {
  test('are found by its lease, and DHCP by the hardware address in the message', () => {
    const { capture, heard, texts } = captureWith({
      '192.168.76.20': unit,
      '192.168.76.21': other,
    });
    const nobody = { address: '0.0.0.0', port: 68 };
    capture.record('dhcp', nobody, { ...station, port: 67 }, nobody.address, dhcp(unit));
    heard('192.168.76.20', 'mine');
    heard('192.168.76.21', 'not mine');
    expect(texts(unit)).toEqual([dhcp(unit).toString(), 'mine']);
    expect(texts(other)).toEqual(['not mine']);
    expect(texts('000e08000000')).toEqual([]);
  });

  test('are found by its address where another server gives addresses, but not when it is another unit’s by now', () => {
    const leases: Record<string, string> = {};
    const { heard, texts } = captureWith(leases);
    heard('192.168.76.20', 'early');
    expect(texts(unit)).toEqual([]);
    expect(texts(unit, '192.168.76.20')).toEqual(['early']);
    leases['192.168.76.20'] = other;
    expect(texts(unit, '192.168.76.20')).toEqual([]);
    expect(texts(other, '192.168.76.20')).toEqual(['early']);
  });

  test('come in order of time over all services, in microseconds of the wall clock', () => {
    const { capture, clock, heard } = captureWith({ '192.168.76.20': unit });
    heard('192.168.76.20', 'a', 'syslog');
    clock.mono += 0.25;
    heard('192.168.76.20', 'b', 'tftp');
    clock.mono += 10;
    clock.wall += 10.5;
    heard('192.168.76.20', 'c', 'syslog');
    expect(capture.lastAt(unit)).toBe(1_700_000_000_010);
    expect(capture.lastAt(other)).toBeNull();
    const times = capture.recordsOf(unit, null).records.map(({ record }) => readRecord(record));
    expect(times.map(({ bytes }) => bytes.toString())).toEqual(['a', 'b', 'c']);
    const start = 1_700_000_000_000_000;
    expect(times.map(({ micros }) => micros - start)).toEqual([0, 250, 10_250]);
  });

  test('a clock set to another day counts at once', () => {
    const { capture, clock, heard } = captureWith({ '192.168.76.20': unit });
    heard('192.168.76.20', 'a');
    clock.wall -= 86_400_000;
    heard('192.168.76.20', 'b');
    const [b] = capture.recordsOf(unit, null).records;
    expect(b && readRecord(b.record).micros).toBe((1_700_000_000_000 - 86_400_000) * 1000);
  });

  test('a service’s flood pushes out its own packets only, and says how many', () => {
    const { capture, heard, texts } = captureWith({ '192.168.76.20': unit });
    heard('192.168.76.20', 'RRQ');
    for (let line = 0; line < 500; line += 1) heard('192.168.76.20', `line ${line}`, 'syslog');
    const kept = texts(unit);
    expect(kept[0]).toBe('RRQ');
    expect(kept.at(-1)).toBe('line 499');
    expect(capture.recordsOf(unit, null).dropped).toBe(501 - kept.length);
    expect(capture.heldBytes).toBeLessThanOrEqual(4096 + 2048);
  });

  test('all units together keep to the limit: who was silent longest goes, whole', () => {
    const leases = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [`192.168.76.${20 + at}`, `000e080000${20 + at}`]),
    );
    const { capture, clock, heard, texts } = captureWith(leases, 20_000);
    for (const address of Object.keys(leases)) {
      clock.mono += 2000;
      heard('192.168.76.20', 'still here');
      heard(address, 'x'.repeat(900));
    }
    expect(capture.heldBytes).toBeLessThanOrEqual(20_000);
    expect(texts('000e08000020').at(-1)).toBe('still here');
    expect(texts('000e08000021')).toEqual([]);
    expect(texts('000e08000069')).toHaveLength(1);
  });

  test('an image on its way pushes nothing out: its blocks are passed over, and counted', () => {
    const { capture, texts, heard } = captureWith({ '192.168.76.20': unit });
    heard('192.168.76.20', 'RRQ');
    const to = { address: '192.168.76.20', port: 1024 };
    for (let block = 1; block <= 3000; block += 1) {
      const bytes = Buffer.from([0, 3, block >> 8, block & 255, 1]);
      capture.record('tftp', { ...station, port: 40_069 }, to, to.address, bytes);
    }
    expect(texts(unit)[0]).not.toBe('RRQ');
    const { records, dropped } = capture.recordsOf(unit, null);
    expect(records.length + dropped).toBe(3001);
    expect(dropped).toBeGreaterThan(2900);
    heard('192.168.76.20', 'next RRQ');
    expect(texts(unit).at(-1)).toBe('next RRQ');
    capture.clear();
    heard('192.168.76.20', 'after');
    expect(texts(unit)).toEqual(['after']);
  });

  test('nothing is kept while it is off, nor after it was cleared', () => {
    const { capture, heard, texts, switchOff } = captureWith({ '192.168.76.20': unit });
    heard('192.168.76.20', 'before');
    capture.clear();
    expect(texts(unit)).toEqual([]);
    switchOff();
    heard('192.168.76.20', 'after');
    expect(texts(unit)).toEqual([]);
    expect(capture.heldBytes).toBe(0);
  });

  test('no datagram of anybody makes it throw, and all of it reads back', () => {
    const { capture } = captureWith({ '192.168.76.20': unit }, 50_000);
    let seed = 11;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const services = ['dhcp', 'tftp', 'syslog', 'dns', 'ntp'] as const;
    const addresses = ['192.168.76.20', '192.168.76.21', '0.0.0.0', '255.255.255.255', 'nobody'];
    for (let n = 0; n < 5000; n += 1) {
      const bytes = Buffer.from(Array.from({ length: random(300) }, () => random(5)));
      const peer = { address: addresses[random(5)] ?? '', port: random(65_536) };
      const ends = random(2) === 0 ? ([peer, station] as const) : ([station, peer] as const);
      capture.record(services[random(5)] ?? 'dhcp', ...ends, peer.address, bytes);
    }
    expect(capture.heldBytes).toBeLessThanOrEqual(50_000);
    const { records } = capture.recordsOf(unit, '192.168.76.21');
    expect(records.length).toBeGreaterThan(10);
    for (const { record } of records) {
      expect(record.readUInt32LE(8)).toBe(record.length - 16);
      expect(readRecord(record).micros).toBe(1_700_000_000_000_000);
    }
  });

  test('what is no DHCP is nobody’s, and no datagram is too long', () => {
    const { capture, heard, texts } = captureWith({ '192.168.76.20': unit });
    const from = { address: '0.0.0.0', port: 68 };
    for (const length of [0, 1, 33, 235]) {
      capture.record('dhcp', from, station, from.address, Buffer.alloc(length));
    }
    expect(capture.unitCount).toBe(0);
    heard('192.168.76.20', 'x'.repeat(65_507));
    expect(texts(unit)).toEqual([]);
    expect(capture.recordsOf(unit, null).dropped).toBe(1);
  });
});
